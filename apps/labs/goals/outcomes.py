"""Goals about operations without an answer: not carried out, carried out, asked for again.

They look at convergent types, where the node that is asked carries an operation out when the request arrives.
"""

from __future__ import annotations

from collections.abc import Iterator

from apps.labs.goals.evidence import Evidence
from apps.labs.goals.facts import NEVER, are_equal, began, ended, told
from apps.labs.goals.goal import Finding, NotYet, Reached
from apps.replication import held_type
from apps.simulation import events as e
from apps.simulation.effects import Refuse, Reply, Request
from apps.simulation.processes import Operation

NO_COUNTER = "Here every key holds a plain register: choose a counter under Guarantee."
REQUEST, REPLY = "request", "reply"
KINDS = {REQUEST: Request, REPLY: Reply}


def unknown_outcome(run: Evidence, *, lost: str) -> Finding:
    """A change ended without an answer (info). `lost`: its request was lost by hand and no node carried it out
    (request), or a node carried it out and the reply was lost by hand (reply).
    """
    if run.scenario.replicated_type() is None:
        return NotYet(NO_COUNTER)
    dropped = _dropped(run, lost)
    for operation in _unanswered(run):
        is_carried_out = _arrivals(run, operation) > 0
        if operation.operation in dropped and is_carried_out == (lost == REPLY):
            effect = f"{operation.node} carried it out" if is_carried_out else "no node carried it out"
            return Reached(f"{told(operation)} got no answer, and {effect}.", (operation.operation,))
    if dropped:
        return NotYet("The message is lost. The client still waits: let time go on until its timeout.")
    if lost == REPLY and _dropped(run, REQUEST):
        return NotYet("A request was lost, so there is no reply to it. Let a request arrive, and drop its reply.")
    return NotYet(f"No {lost} was dropped yet. Step until the {lost} is on its way, choose it, and drop it.")


def refused(run: Evidence) -> Finding:
    """A node refused an operation: it ended as fail, and did not happen."""
    for event in run.of(e.MessageDelivered):
        if isinstance(event.body, Refuse):
            operation = run.simulation.operations[event.body.operation]
            if operation.status == "fail":
                return Reached(f"{told(operation)} was refused: {event.body.reason}", (operation.operation,))
    return NotYet("No node has refused an operation yet. Ask for one that its node cannot carry out.")


def effect_doubled(run: Evidence) -> Finding:
    """A change that ended without an answer had been carried out. The same client then asked for the same change by a
    new operation, and that was carried out, too.
    """
    if run.scenario.replicated_type() is None:
        return NotYet(NO_COUNTER)
    carried_out = [each for each in _unanswered(run) if _arrivals(run, each)]
    for first in carried_out:
        for again in run.simulation.operations.values():
            is_same = (again.client, again.action, again.key, again.value) == _asked(first)
            if is_same and again.status == "ok" and ended(first) < began(again) < NEVER:
                return Reached(
                    f"{told(first)} took effect twice: as {first.operation}, without an answer, and as"
                    f" {again.operation}.",
                    (again.operation, first.operation),
                )
    if carried_out:
        return NotYet(f"{told(carried_out[0])} took effect, and its client does not know. Let it ask again.")
    if _unanswered(run):
        return NotYet("The operation without an answer had no effect. Lose the reply, not the request.")
    return NotYet("Every operation was answered so far. Lose the reply to one.")


def answered_by_repetition(run: Evidence) -> Finding:
    """A change ended ok though a reply to it had been dropped by hand: its request arrived again with the same number,
    and it is counted once at every node.
    """
    kept = run.scenario.replicated_type()
    if kept is None:
        return NotYet(NO_COUNTER)
    dropped = _dropped(run, REPLY)
    if not dropped:
        return NotYet("No reply was dropped yet. Step until a reply is on its way, choose it, and drop it.")
    found = [each for each in run.simulation.operations.values() if each.operation in dropped and each.status == "ok"]
    if not found:
        return NotYet("The reply was lost, and nothing has asked again. The same request must arrive a second time.")
    operation = found[0]
    changed = [each for each in run.simulation.operations.values() if each.action != "read" and _arrivals(run, each)]
    total = sum(int(each.value or 0) for each in changed if each.key == operation.key)
    states = [held_type.state_of(kept.crdt, each.durable, operation.key) for each in run.simulation.nodes.values()]
    if not are_equal(run) or any(kept.crdt.value(state) != total for state in states):
        return NotYet(f"{told(operation)} is answered. Let time go on until every node has it.")
    arrivals = _arrivals(run, operation)
    return Reached(
        f"The request of {told(operation)} arrived {arrivals} times. It was answered, and counted once.",
        (operation.operation,),
    )


def _asked(operation: Operation) -> tuple[str, str, str, str | None]:
    return operation.client, operation.action, operation.key, operation.value


def _unanswered(run: Evidence) -> list[Operation]:
    """The operations that ended without an answer, in the order of their ends."""
    operations = run.simulation.operations
    return [operations[each.operation] for each in run.of(e.OperationCompleted) if each.status == "info"]


def _arrivals(run: Evidence, operation: Operation) -> int:
    """How often a request of this operation was handled by a node."""
    return sum(body.operation == operation.operation for body in _requests(run))


def _requests(run: Evidence) -> Iterator[Request]:
    return (event.body for event in run.of(e.MessageDelivered) if isinstance(event.body, Request))


def _dropped(run: Evidence, lost: str) -> set[str]:
    """The operations of which a message of this kind was dropped by hand."""
    dropped = [event.body for event in run.of(e.MessageDropped) if event.reason == "command"]
    return {body.operation for body in dropped if isinstance(body, Request | Reply) and isinstance(body, KINDS[lost])}


GOALS = (unknown_outcome, refused, effect_doubled, answered_by_repetition)
