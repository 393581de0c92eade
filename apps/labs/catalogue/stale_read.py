"""Quorums of one: the fastest way to a stale read."""

from apps.labs.lab import Lab
from apps.labs.run.scenario import Scenario
from apps.labs.signature import Signature, read, write
from apps.simulation.faults.partition import Partition

LAB = Lab(
    slug="stale-read",
    order=1,
    title="Quorums: make a stale read",
    question="When can a read miss a write that had finished?",
    summary=(
        "Five replicas, and every operation is answered by the first one asked. Cut the cluster, write on one"
        " side, read on the other."
    ),
    brief=(
        "Write x = 1 at n1 and watch the copies travel. Then partition the cluster, write again on one side and "
        "read on the other. When you have a stale read, set R = W = 3 and replay: can you still make one?"
    ),
    scenario=Scenario(protocol="quorum", dials={"N": 5, "R": 1, "W": 1, "write_back": True}),
    guide="partition",
    topic="stale",
    level="first",
    signature=Signature(
        script=(
            (100, write("alice", "n1", "1")),
            (900, Partition((("n1", "n2", "n5"), ("n3", "n4")))),
            (1_000, write("alice", "n1", "2")),
            (1_600, read("bob", "n4")),
        ),
        tick=1_900,
        shows="stale_read",
    ),
)
