"""The same operations printed in every format that is read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Did:
    """What one process did; `start` and `end` are places among all events. `end` None: it never completed."""

    process: int
    f: str
    key: Any
    argument: Any
    result: Any
    start: int
    end: int | None
    status: str


@dataclass(frozen=True)
class Event:
    """One line of a log."""

    place: int
    did: Did
    kind: str
    value: Any


def events_of(operations: Iterable[Did]) -> list[Event]:
    """The events of some operations, in the order in which they were logged."""
    found = []
    for did in operations:
        found.append(Event(did.start, did, "invoke", did.argument))
        if did.end is not None:
            found.append(Event(did.end, did, did.status, did.result if did.status == "ok" else did.argument))
    return sorted(found, key=lambda event: event.place)


# JSON


def _interval(did: Did) -> dict[str, Any]:
    is_known = did.status in ("ok", "fail")
    value = did.result if did.f in ("read", "dequeue") and did.status == "ok" else did.argument
    members = {"process": did.process, "f": did.f, "key": did.key, "value": value, "start": did.start}
    return {**members, "end": did.end if is_known else None, "status": did.status, "node": "n1"}


def _json_event(event: Event) -> dict[str, Any]:
    did = event.did
    return {"process": did.process, "type": event.kind, "f": did.f, "key": did.key, "value": event.value, "time": 1}


def _lines(values: Iterable[Any]) -> str:
    return "".join(f"{json.dumps(value)}\n" for value in values)


# EDN


def edn(value: Any) -> str:
    """A value as EDN."""
    if isinstance(value, list | tuple):
        return f"[{' '.join(map(edn, value))}]"
    return "nil" if value is None else json.dumps(value)


def _map(event: Event, *, name: Callable[[str], str], is_keyed: bool) -> str:
    did = event.did
    value = [did.key, event.value] if is_keyed else event.value
    members = {"type": f":{event.kind}", "f": f":{did.f}", "process": str(did.process), "value": edn(value)}
    members |= {} if is_keyed else {"key": edn(did.key)}
    return "{" + ", ".join(f"{name(member)} {text}" for member, text in members.items()) + "}"


def _maps(operations: Iterable[Did], *, tag: str = "", in_strings: bool = False, is_keyed: bool = False) -> list[str]:
    name: Callable[[str], str] = json.dumps if in_strings else ":{}".format
    return [tag + _map(event, name=name, is_keyed=is_keyed) for event in events_of(operations)]


# Log lines


def _log(operations: Iterable[Did], prefix: str, separator: str = "\t") -> str:
    lines = ["INFO  jepsen.core - Worker 0 starting"] if prefix else []
    for event in events_of(operations):
        fields = (str(event.did.process), f":{event.kind}", f":{event.did.f}", edn([event.did.key, event.value]))
        lines.append(prefix.format(event.did.process) + separator.join(fields))
    return "".join(f"{line}\n" for line in lines)


PRINTERS: dict[str, Callable[[list[Did]], str]] = {
    "json object": lambda ops: json.dumps({"seed": 7, "ops": [_interval(did) for did in ops], "more": [1]}),
    "json array": lambda ops: json.dumps([_interval(did) for did in ops], indent=1),
    "json lines": lambda ops: _lines(_interval(did) for did in ops),
    "json event object": lambda ops: json.dumps({"ops": [_json_event(event) for event in events_of(ops)]}),
    "json event array": lambda ops: json.dumps([_json_event(event) for event in events_of(ops)]),
    "json event lines": lambda ops: _lines(_json_event(event) for event in events_of(ops)),
    "edn vector": lambda ops: "[" + "\n ".join(_maps(ops)) + "]",
    "edn list": lambda ops: "; a comment\n(" + " #_ {:not this} #_ #_ nor that ".join(_maps(ops)) + ")",
    "edn bare": lambda ops: "\r\n".join(_maps(ops)),
    "edn tagged": lambda ops: "#jepsen.history.History [" + "\n".join(_maps(ops, tag="#jepsen.history.Op")) + "]",
    "edn strings": lambda ops: "\n".join(_maps(ops, in_strings=True)),
    "edn keyed": lambda ops: "\n".join(_maps(ops, is_keyed=True)),
    "log 2014": lambda ops: _log(ops, "INFO  jepsen.util - "),
    "log 2014, indented": lambda ops: _log(ops, "   INFO  jepsen.util - ", "   "),
    "log 2016": lambda ops: _log(ops, "INFO [2018-02-04 22:13:53,410] jepsen worker {} - jepsen.util "),
    "log 2020": lambda ops: _log(ops, "2021-02-26 11:42:48,813{{GMT}}\tINFO\t[jepsen worker {}] jepsen.util: "),
    "history.txt": lambda ops: _log(ops, ""),
}
"""Every format, by a name for the tests."""


def completed(did: Did, end: int, status: str) -> Did:
    """The operation when it has completed."""
    return replace(did, end=end, status=status)
