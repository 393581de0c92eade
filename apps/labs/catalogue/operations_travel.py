"""Operations in place of states: what they need of their delivery, and what comes of it where they do not get it."""

from apps.labs.lab import Lab
from apps.labs.run.scenario import Scenario
from apps.labs.signature import Signature, invoke
from apps.simulation.faults.message import DelayMessage

LAB = Lab(
    slug="operations-travel",
    order=16,
    title="What does an operation need?",
    question="“Add milk” and “remove milk” travel. What if one comes twice, or too early?",
    summary=(
        "Replicas can send what was done in place of what they have. Such messages are small, but must be delivered "
        "once each, after all that their sender had seen. Take that guarantee away, and give it back."
    ),
    brief=(
        "Add milk at n1, and while its messages travel, delay the one to n2 by 2000 ms. When n3 has milk, remove "
        "it there: n2 receives the removal first. Or duplicate an addition with a delay. Then set Delivery to "
        "causal, once each, and replay: the same schedule, and all agree. Choose a delivery among the events to "
        "see what it did."
    ),
    scenario=Scenario(
        protocol="broadcast",
        dials={"type": "op_or_set", "delivery": "arrival", "resend_ticks": 800},
        keys=("x",),
    ),
    topic="merging",
    level="deep",
    signature=Signature(
        script=(
            (100, invoke("alice", "n1", "add", "milk")),
            (120, DelayMessage(message="n1>n2#1:operation", delay_ticks=2_000)),
            (600, invoke("bob", "n3", "remove", "milk")),
        ),
        tick=3_000,
        shows="diverged_at_rest",
    ),
)
