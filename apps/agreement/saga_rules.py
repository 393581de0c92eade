"""What a saga is to keep, whoever conducts it: all of it or none in the end, and what it does not keep: isolation."""

from collections.abc import Iterator

from apps.agreement.saga_steps import (
    CHAIN,
    COMPLETE,
    DONE,
    ORDER,
    UNDONE,
    WORDS,
    Entry,
    entries,
    seen,
    spoken,
)
from apps.protocols.dials import Dials
from apps.protocols.pictures import BROKEN, KEPT, OPEN, Condition, Finding, Invariant, NodePicture, Picture

Ledgers = dict[str, Entry]
"""An order's entries, by service."""


def ledgers(picture: Picture) -> dict[str, Ledgers]:
    """Every order with its entries at the services that know it."""
    found: dict[str, Ledgers] = {}
    for service in CHAIN:
        for name, entry in entries(picture.nodes[service].log).items():
            found.setdefault(name, {})[service] = entry
    return found


def complete_or_compensated(picture: Picture, dials: Dials) -> Finding:
    """In the end all steps stand, or none."""
    half = {name: known for name, known in ledgers(picture).items() if not _is_over(known)}
    if not half:
        return Finding(KEPT, "Every order is complete, or all that was done for it is undone.")
    words = "; ".join(f"{name} is {_how_far(known)}" for name, known in half.items())
    owed = [entry for known in half.values() for entry in known.values() if entry.outbox]
    someone_is_down = any(node.status == "crashed" for node in picture.nodes.values())
    if picture.is_final and not (owed and someone_is_down):
        has_ended = any({COMPLETE, UNDONE} & set(known[ORDER].history) for known in half.values() if ORDER in known)
        why = "Something was done more often than it will be undone." if owed or has_ended else LOST
        return Finding(BROKEN, f"Stuck: {words}. {why}", tuple(service for known in half.values() for service in known))
    return Finding(OPEN, f"Half done: {words}.", tuple(service for known in half.values() for service in known))


LOST = "The event for the next service is lost, and no service knows that anything is still to do."


def _is_over(known: Ledgers) -> bool:
    order = known.get(ORDER)
    if order is None:
        return False
    if COMPLETE in order.history:
        return all(service in known and known[service].stands for service in CHAIN)
    return UNDONE in order.history and not any(entry.stands for entry in known.values())


def _how_far(known: Ledgers) -> str:
    return ", ".join(WORDS[service].get(entry.history[-1], entry.history[-1]) for service, entry in known.items())


def in_reverse(picture: Picture, dials: Dials) -> Finding:
    """No step is undone while a later one stands."""
    for name, known in ledgers(picture).items():
        for earlier, later in _pairs(known):
            if UNDONE in known[earlier].history and known[later].stands:
                undone, stands = WORDS[earlier][UNDONE], WORDS[later][DONE]
                return Finding(BROKEN, f"{name} is {undone} while it still is {stands}.", (earlier, later))
    return Finding(KEPT, "Nothing was undone while a later step stood.")


def _pairs(known: Ledgers) -> Iterator[tuple[str, str]]:
    services = list(known)
    for place, earlier in enumerate(services):
        for later in services[place + 1 :]:
            yield earlier, later


def only_what_was_done(picture: Picture, dials: Dials) -> Finding:
    """Every compensation has something to compensate."""
    for name, known in ledgers(picture).items():
        for service, entry in known.items():
            if UNDONE in entry.history and DONE not in entry.history[: entry.history.index(UNDONE)]:
                text = f"{name} was {WORDS[service][UNDONE]}, and had never been {WORDS[service][DONE]}."
                return Finding(BROKEN, text, (service,))
    return Finding(KEPT, "Nothing was compensated that had not been done.")


def at_most_once(picture: Picture, dials: Dials) -> Finding:
    """No step and no compensation is done again."""
    for name, known in ledgers(picture).items():
        for service, entry in known.items():
            for what in (DONE, UNDONE):
                times = entry.history.count(what)
                if times > 1:
                    text = (
                        f"{name} was {WORDS[service][what]} {times} times: what told {service} came more than once,"
                        " and it did not look whether it had done that already."
                    )
                    return Finding(BROKEN, text, (service,))
    return Finding(KEPT, "No step was done twice.")


def isolation(picture: Picture, dials: Dials) -> Finding:
    """Nobody has read what was undone later."""
    for service in CHAIN:
        ledger = entries(picture.nodes[service].log)
        for read, names in seen(picture.nodes[service].log).items():
            undone = [name for name in names if not ledger[name].stands]
            if undone:
                text = (
                    f"{read} read at {service} that {', '.join(undone)} was {WORDS[service][DONE]}. Later it was "
                    f"{WORDS[service][UNDONE]}: a dirty read. The actions based on it stay done."
                )
                return Finding(BROKEN, text, (service,))
    return Finding(KEPT, "Nobody has read what was undone later.")


INVARIANTS = (
    Invariant(
        "complete",
        "Complete or compensated",
        "In the end every order is complete, or everything that was done for it is undone. Until then it is half "
        "done, and everyone can see that.",
        complete_or_compensated,
    ),
    Invariant(
        "reverse",
        "Compensations in reverse order",
        "The last step is undone first: no step is undone while a later one, which builds on it, still stands.",
        in_reverse,
    ),
    Invariant(
        "done",
        "Nothing is compensated that was not done",
        "A refund is for a payment, a release for a reservation.",
        only_what_was_done,
    ),
    Invariant(
        "once",
        "Done at most once",
        "Commands and events may come again. A service looks first whether it has already acted on one: it is "
        "idempotent.",
        at_most_once,
    ),
    Invariant(
        "isolation",
        "Isolation: nothing that was read is undone",
        "A saga does not keep this. Each step is a transaction of its own, visible at once; two-phase commit would"
        " hold a lock until all is decided. A compensation undoes the step, not what others did after reading it.",
        isolation,
    ),
)


def row(name: str, node: NodePicture, dials: Dials) -> tuple[str, ...]:
    """Return what the board shows of a service: its ledger, and what it has yet to tell."""
    ledger = entries(node.log)
    has = "; ".join(f"{order} {spoken(name, entry)}" for order, entry in ledger.items())
    owes = "; ".join(f"{owed.what} to {owed.target}" for entry in ledger.values() for owed in entry.outbox)
    return (has or "–", owes or "–")


COLUMNS = ("Ledger", "Has yet to tell")


def condition(name: str, node: NodePicture, dials: Dials) -> Condition | None:
    """An order that is half done, at the order service; elsewhere what is yet to be told."""
    ledger = entries(node.log)
    half = [order for order, entry in ledger.items() if not {COMPLETE, UNDONE} & set(entry.history)]
    if name == ORDER and half:
        return Condition("half_done", f"half done: {', '.join(half)}")
    owes = row(name, node, dials)[1]
    return None if owes == "–" else Condition("owes", f"yet to tell: {owes}")
