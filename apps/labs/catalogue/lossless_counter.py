"""A counter in which no increment is lost, beside one that loses them."""

from apps.labs.lab import Lab
from apps.labs.run.scenario import Scenario
from apps.labs.signature import Signature, invoke
from apps.simulation.faults.partition import Partition

LAB = Lab(
    slug="lossless-counter",
    order=13,
    title="A counter that loses nothing",
    question="How do replicas count together without asking one another?",
    summary=(
        "Every replica counts in a slot of its own, and a merge takes the greater of each. Beside it a plain integer "
        "runs on the same schedule, and loses what was counted on the other side."
    ),
    brief=(
        "Cut the cluster and increment x on both sides, then heal. Watch the naive version: of concurrent "
        "increments it keeps one. Choose a delivery among the events and open its merge: which slot decided?"
    ),
    scenario=Scenario(
        protocol="convergent",
        dials={"type": "g_counter", "carrier": "states", "fan_out": 1, "interval_ticks": 500},
        keys=("x",),
    ),
    guide="merge",
    topic="merging",
    level="first",
    signature=Signature(
        script=(
            (50, Partition((("n1", "n2", "n5"), ("n3", "n4")))),
            (100, invoke("alice", "n1", "increment", "1")),
            (200, invoke("bob", "n4", "increment", "1")),
            (400, invoke("carol", "n2", "increment", "1")),
        ),
        tick=2_900,
        shows="writes_on_both_sides",
    ),
)
