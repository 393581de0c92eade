"""A saga whose last step is refused, while somebody reads what is about to be undone."""

from apps.labs.lab import Lab
from apps.labs.run.scenario import Scenario
from apps.labs.signature import Signature, invoke, read
from apps.simulation.network import Latency

LAB = Lab(
    slug="undo-what-was-seen",
    order=46,
    title="Saga: undo what was seen",
    question="How do I undo what was seen?",
    summary=(
        "An order is paid, then reserved, then delivery refuses: every step is compensated, the last first. In "
        "between, everyone can see a state that is undone later."
    ),
    brief="Order a book at order. When stock has reserved it, pause, and read book at stock as bob. Play: delivery "
    "refuses, the compensations run in reverse, and what bob has read is undone. Order again, crash order anywhere, "
    "and restart it: the saga goes on where its log ends.",
    scenario=Scenario(
        protocol="saga_orchestrated",
        dials={"fails_at": "delivery", "timeout_ticks": 2000},
        nodes=("order", "payment", "stock", "delivery"),
        clients=("alice", "bob"),
        keys=("book", "pen"),
        latency=Latency("uniform", 300, 400),
        client_timeout_ticks=30_000,
    ),
    topic="committing",
    level="then",
    signature=Signature(
        script=((100, invoke("alice", "order", "order", "1", key="book")), (1_500, read("bob", "stock", "book"))),
        tick=9_000,
        shows="dirty_read",
    ),
)
