"""`{"ops": [{"process": 0, "f": "write", "key": "x", "value": 1, "start": 0, "end": 8, "status": "ok"}, …]}`.

The operations are decoded one by one. There may be a `name` and, of what was observed, `returned`: the names of the
writes. Other members, of the object and of an operation, are ignored.
"""

import json
import re
from collections.abc import Iterator
from itertools import count
from typing import Any

from apps.consistency.formats.errors import FormatError
from apps.consistency.formats.imported import RawOperation
from apps.consistency.formats.text import Text

BLANK = " \t\r\n\ufeff"
STATUSES = ("ok", "fail", "info")
BEGINS_LIKE_JSON = re.compile(r'\s*\{\s*(?:\}|"(?:[^"\\]|\\.)*"\s*:\s*(?:["\[{\-\d]|true|false|null))')


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a value")


DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


def looks_like(text: Text) -> bool:
    """Whether the text begins with a JSON object."""
    return bool(BEGINS_LIKE_JSON.match(text.head(4_000).lstrip("\ufeff")))


def read(text: Text) -> Iterator[RawOperation]:
    """The operations in the member `ops`."""
    _expect(text, "{", "an object with a member 'ops'")
    found = False
    if text.skip(BLANK) != "}":
        while True:
            if _member(text) == "ops":
                found = True
                yield from _operations(text)
            else:
                _value(text)
            if text.skip(BLANK) != ",":
                break
            text.take(1)
    _expect(text, "}", "'}' or ','")
    if text.skip(BLANK):
        raise FormatError(text.line, "there is more after the end of the object")
    if not found:
        raise FormatError(text.line, "the object has no member 'ops'")


def _expect(text: Text, character: str, what: str) -> None:
    if text.skip(BLANK) != character:
        raise FormatError(text.line, f"expected {what}, not {text.head(12)!r}")
    text.take(1)


def _member(text: Text) -> Any:
    if text.skip(BLANK) != '"':
        raise FormatError(text.line, f"expected the name of a member, not {text.head(12)!r}")
    name = _value(text)
    _expect(text, ":", "':'")
    return name


def _value(text: Text) -> Any:
    """One JSON value. Reads on as long as it is not complete."""
    text.skip(BLANK)
    while True:
        try:
            value, end = DECODER.raw_decode(text.window, text.at)
            if end < len(text.window) or not text.more():
                text.take(end - text.at)
                return value
        except json.JSONDecodeError as error:
            if not text.more():
                line = text.line + text.window.count("\n", text.at, error.pos)
                raise FormatError(line, f"this is not JSON: {error.msg}") from None
        except (ValueError, RecursionError) as error:
            raise FormatError(text.line, f"this is not JSON: {error}") from None


def _operations(text: Text) -> Iterator[RawOperation]:
    _expect(text, "[", "an array of operations")
    if text.skip(BLANK) == "]":
        text.take(1)
        return
    for index in count():
        text.skip(BLANK)
        line = text.line
        yield _operation(_value(text), line, index)
        if text.skip(BLANK) != ",":
            break
        text.take(1)
    _expect(text, "]", "']' or ','")


def _operation(value: Any, line: int, index: int) -> RawOperation:
    if not isinstance(value, dict):
        raise FormatError(line, f"an operation is an object, not {json.dumps(value)[:20]}")
    for name in ("process", "f", "start"):
        if name not in value:
            raise FormatError(line, f"the operation has no {name!r}")
    start, end, status = value["start"], value.get("end"), value.get("status", "ok")
    if status not in STATUSES:
        raise FormatError(line, f"the status is one of {', '.join(STATUSES)}, not {json.dumps(status)[:20]}")
    if not _is_number(start) or not (end is None or _is_number(end)):
        raise FormatError(line, "'start' and 'end' are numbers (an 'end' of null: it is not known how it ended)")
    if end is not None and end < start:
        raise FormatError(line, f"the operation ends at {end}, before it starts at {start}")
    if not isinstance(value["f"], str):
        raise FormatError(line, "'f' is the name of an operation")
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
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
