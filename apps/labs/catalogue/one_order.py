"""Sequential consistency: one order for all, which may lag behind real time."""

from apps.labs.lab import Lab
from apps.labs.run.scenario import Scenario
from apps.labs.signature import Signature, read, write
from apps.simulation.faults.latency import SetLatency

LAB = Lab(
    slug="one-order",
    order=9,
    title="One order, old answers",
    question="If everyone sees the same order, can a read still be stale?",
    summary=(
        "All writes pass one sequencer, and every replica applies them in its order. Reads are local: always in "
        "the same order, but possibly stale."
    ),
    brief=(
        "Slow the links from n1, the sequencer, to n4 down to 3000 ms. Write x = 1 at n2; when it is "
        "acknowledged, read x at n4. Linearizable breaks. Try whatever you like: can you break sequential, too?"
    ),
    scenario=Scenario(protocol="sequencer", dials={"sequencer": 1}),
    topic="stale",
    level="then",
    signature=Signature(
        script=(
            (50, SetLatency(source="n1", target="n4", distribution="constant", low_ticks=3_000, high_ticks=3_000)),
            (100, write("alice", "n2", "1")),
            (1_200, read("bob", "n4")),
        ),
        tick=1_500,
        shows="stale_read",
    ),
)
