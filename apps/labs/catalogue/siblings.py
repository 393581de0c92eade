"""Siblings: keep both, let the reader decide."""

from apps.labs.lab import Lab
from apps.labs.run.scenario import Scenario
from apps.labs.signature import Signature, write
from apps.simulation.faults.partition import Partition

LAB = Lab(
    slug="siblings",
    order=5,
    title="Siblings: keep both",
    question="What if no write may be lost?",
    summary=(
        "Concurrent writes are kept side by side by version vectors, until a client that has read both writes again."
    ),
    brief=(
        "Cut n1 off. Write x = milk, eggs at n1 as alice and x = bread at n2 as bob, then heal and read x as carol. "
        "Both are there, and the panel says why. Resolve them by hand or by a rule, and look at the clock that it "
        "writes. Then choose another conflict rule. With one entry per node, the second of two writes through the "
        "same node silently replaces the first. Dotted version vectors keep both."
    ),
    scenario=Scenario(
        protocol="eventual",
        dials={"conflict": "siblings", "style": "push_pull", "fan_out": 1, "interval_ticks": 400},
        nodes=("n1", "n2", "n3"),
    ),
    topic="merging",
    level="then",
    signature=Signature(
        script=(
            (50, Partition((("n1",), ("n2", "n3")))),
            (100, write("alice", "n1", "milk")),
            (200, write("bob", "n2", "bread")),
        ),
        tick=1_500,
        shows="writes_on_both_sides",
    ),
)
