"""Every kind of clock on one run: what each can say of two events."""

from apps.labs.lab import Lab
from apps.labs.run.scenario import Scenario
from apps.labs.signature import Signature

LAB = Lab(
    slug="who-came-first",
    order=13,
    title="Clocks: who came first?",
    question="Two things happened. Which of them came first, and how would anyone know?",
    summary=(
        "Wall clocks, Lamport clocks, vectors and their kin stamp the same run side by side. Order two events, and see "
        "which clocks know, which cannot tell, and which lie."
    ),
    brief=(
        "Let it run for a few seconds, pause, and open the Clocks tab below. Choose two events in the log or the "
        "diagram and order them. Then set n2's clock 2000 ms ahead (select n2), let it run on, and order an event "
        "of n2 and one that it caused elsewhere. Which clock is wrong now, and which vector invents a conflict?"
    ),
    scenario=Scenario(
        protocol="eventual",
        dials={"conflict": "hybrid", "style": "push_pull", "fan_out": 1, "interval_ticks": 500},
        nodes=("n1", "n2", "n3", "n4"),
        workload_interval_ticks=900,
    ),
    topic="time",
    level="then",
    signature=Signature(
        script=(),
        tick=2_600,
        shows="operations_completed",
    ),
)
