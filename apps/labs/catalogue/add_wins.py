"""An observed-remove set: of a concurrent addition and removal the addition wins."""

from apps.labs.lab import Lab
from apps.labs.run.scenario import Scenario
from apps.labs.signature import Signature, invoke
from apps.simulation.faults.partition import Partition

LAB = Lab(
    slug="add-wins",
    order=14,
    title="Add wins",
    question="One adds milk while the other removes it: is it in?",
    summary=(
        "Every addition has a tag of its own, and a removal removes the tags that it has seen. So what it has not seen "
        "survives it, and what was removed stays removed, unlike in a plain set."
    ),
    brief=(
        "Add milk to x and let it spread. Cut the cluster, add milk again on one side and remove it on the other, "
        "and heal. Is it in? Look at the tags and tombstones in the inspector. Then remove it on one side of a "
        "partition only: the plain set brings it back."
    ),
    scenario=Scenario(
        protocol="convergent",
        dials={"type": "or_set", "carrier": "states", "fan_out": 1, "interval_ticks": 500},
        keys=("x",),
    ),
    topic="merging",
    level="then",
    signature=Signature(
        script=(
            (100, invoke("alice", "n1", "add", "milk")),
            (3_000, Partition((("n1", "n2", "n5"), ("n3", "n4")))),
            (3_100, invoke("alice", "n1", "add", "milk")),
            (3_100, invoke("bob", "n3", "remove", "milk")),
        ),
        tick=4_900,
        shows="writes_on_both_sides",
    ),
)
