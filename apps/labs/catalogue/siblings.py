"""Siblings: keep both, let the reader decide."""

from apps.labs.lab import Lab
from apps.labs.scenario import Scenario

LAB = Lab(
    slug="siblings",
    order=5,
    title="Siblings: keep both",
    question="What if no write may be lost?",
    summary="Concurrent writes are kept side by side by version vectors, until someone who has read both writes again.",
    brief="Let alice and bob write x at different nodes without reading first. Wait, then read x: both values "
    "are there. "
    "Write as the one who read them, and they become one.",
    scenario=Scenario(
        protocol="eventual",
        dials={"conflict": "siblings", "style": "push_pull", "fan_out": 1, "interval_ticks": 400},
        nodes=("n1", "n2", "n3"),
    ),
)
