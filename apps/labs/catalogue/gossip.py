"""Gossip: how news spreads."""

from apps.labs.lab import Lab
from apps.labs.run.scenario import Scenario
from apps.labs.signature import Signature, write

LAB = Lab(
    slug="gossip",
    order=3,
    title="Gossip: how long is eventually?",
    question="How does a write reach everyone without anyone in charge?",
    summary=(
        "Every node answers at once and gossips with one other at random. Watch one write spread, and what a "
        "partition does to it."
    ),
    brief="Write x = 1 anywhere and watch it spread. Cut the cluster, write on both sides, read on both sides, "
    "and heal: "
    "which value is left, and why that one?",
    scenario=Scenario(
        protocol="eventual",
        dials={"conflict": "hybrid", "style": "push_pull", "fan_out": 1, "interval_ticks": 500},
    ),
    topic="merging",
    level="first",
    signature=Signature(
        script=((100, write("alice", "n1", "1")),),
        tick=520,
        shows="operations_completed",
    ),
)
