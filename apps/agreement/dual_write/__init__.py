"""The dual write: a service keeps orders in its database and announces them at a broker, which are two systems.

Four methods, and one schedule runs under all of them:

1. *Database first*, *event first*: the service writes the one, and when that has acknowledged, the other. It repeats
   each write until it is acknowledged, but knows only in memory what it is doing. A crash between the two leaves an
   order without an event, or an event without an order, for good.
2. *Transactional outbox*: one transaction of the database writes the order and, into the outbox, its event. A relay
   publishes what is in the outbox until the broker has acknowledged it.
3. *Listen to yourself*: the service publishes only. It subscribes to its own events, and writes the order when one
   arrives; the broker delivers the event until that is done.

All deliver *at least once*. A consumer that is not *idempotent* counts an event again that is delivered again.

Sources: Gray 1978 (the generals); Helland 2007, "Life beyond distributed transactions" (messages at least once, and
idempotence by remembering them); Richardson, "Microservices patterns" 2018, chapter 3 (transactional outbox,
idempotent consumer). Choices: the relay runs beside the database, as one that reads its log does; the broker knows an
event by its order's name, and delivers it again when it is published again; a client does not ask again by itself.
"""

from apps.agreement.dual_write.broker import Broker
from apps.agreement.dual_write.consumer import Consumer
from apps.agreement.dual_write.database import Database
from apps.agreement.dual_write.rules import INVARIANTS, counts, events, rows
from apps.agreement.dual_write.service import (
    DATABASE_FIRST,
    EVENT_FIRST,
    LISTEN,
    OUTBOX,
    WRITES,
    Service,
    ServiceState,
)
from apps.protocols.availability import Stated
from apps.protocols.dials import ChoiceDial, Dials, IntegerDial, ToggleDial
from apps.protocols.pictures import Asked, Condition, CrashPoint, Exploration, NodePicture
from apps.protocols.replicated_type import Offer
from apps.protocols.spec import Consequence, Preset, ProtocolSpec
from apps.simulation.node import Durable, Node, NodeContext

NODES = ("service", "database", "broker", "consumer")
MAKERS = dict(zip(NODES, (Service, Database, Broker, Consumer), strict=True))

TITLES = {
    DATABASE_FIRST: "Database first, then the event",
    EVENT_FIRST: "Event first, then the database",
    OUTBOX: "Transactional outbox",
    LISTEN: "Listen to yourself",
}

CONSEQUENCES = {
    DATABASE_FIRST: Consequence("warn", "A crash between the two writes leaves an order that is never announced."),
    EVENT_FIRST: Consequence("warn", "A crash between the two writes announces an order that does not exist."),
    OUTBOX: Consequence("good", "Order and event are written together. The event may arrive late, and twice."),
    LISTEN: Consequence(
        "good", "Only the event is written at first. The database lags: a client may not find what it has just ordered."
    ),
}

ONE_ORDER = (("service", "order", "x", "1"),)


def make_node(context: NodeContext, durable: Durable, dials: Dials) -> Node:
    """Return what a node does follows from its name."""
    return MAKERS[context.name](context, durable, dials)


def consequence(dials: Dials) -> Consequence:
    """Return what a crash of the service leaves, or what a second delivery does."""
    if not dials["idempotent"]:
        return Consequence(
            "warn", f"{CONSEQUENCES[str(dials['method'])].text} An event that is delivered twice counts twice."
        )
    return CONSEQUENCES[str(dials["method"])]


def row(name: str, node: NodePicture, dials: Dials) -> tuple[str, ...]:
    """Return what the board shows of a node: what it has, and what it still has to do."""
    has, owes = {"service": _service, "database": _database, "broker": _broker, "consumer": _consumer}[name](
        node, dials
    )
    return (", ".join(has) or "–", ", ".join(owes) or "–")


OWED = {"database": "order", "broker": "event"}
Cells = tuple[list[str], list[str]]


def _service(node: NodePicture, dials: Dials) -> Cells:
    placing = node.state.placing if isinstance(node.state, ServiceState) else {}
    writes = WRITES[str(dials["method"])]
    return [], [f"{OWED[writes[step.number]]} {name}" for name, step in placing.items()]


def _database(node: NodePicture, dials: Dials) -> Cells:
    has = [f"{name} {each.order}" for name, each in rows(node.log).items()]
    return has, [f"outbox: {name}" for name, each in rows(node.log).items() if each.in_outbox]


def _broker(node: NodePicture, dials: Dials) -> Cells:
    kept = events(node.log)
    return list(kept), [f"{name} to {' and '.join(each.waiting)}" for name, each in kept.items() if each.waiting]


def _consumer(node: NodePicture, dials: Dials) -> Cells:
    return [f"{name} × {number}" for name, number in counts(node.log).items()], []


