"""A choreographed saga that loses an event, and stands still without anybody noticing."""

from apps.labs.lab import Lab
from apps.labs.run.scenario import Scenario
from apps.labs.signature import Signature, invoke
from apps.simulation.faults.crash import RestartNode
from apps.simulation.faults.crash_point import SetCrashPoint

LAB = Lab(
    slug="who-knows-the-whole",
    order=47,
    title="Saga: who knows the whole?",
    question="Who knows the whole?",
    summary=(
        "Order, payment, stock and delivery follow on one another's events, with no one in charge. Lose one event, and "
        "the order is paid and never comes. Then have events sent at least once, or let one service orchestrate."
    ),
    brief=(
        "Under Faults, let payment crash between its step and its event, and order a book. It is paid, and nobody "
        "will reserve it; after its restart payment does not know that it owes an event. Under Guarantee choose "
        "At least once, deduplicated, and replay. Without deduplication somebody pays twice."
    ),
    scenario=Scenario(
        protocol="saga_choreographed",
        dials={"fails_at": "nobody", "delivery": "at_most_once", "timeout_ticks": 1000},
        nodes=("order", "payment", "stock", "delivery"),
        clients=("alice", "bob"),
        keys=("book", "pen"),
        client_timeout_ticks=10_000,
    ),
    topic="committing",
    level="deep",
    signature=Signature(
        script=(
            (50, SetCrashPoint(node="payment", point="after log entry")),
            (100, invoke("alice", "order", "order", "1", key="book")),
            (3_000, RestartNode("payment")),
        ),
        tick=3_500,
        shows="saga_stuck",
    ),
)
