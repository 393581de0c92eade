"""Histories in JSON: an object with a member `ops`, the array alone, or one object a line.

Each object is an operation,

    {"process": 0, "f": "write", "key": "x", "value": 1, "start": 0, "end": 8, "status": "ok"}

or one of Jepsen's events, `{"process": 0, "type": "invoke", "f": "write", "value": 1}`; the first one's members tell.
The objects are decoded one by one. An operation may have a `name` and, of what was observed, `returned`: the names of
the writes. The object around may have `judged_as`, as a history saved here has: how it was read, `data`, `initial`,
`keyed` and `failed_cas` as on the command line. Other members, of the object around and of an operation, are ignored.

Choice: a compare-and-set of status `fail` without an `error` compared and found another value, as it is saved here. In
events it did not happen, as Jepsen has it.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from apps.consistency.datatypes import DATA
from apps.consistency.formats.errors import FormatError
from apps.consistency.formats.json_stream import array_values, line_values, member_names, next_character, value_of
from apps.consistency.formats.outcomes import FAILED_CAS
from apps.consistency.formats.pairing import TYPES, Pairing, event_of
from apps.consistency.formats.raw import RawOperation, Source, short
from apps.consistency.formats.text import Text
from apps.consistency.formats.values import is_number

STATUSES = ("ok", "fail", "info")
STRING = r'"(?:[^"\\]|\\.)*"'
OBJECT = (
    rf"\{{\s*(?:\}}|{STRING}\s*:\s*(?:[\"\[{{\-\d]|(?:true|false|null|True|False|None|NaN)\b)"
    r"|\w+\s*:\s|'\w+'\s*:)"
)
"""The beginning of an object, also of one with the mistakes that people make in the first member."""
BEGINS_LIKE_JSON = re.compile(rf"\s*(?:{OBJECT}|\[\s*(?:{OBJECT}|\]\s*\Z|[\[\"\d-][^:]*,))")
HEAD_CHARS = 4_000
LISTED_MAX = 5

READINGS: Mapping[str, tuple[str, ...]] = {
    "data": tuple(DATA),
    "keyed": ("yes", "no"),
    "failed_cas": FAILED_CAS,
    "initial": (),
}
"""The names that `judged_as` may have, and the values where there are a few."""

Value = tuple[int, Any]


def looks_like(text: Text) -> bool:
    """Return whether the text begins with a JSON object or an array of them."""
    return bool(BEGINS_LIKE_JSON.match(text.head(HEAD_CHARS).lstrip("\ufeff")))


def read(text: Text, source: Source) -> Iterator[RawOperation]:
    """Yield the operations: those of `ops`, of the array, or of the lines."""
    if next_character(text) == "[":
        yield from _operations(array_values(text), source, "array")
        _expect_the_end(text, "array")
        return
    first: dict[str, Any] = {}
    line, found = text.line, False
    for name in member_names(text):
        if name == "ops" and next_character(text) == "[":
            found = True
            yield from _operations(array_values(text), source, "object")
        else:
            first[name] = value_of(text)
    if found:
        _expect_the_end(text, "object")
        source.judged_as = _judged_as(first.pop("judged_as", {}), line)
        _note_members(first, source)
    else:
        yield from _operations(_lines(line, first, text), source, "lines")


def _expect_the_end(text: Text, what: str) -> None:
    if next_character(text):
        raise FormatError(text.line, f"there is more after the end of the {what}")


def _judged_as(said: Any, line: int) -> dict[str, str]:
    """Return how a saved history says that it was read."""
    if not isinstance(said, dict) or not all(isinstance(value, str) for value in said.values()):
        raise FormatError(line, f"'judged_as' is an object of names and texts, not {short(said)}")
    for name, value in said.items():
        if name not in READINGS or (READINGS[name] and value not in READINGS[name]):
            raise FormatError(line, f"'judged_as' cannot say {short(name)}: {short(value)}")
    return dict(said)


def _note_members(members: dict[str, Any], source: Source) -> None:
    if members:
        source.ignored.append((len(members), "member", f"beside 'ops': {_listed(members)}"))


def _listed(members: Mapping[str, Any]) -> str:
    """Return the names of members; the first few of many."""
    shown = ", ".join(repr(name[:20]) for name in list(members)[:LISTED_MAX])
    return (shown or "no members") + (" and others" if len(members) > LISTED_MAX else "")


def _lines(line: int, first: dict[str, Any], text: Text) -> Iterator[Value]:
    if "process" not in first and "f" not in first and "type" not in first:
        raise FormatError(line, f"the object has no member 'ops', and is no operation: it has {_listed(first)}")
    yield line, first
    yield from line_values(text)


SHAPES = {
    ("object", False): "JSON operations",
    ("array", False): "JSON array of operations",
    ("lines", False): "JSON lines of operations",
    ("object", True): "Jepsen events as JSON",
    ("array", True): "Jepsen events as a JSON array",
    ("lines", True): "Jepsen events as JSON lines",
}
"""The name of each form, by what is around the operations and whether they are events."""


def _operations(values: Iterator[Value], source: Source, around: str) -> Iterator[RawOperation]:
    first = next(values, None)
    has_events = first is not None and isinstance(first[1], dict) and "type" in first[1] and "start" not in first[1]
    source.format = SHAPES[around, has_events]
    source.failed_cas_observes = source.null_is_initial = not has_events
    if first is not None:
        read_all = _events if has_events else _intervals
        yield from read_all(_again(first, values), source)


def _again(first: Value, rest: Iterator[Value]) -> Iterator[Value]:
    yield first
    yield from rest


def _events(values: Iterator[Value], source: Source) -> Iterator[RawOperation]:
    pairing = Pairing(source)
    for line, value in values:
        yield from pairing.add(event_of(_plain_types(_object(value, line, "an event")), line, ""))
    yield from pairing.rest()


def _plain_types(members: dict[str, Any]) -> dict[str, Any]:
    """Return the members, with `":ok"` as `"ok"`: some printers keep the colon of a keyword."""
    for name in ("type", "process"):
        if isinstance(members.get(name), str):
            members[name] = members[name].removeprefix(":")
    return members


def _intervals(values: Iterator[Value], source: Source) -> Iterator[RawOperation]:
    for index, (line, value) in enumerate(values):
        yield _operation(_object(value, line, "an operation"), line, index)


def _object(value: Any, line: int, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise FormatError(line, f"{what} is an object, not {json.dumps(value, default=str)[:20]}")
    return value


def _operation(value: dict[str, Any], line: int, index: int) -> RawOperation:
    for name in ("process", "f", "start"):
        if name not in value:
            raise FormatError(line, f"the operation has no {name!r}; it has {_listed(value)}")
    if "status" not in value and value.get("type") in TYPES:
        raise FormatError(line, "this has 'start' and 'type': an operation has 'status', and an event has no 'start'")
    start, end, status = value["start"], value.get("end"), value.get("status", "ok")
    if status not in STATUSES:
        raise FormatError(line, f"the status is one of {', '.join(STATUSES)}, not {short(status)}")
    if not is_number(start) or not (end is None or is_number(end)):
        raise FormatError(line, "'start' and 'end' are numbers (an 'end' of null: it is not known how it ended)")
    if end is not None and end < start:
        raise FormatError(line, f"the operation ends at {end}, before it starts at {start}")
    if not isinstance(value["f"], str):
        raise FormatError(line, f"'f' is the name of an operation, not {short(value['f'])}")
    if status == "fail" and end is None:
        end = start
    return RawOperation(
        line=line,
        index=index,
        process=value["process"],
        f=value["f"],
        key=value.get("key"),
        argument=value.get("value"),
        result=value.get("value"),
        start=start,
        end=None if status == "info" else end,
        status="info" if end is None else status,
        error=value.get("error"),
        name=value.get("name"),
        returned=value.get("returned"),
        is_interval=True,
    )
