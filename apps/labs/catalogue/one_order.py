"""Sequential consistency: one order for all, which may lag behind real time."""

from apps.labs.lab import Lab
from apps.labs.run.scenario import Scenario

LAB = Lab(
    slug="one-order",
    order=9,
    title="One order, old answers",
    question="If everyone sees the same order, can a read still be stale?",
    summary=(
        "All writes pass one sequencer, and every replica applies them in its order. Reads are local: never out "
        "of order, but perhaps late."
    ),
    brief=(
        "Slow the links from n1, the sequencer, to n4 down to 3000 ms. Write x = 1 at n2; when it is "
        "acknowledged, read x at n4. Linearizable breaks. Try whatever you like: can you break sequential, too?"
    ),
    scenario=Scenario(protocol="sequencer", dials={"sequencer": 1}),
)
