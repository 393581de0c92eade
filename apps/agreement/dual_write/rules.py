"""What is to hold between the database, the broker and the consumer: not at once, but in the end."""

from collections.abc import Mapping

from apps.agreement.dual_write.broker import EVENT, Kept
from apps.agreement.dual_write.consumer import COUNTED
from apps.agreement.dual_write.database import ORDER, Row
from apps.agreement.dual_write.service import BROKER, DATABASE, DATABASE_FIRST, EVENT_FIRST
from apps.protocols.dials import Dials
from apps.protocols.pictures import BROKEN, KEPT, OPEN, Finding, Invariant, NodePicture, Picture
from apps.simulation.node import Durable

Nodes = Mapping[str, NodePicture]


def rows(log: Durable) -> dict[str, Row]:
    """The database's orders by name."""
    return {name.removeprefix(ORDER): log[name] for name in log if name.startswith(ORDER)}


def events(log: Durable) -> dict[str, Kept]:
    """The broker's events by name."""
    return {name.removeprefix(EVENT): log[name] for name in log if name.startswith(EVENT)}


def counts(log: Durable) -> dict[str, int]:
    """By order how often the consumer has counted it."""
    return {name.removeprefix(COUNTED): log[name] for name in log if name.startswith(COUNTED)}


def every_order_has_its_event(picture: Picture, dials: Dials) -> Finding:
    """Whoever reads the database and whoever hears events come to know the same orders."""
    nodes = picture.nodes
    missing = [name for name in rows(nodes[DATABASE].log) if name not in events(nodes[BROKER].log)]
    if not missing:
        return Finding(KEPT, "The broker has an event of every order in the database.")
    there = f"{', '.join(missing)}: in the database, and no event with the broker."
    owing = [name for name in missing if rows(nodes[DATABASE].log)[name].in_outbox or _is_placing(nodes, name)]
    if _is_for_good(picture, owing):
        return Finding(BROKEN, f"{there} {FORGOTTEN[DATABASE_FIRST]}", (DATABASE, BROKER))
    return Finding(OPEN, f"{there} {_who_owes(nodes, missing)}", (DATABASE, BROKER))


def every_event_has_its_order(picture: Picture, dials: Dials) -> Finding:
    """Nothing is announced that did not come to be."""
    nodes = picture.nodes
    kept = events(nodes[BROKER].log)
    missing = [name for name in kept if name not in rows(nodes[DATABASE].log)]
    if not missing:
        return Finding(KEPT, "Every event at the broker is of an order in the database.")
    there = f"{', '.join(missing)}: announced by the broker, and not in the database."
    owing = [name for name in missing if "service" in kept[name].waiting or _is_placing(nodes, name)]
    if _is_for_good(picture, owing):
        return Finding(BROKEN, f"{there} {FORGOTTEN[EVENT_FIRST]}", (BROKER, DATABASE))
    return Finding(OPEN, f"{there} {_who_owes(nodes, missing)}", (BROKER, DATABASE))


def each_order_is_counted_once(picture: Picture, dials: Dials) -> Finding:
    """The effect of an event takes place once, however often it is delivered."""
    nodes = picture.nodes
    counted = counts(nodes["consumer"].log)
    twice = [f"{name} {number} times" for name, number in counted.items() if number > 1]
    if twice:
        text = (
            f"Counted: {', '.join(twice)}. The broker delivers at least once, and the consumer did not look whether it"
            " had handled the event already."
        )
        return Finding(BROKEN, text, ("consumer",))
    missing = [name for name in events(nodes[BROKER].log) if name not in counted]
    if not missing:
        return Finding(KEPT, "The consumer has counted every event that the broker has, once.")
    text = f"Not counted yet: {', '.join(missing)}."
    if _is_for_good(picture, missing):
        return Finding(BROKEN, text, ("consumer",))
    return Finding(OPEN, f"{text} The broker delivers until it is.", ("consumer",))


FORGOTTEN = {
    DATABASE_FIRST: (
        "The service should have published it, but crashed first and has forgotten it. Nobody else "
        "knows that an event is owed."
    ),
    EVENT_FIRST: (
        "The service should have written it, but crashed first and has forgotten it. An event cannot be "
        "called back: others have acted on it."
    ),
}


def _is_for_good(picture: Picture, owing: list[str]) -> bool:
    """Nothing can happen any more, and nobody who knows that something is owed is only waiting for a restart."""
    someone_is_down = any(node.status == "crashed" for node in picture.nodes.values())
    return picture.is_final and not (owing and someone_is_down)


def _is_placing(nodes: Nodes, name: str) -> bool:
    state = nodes["service"].state
    return state is not None and name in state.placing


def _who_owes(nodes: Nodes, missing: list[str]) -> str:
    """Return who still knows that something is to be done."""
    if any(_is_placing(nodes, name) for name in missing):
        return "The service knows, in its memory only."
    if any(row.in_outbox for name, row in rows(nodes[DATABASE].log).items() if name in missing):
        return "The outbox knows: its relay publishes until the broker acknowledges."
    if any("service" in kept.waiting for name, kept in events(nodes[BROKER].log).items() if name in missing):
        return "The broker knows: it delivers the event to the service until that has written the order."
    return "Unless it is on its way, nobody knows."


INVARIANTS = (
    Invariant(
        "event",
        "Every order has its event, in the end",
        "The broker announces every order in the database, sooner or later. Like the Two Generals, service, "
        "database and broker cannot be made to act at one moment by messages that may be lost. Unlike them they "
        "need not: it is enough that the second write follows, however late. So the system that owes it must keep "
        "that durably, and repeat it.",
        every_order_has_its_event,
    ),
    Invariant(
        "order",
        "Every event has its order, in the end",
        "The database has every order that the broker announces, sooner or later.",
        every_event_has_its_order,
    ),
    Invariant(
        "once",
        "Each order is counted once",
        "Repeating until acknowledged means that an event can be delivered twice. An idempotent consumer handles it "
        "twice with the effect of once. It keeps the names of the orders that it has counted, and looks there "
        "first.",
        each_order_is_counted_once,
    ),
)
