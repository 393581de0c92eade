"""Every event in words, for the log and for screen readers, with what it is about."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from apps.labs.run.phrases import kind_words, message_words, timer_words
from apps.simulation import Simulation, fault_events
from apps.simulation import events as e
from apps.simulation.arguments import ADMINISTRATION, argument_text
from apps.simulation.commands import Command, InvokeOperation
from apps.simulation.effects import Body
from apps.simulation.processes import Operation


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, and the nodes, operation and message it is about."""

    text: str
    nodes: tuple[str, ...] = ()
    operation: str | None = None
    message: str | None = None


DEATHS = {
    "loss": "is lost on the way",
    "cut": "is blocked by the partition",
    "crash": "arrives at a crashed node",
    "command": "is dropped manually",
}


def operation_text(operation: Operation) -> str:
    """An operation as its invocation reads: `write x = 7`, `cas x from 7 to 8` or `insert x: “a” after 1.n1`."""
    if operation.action == "cas":
        return f"cas {operation.key} from {operation.expected or '∅'} to {operation.value}"
    if operation.action == "write":
        return f"write {operation.key} = {operation.value}"
    return _asked(operation.action, operation.key, operation.value)


def _asked(action: str, key: str, value: str | None) -> str:
    if action in ADMINISTRATION:
        return f"{ADMINISTRATION[action]} {value}"
    return f"{action} {key}" + ("" if value is None else f": {argument_text(action, value)}")


def command_text(command: Command) -> str:
    """Return what a command does: `alice at n1: write x = 7`, `Crash node n2`, `Drop message store from n1 to n2`."""
    if isinstance(command, InvokeOperation):
        expected = "∅" if command.expected is None else command.expected
        words = {
            "write": f"write {command.key} = {command.value}",
            "cas": f"cas {command.key} {expected} → {command.value}",
            "read": f"read {command.key}",
        }
        other = _asked(command.operation, command.key, command.value)
        return f"{command.client} at {command.node}: {words.get(command.operation, other)}"
    words_of_name = re.sub(r"(?<!^)(?=[A-Z])", " ", type(command).__name__).capitalize()
    members = (_member_text(field.name, getattr(command, field.name)) for field in fields(command))
    return " ".join([words_of_name, *filter(None, members)])


def _member_text(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return " | ".join(" ".join(group) for group in value)
    if name == "message" and ":" in value:
        source, target = ends(value)
        return f"{kind_words(value.rpartition(':')[2])} from {source} to {target}"
    return f"{value} ms" if name.endswith("_ticks") else f"{value} ‰" if name == "per_mille" else str(value)


def ends(message: str) -> tuple[str, str]:
    """Source and target of a message, from its identity."""
    source, rest = message.split(">", 1)
    return source, rest.split("#", 1)[0]


def _nodes(simulation: Simulation, *names: str) -> tuple[str, ...]:
    return tuple(name for name in names if name in simulation.nodes)


def _message(simulation: Simulation, name: str, body: Body, text: str) -> Line:
    source, target = ends(name)
    return Line(text, _nodes(simulation, source, target), body.operation, name)


def _sent(simulation: Simulation, event: e.MessageSent) -> Line:
    text = f"{event.process} sends {message_words(event.body)} to {event.target}"
    return _message(simulation, event.message, event.body, text)


def _delivered(simulation: Simulation, event: e.MessageDelivered) -> Line:
    text = f"{event.process} receives {message_words(event.body)} from {event.source}"
    return _message(simulation, event.message, event.body, text)


def _dropped(simulation: Simulation, event: e.MessageDropped) -> Line:
    source, target = ends(event.message)
    text = f"{message_words(event.body)} from {source} to {target} {DEATHS[event.reason]}"
    return _message(simulation, event.message, event.body, text)


def _delayed(simulation: Simulation, event: e.MessageDelayed) -> Line:
    source, target = ends(event.message)
    text = f"{message_words(event.body)} from {source} to {target} is delayed until {event.arrives_tick} ms"
    return _message(simulation, event.message, event.body, text)


def _duplicated(simulation: Simulation, event: e.MessageDuplicated) -> Line:
    source, target = ends(event.message)
    text = f"{message_words(event.body)} from {source} to {target} is duplicated"
    return _message(simulation, event.copy, event.body, text)


def _waiting(simulation: Simulation, event: e.MessageWaiting) -> Line:
    text = f"a message from {ends(event.message)[0]} waits at {event.target}"
    return Line(text, _nodes(simulation, *ends(event.message)), None, event.message)


def _invoked(simulation: Simulation, event: e.OperationInvoked) -> Line:
    operation = simulation.operations[event.operation]
    text = f"{event.process} invokes {operation_text(operation)} at {operation.node}"
    return Line(text, (operation.node,), event.operation)


def _queued(simulation: Simulation, event: e.OperationQueued) -> Line:
    operation = simulation.operations[event.operation]
    text = f"{operation.client}'s {operation_text(operation)} waits for the operation before it"
    return Line(text, (operation.node,), event.operation)


def _completed(simulation: Simulation, event: e.OperationCompleted) -> Line:
    operation = simulation.operations[event.operation]
    what = f"{operation.client}'s {operation_text(operation)} at {operation.node}"
    if event.status == "ok" and operation.action == "read":
        values = " ‖ ".join(version.written.value for version in event.versions) or "∅ (the initial value)"
        text = f"{what} returns {values}"
    elif event.status == "ok":
        text = f"{what} is acknowledged"
    elif event.status == "fail":
        text = f"{what} fails: {operation.reason}"
    else:
        text = f"{what} ends with an unknown outcome: {operation.reason}"
    return Line(text, (operation.node,), event.operation)


NARRATORS: Mapping[type[e.Event], Callable[[Simulation, Any], Line]] = {
    e.TimerFired: lambda _, event: Line(
        f"{event.process}'s timer {timer_words(event.timer)} runs out", (event.process,)
    ),
    e.MessageSent: _sent,
    e.MessageDelivered: _delivered,
    e.MessageWaiting: _waiting,
    e.MessageDropped: _dropped,
    e.MessageDelayed: _delayed,
    e.MessageDuplicated: _duplicated,
    e.OperationQueued: _queued,
    e.OperationInvoked: _invoked,
    e.OperationCompleted: _completed,
    e.WorkloadSet: lambda _, event: Line(
        f"each client now acts about every {event.interval_ticks} ms"
        if event.interval_ticks
        else "the clients stop acting by themselves"
    ),
    e.RunEnded: lambda _, event: Line(event.reason),
}


def narrate(simulation: Simulation, event: e.Event) -> Line:
    """Return the event in words."""
    narrator = NARRATORS.get(type(event))
    if narrator is not None:
        return narrator(simulation, event)
    words = fault_events()[type(event)].words(event)
    return Line(words) if event.process is None else Line(f"{event.process} {words}", (event.process,))
