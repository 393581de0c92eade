"""Majorities with write-back: the register that cannot be caught."""

from apps.labs.lab import Lab
from apps.labs.run.scenario import Scenario
from apps.labs.signature import Signature, read, write
from apps.simulation.faults.partition import Partition

LAB = Lab(
    slug="majority-quorums",
    order=2,
    title="Quorums: majorities that meet",
    question="What does it cost never to be stale?",
    summary=(
        "R = W = 3 of N = 5 with write-back: a linearizable register. Cut off a minority and see what it can still do."
    ),
    brief="Write at n1, read at n4. Then cut n4 and n5 off and try both on each side: the majority goes on, the"
    " minority gets no answer. "
    "Turn write-back off and look for two reads during one write where the later is older.",
    scenario=Scenario(protocol="quorum", dials={"N": 5, "R": 3, "W": 3, "write_back": True}),
    guide="partition",
    topic="stale",
    level="first",
    signature=Signature(
        script=(
            (100, write("alice", "n1", "1")),
            (1_200, Partition((("n1", "n2", "n5"), ("n3", "n4")))),
            (1_300, write("alice", "n1", "2")),
            (1_300, read("bob", "n4")),
        ),
        tick=2_900,
        shows="unanswered",
    ),
)
