"""A leader lease rests on clocks: let one run slow."""

from apps.labs.lab import Lab
from apps.labs.run.scenario import Scenario
from apps.labs.signature import Signature, read, write
from apps.replication.raft import PROTOCOL
from apps.simulation.faults.drift import SetDrift
from apps.simulation.faults.partition import Partition

LAB = Lab(
    slug="leader-lease",
    order=8,
    title="A lease, and a clock that runs slow",
    question="What does a leader know about the time that others have measured?",
    summary=(
        "The leader answers reads by itself as long as its lease runs. If its clock runs slow, another leader is "
        "elected while the old one still answers."
    ),
    brief=(
        "Read at n1: it answers at once. Set n1's clock to drift by −500 ‰, then cut n1 and n2 off. Wait until "
        "another leader has been elected, write x = 2 there, and read x at n1 before its lease ends."
    ),
    scenario=Scenario(
        protocol="raft",
        dials={**PROTOCOL.defaults(5), "reads": "lease", "election_ticks": 2000, "lease_ticks": 1900},
    ),
    topic="stale",
    level="deep",
    signature=Signature(
        script=(
            (50, SetDrift(node="n1", per_mille=-500)),
            (100, write("alice", "n1", "1")),
            (1_500, Partition((("n1", "n2"), ("n3", "n4", "n5")))),
            (3_000, read("carol", "n1")),
        ),
        tick=5_600,
        shows="two_leaders",
    ),
)
