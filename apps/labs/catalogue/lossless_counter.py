"""A counter in which no increment is lost, beside one that loses them."""

from apps.labs.lab import Lab
from apps.labs.run.scenario import Scenario

LAB = Lab(
    slug="lossless-counter",
    order=13,
    title="A counter that loses nothing",
    question="How do replicas count together without asking one another?",
    summary=(
        "Every replica counts in a slot of its own, and a merge takes the greater of each. Beside it a plain integer "
        "runs on the same schedule, and loses what was counted on the other side."
    ),
    brief="Cut the cluster and increment x on both sides, then heal. Watch the naive twin: of concurrent increments "
    "it keeps one. Choose a delivery among the events and open its merge: which slot decided?",
    scenario=Scenario(
        protocol="convergent",
        dials={"type": "g_counter", "carrier": "states", "fan_out": 1, "interval_ticks": 500},
        keys=("x",),
    ),
    guide="merge",
)
