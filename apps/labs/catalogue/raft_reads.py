"""Raft's read paths: who may answer a read?"""

from apps.labs.lab import Lab
from apps.labs.run.scenario import Scenario
from apps.labs.signature import Signature, read, write
from apps.replication.raft import PROTOCOL
from apps.simulation.faults.partition import Partition

LAB = Lab(
    slug="raft-reads",
    order=7,
    title="Raft: who may answer a read?",
    question="A majority agreed on the write. May any node answer the read?",
    summary=(
        "A leader, a log, a majority. Reads are answered by any node from what it has applied: fast, and "
        "sometimes old. Then let the leader ask first."
    ),
    brief=(
        "Write x = 1 at n1, the leader, and read it at n4 at once. Cut the leader off and see another elected; "
        "write on the new side and read on the old. Then choose reads by read index and replay: what does the "
        "minority answer now?"
    ),
    scenario=Scenario(protocol="raft", dials={**PROTOCOL.defaults(5), "reads": "local"}),
    topic="stale",
    level="then",
    signature=Signature(
        script=(
            (100, write("alice", "n1", "1")),
            (1_500, Partition((("n1", "n2"), ("n3", "n4", "n5")))),
            (6_000, write("bob", "n3", "2")),
            (8_500, read("carol", "n2")),
        ),
        tick=8_800,
        shows="stale_read",
    ),
)