def condition(name: str, node: NodePicture, dials: Dials) -> Condition | None:
    """Between two writes; with something in the outbox; with an event that is not handled."""
    owes = row(name, node, dials)[1]
    if owes == "–":
        return None
    words = {"service": "owes", "database": "owes event,", "broker": "to deliver"}[name]
    return Condition("owes", f"{words} {owes}")


KINDS = {"database": "insert", "broker": "publish"}
FIRST_WRITTEN = "after cancel timer retry"
"""Its first write is acknowledged: the same point under every method, so that one schedule means the same to all."""


def crash_points(dials: Dials) -> tuple[CrashPoint, ...]:
    """Every point between two steps of placing an order, in the order of an undisturbed run."""
    method = str(dials["method"])
    points: list[CrashPoint] = []
    for number, target in enumerate(WRITES[method]):
        if number:
            points.append(CrashPoint("service", FIRST_WRITTEN, "between its two writes"))
        else:
            points.append(
                CrashPoint("service", f"before send {KINDS[target]} to {target}", "before it writes anything")
            )
        points += _writing("service", target)
    if len(WRITES[method]) == 1:
        points.append(CrashPoint("service", FIRST_WRITTEN, "having written, before it answers"))
    if method == OUTBOX:
        points.append(CrashPoint("database", "before send publish to broker", "with the event in the outbox only"))
        points += _writing("database", "broker")
    if method == LISTEN:
        points.append(CrashPoint("service", "before send insert to database", "having heard its own event"))
        points += _writing("service", "database")
    return (*points, *POINTS_OF_THE_CONSUMER)


def _writing(node: str, target: str) -> list[CrashPoint]:
    what = "the order" if target == "database" else "the event"
    log = "order" if target == "database" else "event"
    return [
        CrashPoint(node, f"after send {KINDS[target]} to {target}", f"having sent {what} to the {target}"),
        CrashPoint(target, f"before log {log}", f"before it keeps {what}"),
        CrashPoint(target, f"after log {log}", f"having kept {what}, before it says so"),
    ]


POINTS_OF_THE_CONSUMER = (
    CrashPoint("consumer", "before log counted", "before it counts"),
    CrashPoint("consumer", "after log counted", "having counted, before it says so"),
    CrashPoint("consumer", "after send handled to broker", "having said so"),
)

SERVICE_CRASHES = {"crashes": 1, "crashing": ("service",), "early_timeouts": False}

EXPLORATIONS = (
    Exploration("crash", "The service may crash, and stays down", ONE_ORDER, SERVICE_CRASHES),
    Exploration("back", "The service may crash, and comes back", ONE_ORDER, {**SERVICE_CRASHES, "restarts": True}),
    Exploration(
        "anyone",
        "Any two may crash, and come back",
        ONE_ORDER,
        {"crashes": 2, "restarts": True, "early_timeouts": False},
    ),
    Exploration("lost", "Two messages may be lost", ONE_ORDER, {"losses": 2, "early_timeouts": False}),
)

PROTOCOL = ProtocolSpec(
    name="dual_write",
    order=50,
    family="dual_write",
    title="Dual write",
    summary=(
        "A service keeps an order in its database and announces it at a broker: two systems, which no one transaction"
        " writes."
    ),
    mode="Write the order and the event separately, or derive one from the other.",
    source="Gray 1978; Helland 2007; Richardson 2018, chapter 3",
    dials=(
        ChoiceDial(
            "method",
            "Method",
            DATABASE_FIRST,
            tuple(TITLES.items()),
            "The things that the service writes, and their order.",
        ),
        ToggleDial("idempotent", "Idempotent consumer", True, "It looks first whether it has counted an order."),
        IntegerDial("timeout_ticks", "Timeout, ms", 1000, 200, 60_000, "How long to wait before writing again."),
    ),
    presets=(
        *(
            Preset(method, title, {"method": method, "idempotent": True, "timeout_ticks": 1000})
            for method, title in TITLES.items()
        ),
        Preset(
            "counting",
            "Transactional outbox, consumer not idempotent",
            {"method": OUTBOX, "idempotent": False, "timeout_ticks": 1000},
        ),
    ),
    make_node=make_node,
    consequence=consequence,
    availability=lambda dials: Stated(
        f"Orders are taken while the service reaches the {' and the '.join(WRITES[str(dials['method'])])}."
    ),
    describe=lambda dials: TITLES[str(dials["method"])].lower(),
    nodes=NODES,
    asked=Asked(
        (Offer("order", "Place an order: so many of an item.", ("How many",), ("1",)),),
        (("order", "1"), ("order", "2")),
    ),
    reads=True,
    invariants=INVARIANTS,
    columns=("Has", "Has yet to do"),
    row=row,
    condition=condition,
    crash_points=crash_points,
    explorations=EXPLORATIONS,
)
