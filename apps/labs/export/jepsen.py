"""A run's history as Jepsen's EDN, one map a line: what clients invoked, how it ended, what was done to the cluster.

As Jepsen has it (github.com/jepsen-io/history): `:type` is invoke, ok, fail or info; a process is a number, and a
client goes on as a new one after an unknown outcome; `:time` is in nanoseconds; a value is `[key value]`, as
`jepsen.independent` has it, and a compare-and-set `[key [from to]]`; faults belong to the process `:nemesis`, which
logs each twice. Choices: siblings read together are a vector; a compare-and-set that failed for another reason than its
comparison carries that as `:error`. `:name` is the operation's identity in the lab, and `:returned` names the writes
that it observed, so that the verdict is the same even where a value was written twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from apps.labs.run.operations import history_operation, is_in_history
from apps.labs.run.projection import WireEvent, kind_of
from apps.simulation import Simulation, fault_events
from apps.simulation.events import NodeCrashed, NodeStarted
from apps.simulation.processes import Operation

NANOSECONDS_A_TICK = 1_000_000

ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


class Keyword(str):
    """An EDN keyword, without its colon."""

    __slots__ = ()


def jepsen_edn(simulation: Simulation, events: Iterable[WireEvent]) -> str:
    """The whole history; `events` are those of the run, for its faults."""
    begun = [each for each in simulation.operations.values() if is_in_history(each)]
    processes = {name: number for number, name in enumerate(dict.fromkeys(each.process for each in begun))}
    placed = [entry for each in begun for entry in _entries(each, processes[each.process])]
    placed += _faults(events)
    lines = (_map({"index": index, **members}) for index, (_, members) in enumerate(sorted(placed, key=_place)))
    return "".join(f"{line}\n" for line in lines)


Entry = tuple[int, dict[str, Any]]
"""A line of the history, with the sequence of its event."""


def _place(entry: Entry) -> int:
    return entry[0]


def _entries(operation: Operation, process: int) -> Iterator[Entry]:
    what: dict[str, Any] = {"process": process, "f": Keyword(operation.action)}
    told = {"client": operation.client, "node": operation.node, "name": operation.operation}
    argument = _argument(operation)
    invoked = {
        "type": Keyword("invoke"),
        **what,
        "value": (operation.key, argument),
        "time": _time(operation.invoked_tick),
        **told,
    }
    yield operation.invoked_sequence or 0, invoked
    if operation.completed_sequence is None:
        return
    ended = {"type": Keyword(operation.status), **what, "value": (operation.key, _outcome(operation, argument))}
    ended |= {"time": _time(operation.completed_tick), **told}
    returned = history_operation(operation).returned
    if returned is not None:
        ended["returned"] = returned
    if operation.status != "ok" and operation.swapped is None:
        ended["error"] = operation.reason or "no answer"
    yield operation.completed_sequence, ended


def _argument(operation: Operation) -> Any:
    if operation.action == "cas":
        return (operation.expected, operation.value)
    return operation.value


def _outcome(operation: Operation, argument: Any) -> Any:
    if operation.action != "read" or operation.status != "ok":
        return argument
    values = tuple(version.written.value for version in operation.versions or ())
    return values[0] if len(values) == 1 else values or None


def _time(tick: int | None) -> int:
    return (tick or 0) * NANOSECONDS_A_TICK


def _faults(events: Iterable[WireEvent]) -> Iterator[Entry]:
    """Yield what was done to the cluster, as asked for and as done. That a node starts at first is no fault."""
    struck = {kind_of(kind.event) for kind in fault_events().values() if kind.strikes}
    crashed: set[str | None] = set()
    for event in events:
        if event["kind"] == kind_of(NodeCrashed):
            crashed.add(event["process"])
        if event["kind"] in struck and (event["kind"] != kind_of(NodeStarted) or event["process"] in crashed):
            yield from [(event["seq"], _fault(event))] * 2


def _fault(event: WireEvent) -> dict[str, Any]:
    return {
        "type": Keyword("info"),
        "process": Keyword("nemesis"),
        "f": Keyword(event["kind"].replace("_", "-")),
        "value": event["text"],
        "time": _time(event["tick"]),
    }


def _map(members: Mapping[str, Any]) -> str:
    return "{" + ", ".join(f":{name} {edn(value)}" for name, value in members.items()) + "}"


def edn(value: Any) -> str:
    """A value as EDN: nil, a number, a keyword, a string, or a vector of these."""
    if value is None:
        return "nil"
    if isinstance(value, Keyword):
        return f":{value}"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, tuple):
        return f"[{' '.join(map(edn, value))}]"
    return '"' + "".join(map(_character, str(value))) + '"'


def _character(character: str) -> str:
    if character in ESCAPES:
        return ESCAPES[character]
    return f"\\u{ord(character):04x}" if ord(character) < 32 else character
