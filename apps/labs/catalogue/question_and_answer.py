"""Causal consistency: no answer before its question."""

from apps.labs.lab import Lab
from apps.labs.run.scenario import Scenario
from apps.labs.signature import Signature, read, write
from apps.simulation.faults.latency import SetLatency

LAB = Lab(
    slug="question-and-answer",
    order=10,
    title="No answer before its question",
    question="How does a replica know that it must not show a write yet?",
    summary=(
        "Every write says what it depends on, and a replica holds it back until that has arrived. Nobody ever "
        "sees an effect before its cause, and nobody ever waits to write."
    ),
    brief=(
        "Delay n1's message to n4. alice writes x, the question, at n1; bob reads it at n2 and writes y, the "
        "answer, there. Look into n4: the answer has arrived, and waits. Then pick the other conflict rule: which "
        "of the two causal models is kept?"
    ),
    scenario=Scenario(protocol="causal", dials={"conflict": "arrival"}),
    topic="time",
    level="then",
    signature=Signature(
        script=(
            (50, SetLatency(source="n1", target="n4", distribution="constant", low_ticks=3_000, high_ticks=3_000)),
            (100, write("alice", "n1", "why?")),
            (600, read("bob", "n2")),
            (900, write("bob", "n2", "so", key="y")),
        ),
        tick=1_400,
        shows="operations_completed",
        terms={"number": 3},
    ),
)
