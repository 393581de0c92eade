"""A dual write, broken by a crash between its two writes, and what cures it."""

from apps.labs.lab import Lab
from apps.labs.run.scenario import Scenario
from apps.labs.signature import Signature, invoke
from apps.simulation.faults.crash_point import SetCrashPoint

LAB = Lab(
    slug="dual-write",
    order=44,
    title="Dual write: two systems, one crash",
    question="Database first, or event first?",
    summary=(
        "A service writes an order into its database and announces it at a broker. Crash it between the two: one of "
        "them never receives it. Then let an outbox, or listening to itself, fix what neither order of the two "
        "writes can fix."
    ),
    brief="Under Faults, let the service crash between its two writes. Order: the database has the order, it is never "
    "announced, and no restart helps. Under Guarantee choose Event first and replay: the same crash leaves the "
    "reverse. Replay with the transactional outbox: nothing is missing.",
    scenario=Scenario(
        protocol="dual_write",
        dials={"method": "database_first", "idempotent": True, "timeout_ticks": 1000},
        nodes=("service", "database", "broker", "consumer"),
        clients=("alice", "bob"),
        keys=("book", "pen"),
        client_timeout_ticks=6000,
    ),
    topic="committing",
    level="then",
    signature=Signature(
        script=(
            (50, SetCrashPoint(node="service", point="after cancel timer retry")),
            (100, invoke("alice", "service", "order", "1", key="book")),
        ),
        tick=2_000,
        shows="order_without_event",
    ),
)
