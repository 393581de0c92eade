"""A shared line of text, typed into at several replicas at once."""

from apps.labs.lab import Lab
from apps.labs.run.scenario import Scenario
from apps.labs.signature import Signature, invoke
from apps.simulation.faults.partition import Partition

LAB = Lab(
    slug="two-people-one-line",
    order=15,
    title="Two people, one line",
    question="Two type into one line at once: whose text wins?",
    summary=(
        "Nobody's, and nothing is lost: every character knows the one that it was typed after, so replicas that merge "
        "read one line, and what was typed concurrently stays in one piece."
    ),
    brief="Type into the line, and let it spread. Invite somebody to type at another replica, by a link or in a second "
    "window. Cut the cluster, type on both sides at one place, and heal. Then look at the tree beneath: who comes "
    "first, and what became of what you deleted?",
    scenario=Scenario(
        protocol="convergent",
        dials={"type": "rga", "carrier": "states", "fan_out": 1, "interval_ticks": 400},
        nodes=("n1", "n2", "n3"),
        keys=("x",),
    ),
    topic="merging",
    level="then",
    signature=Signature(
        script=(
            (100, invoke("alice", "n1", "insert", '["", "Hi"]')),
            (1_500, Partition((("n1",), ("n2", "n3")))),
            (1_600, invoke("alice", "n1", "insert", '["", "A"]')),
            (1_600, invoke("bob", "n3", "insert", '["", "B"]')),
        ),
        tick=3_000,
        shows="writes_on_both_sides",
    ),
)
