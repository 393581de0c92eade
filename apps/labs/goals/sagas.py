"""Goals about sagas: undone in reverse, seen in between, stuck."""

from __future__ import annotations

from apps.agreement.saga_steps import CHAIN, DONE, ORDER, UNDONE, WORDS, entries, seen
from apps.labs.goals.agreement import asked_for, is_of, said_of, what_led_there
from apps.labs.goals.evidence import Evidence
from apps.labs.goals.facts import listed, told
from apps.labs.goals.goal import Finding, NotYet, Reached
from apps.protocols.pictures import BROKEN

NO_SAGA = "There is no saga in this run: open a lab that has one."
ORDER_FIRST = "Nothing has been ordered yet: order something at order."


def compensated_in_reverse(run: Evidence, *, steps: int = 2) -> Finding:
    """An order was cancelled, and so many steps or more undone for it, the last done first."""
    if not is_of(run, "saga"):
        return NotYet(NO_SAGA)
    undone = _follow_compensations(run)
    for name, services in undone.items():
        if services[-1] == ORDER and len(services) >= steps:
            if services != sorted(services, key=CHAIN.index, reverse=True):
                return NotYet(f"{name} was undone in another order: {listed(_words(services))}.")
            events = tuple(run.seen["undone", name, service] for service in services)
            in_order = ", in this order" if len(services) > 1 else ""
            return Reached(f"{name} was {listed(_words(services))}{in_order}.", (name,), events)
    if not asked_for(run):
        return NotYet(ORDER_FIRST)
    if run.scenario.dials.get("fails_at") == "nobody":
        return NotYet("No service refuses, so nothing has to be undone. Choose under Guarantee which one refuses.")
    for name, services in undone.items():
        if services[-1] == ORDER:
            words = listed(_words(services))
            return NotYet(f"{name} was {words} only: let a later service refuse, so that more has to be undone.")
        return NotYet(f"{name} was {listed(_words(services))} so far: let time go on until it is cancelled.")
    return NotYet("Nothing has been refused yet: let time go on.")


def _words(services: list[str]) -> list[str]:
    return [WORDS[service][UNDONE] for service in services]


def _follow_compensations(run: Evidence) -> dict[str, list[str]]:
    """By order the services that have undone their step, in the order in which they did."""
    for service in CHAIN:
        for name, entry in entries(run.simulation.nodes[service].durable).items():
            if UNDONE in entry.history:
                run.seen.setdefault(("undone", name, service), run.latest[0].sequence if run.latest else 0)
    found: dict[str, list[str]] = {}
    for key in run.seen:
        if key[0] == "undone":
            found.setdefault(key[1], []).append(key[2])
    return found


def dirty_read(run: Evidence) -> Finding:
    """Another client than the one who ordered has read at a service what was undone there later."""
    if not is_of(run, "saga"):
        return NotYet(NO_SAGA)
    operations, own = run.simulation.operations, ""
    for service in CHAIN:
        log = run.simulation.nodes[service].durable
        for read, orders in seen(log).items():
            for order in orders:
                if operations[read].client == operations[order].client:
                    own = f"{told(operations[read])} was of an order of its own: read as another client."
                elif not entries(log)[order].stands:
                    done, undone = WORDS[service][DONE], WORDS[service][UNDONE]
                    text = f"{told(operations[read])} at {service} found {order} {done}; later it was {undone}."
                    return Reached(text, (read, order), what_led_there(run)[:1])
                else:
                    own = f"{told(operations[read])} found {order} at {service}, not undone yet. Will it be?"
    return NotYet(own or _why_nobody_saw(run))


def _why_nobody_saw(run: Evidence) -> str:
    if not asked_for(run):
        return ORDER_FIRST
    reads = [each for each in run.simulation.operations.values() if each.action == "read"]
    if not reads:
        return "Nobody has read yet: while the order is half done, read its item at a service that has done its step."
    return (
        f"{told(reads[-1])} at {reads[-1].node} found nothing of the order: read after its step, before it is undone."
    )


def saga_stuck(run: Evidence) -> Finding:
    """An order is half done for good: nothing is on its way, and nobody knows that anything is owed."""
    if not is_of(run, "saga"):
        return NotYet(NO_SAGA)
    found = said_of(run, "complete")
    if found["state"] == BROKEN:
        stuck = tuple(name for name in asked_for(run) if f"{name} is " in found["text"])
        return Reached(found["text"], stuck, what_led_there(run))
    if not asked_for(run):
        return NotYet(ORDER_FIRST)
    if found["state"] == "open":
        return NotYet(
            f"{found['text']} Restart the nodes that are down, and let time go on: does a service still continue it?"
        )
    if not run.judgement.faults:
        return NotYet(
            f"Nothing was lost: {found['text']} Drop an event, or crash a service between its step and its event."
        )
    return NotYet(
        f"Something went wrong, and was repaired: {found['text']} Let it go wrong between a step and its event."
    )


GOALS = (compensated_in_reverse, dirty_read, saga_stuck)
