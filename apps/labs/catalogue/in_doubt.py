"""Two-phase commit, with a coordinator that can be killed at every point."""

from apps.labs.lab import Lab
from apps.labs.run.scenario import Scenario
from apps.labs.signature import Signature, invoke, read
from apps.simulation.faults.crash_point import SetCrashPoint

LAB = Lab(
    slug="in-doubt",
    order=40,
    title="In doubt, holding locks",
    question="What does “prepared” promise?",
    summary=(
        "A coordinator and three participants commit together or not at all. Crash any node between any two "
        "steps: no two nodes decide differently, but some may have to wait."
    ),
    brief="Commit x = 1 at c and watch the two phases. Then, under Faults, let c crash having all votes, before the "
    "commit is logged, and commit again: the participants are in doubt and hold x. Read x at p1. Restart c.",
    scenario=Scenario(
        protocol="two_phase_commit",
        dials={"timeout_ticks": 1000, "cooperative": True, "no_vote": "nobody"},
        nodes=("c", "p1", "p2", "p3"),
        clients=("alice", "bob"),
        keys=("x", "y"),
        client_timeout_ticks=6000,
    ),
    topic="committing",
    level="first",
    signature=Signature(
        script=(
            (50, SetCrashPoint(node="c", point="before log decision")),
            (100, invoke("alice", "c", "commit", "1")),
            (1_500, read("bob", "p1")),
        ),
        tick=2_600,
        shows="nodes_in_condition",
        terms={"condition": "in_doubt", "number": 3},
    ),
)
