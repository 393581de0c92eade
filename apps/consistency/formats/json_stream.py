"""JSON read value by value from a stream, with mistakes told as a person makes them."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from apps.consistency.formats.errors import FormatError
from apps.consistency.formats.text import Text

BLANK = re.compile(r"[ \t\r\n\ufeff]*")
BLANKS = " \t\r\n\ufeff"
SPELLINGS = {"True": "true", "False": "false", "None": "null", "nil": "null", "undefined": "null"}


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a value of JSON")


DECODER = json.JSONDecoder(parse_constant=_refuse_constant, parse_float=Decimal)


def next_character(text: Text) -> str:
    """Consume blanks; return the character that follows, or nothing at the end."""
    found = text.match(BLANK)
    assert found is not None
    text.take(found.end() - found.start())
    return text.peek()


def expect(text: Text, character: str, what: str) -> None:
    """Consume a character; raise FormatError if another one stands there."""
    if next_character(text) != character:
        raise FormatError(text.line, f"expected {what}, not {_shown(text)}")
    text.take(1)


def _shown(text: Text) -> str:
    return repr(text.head(12)) if text.head(1) else "the end of the file"


def value_of(text: Text) -> Any:
    """Return the next value and consume it. Reads on while it is not complete."""
    next_character(text)
    while True:
        try:
            value, end = DECODER.raw_decode(text.window, text.at)
            if end < len(text.window) or not text.more():
                text.take(end - text.at)
                return value
        except json.JSONDecodeError as error:
            if not text.more():
                line = text.line + text.window.count("\n", text.at, error.pos)
                raise FormatError(line, f"this is not JSON: {_mistake(text.window, error)}") from None
        except RecursionError:
            raise FormatError(text.line, "this is not JSON that can be read: it is nested too deep") from None
        except (ValueError, InvalidOperation) as error:
            raise FormatError(text.line, f"this is not JSON: {error}") from None


def _mistake(window: str, error: json.JSONDecodeError) -> str:
    """Return what is wrong, in the words of somebody who writes JSON by hand."""
    before, after = window[: error.pos].rstrip(BLANKS)[-1:], window[error.pos :].lstrip(BLANKS + ",")[:12]
    if not window[error.pos :].strip(BLANKS):
        return "the file ends in the middle of a value"
    if after[:1] in ("}", "]") and (before == "," or window[error.pos] == ","):
        return f"there is a comma before {after[0]!r}; leave it out"
    if word := next((word for word in SPELLINGS if after.startswith(word)), None):
        return f"{word} is written {SPELLINGS[word]}"
    if before in ("{", ",") and (after[:1] == "'" or after[:1].isalpha()):
        return f'names of members stand in double quotes, like "process", not {after!r}'
    return f"{error.msg}, at {window[error.pos : error.pos + 12]!r}"


def array_values(text: Text) -> Iterator[tuple[int, Any]]:
    """Yield the values of an array with their lines, and consume it."""
    expect(text, "[", "an array of operations")
    if next_character(text) == "]":
        text.take(1)
        return
    while True:
        next_character(text)
        yield text.line, value_of(text)
        if next_character(text) != ",":
            break
        text.take(1)
        if next_character(text) == "]":
            raise FormatError(text.line, "there is a comma before ']'; leave it out")
    expect(text, "]", "']' or ','")


def line_values(text: Text) -> Iterator[tuple[int, Any]]:
    """Yield the values that stand one after the other, as in JSON lines, with their lines."""
    while character := next_character(text):
        if character == ",":
            raise FormatError(
                text.line, "there is a comma between two objects; leave it out, or put '[' and ']' around all of them"
            )
        yield text.line, value_of(text)


def member_names(text: Text) -> Iterator[str]:
    """Yield the names of an object's members, and consume the object; the caller consumes each value."""
    expect(text, "{", "an object")
    if next_character(text) == "}":
        text.take(1)
        return
    while True:
        yield _member_name(text)
        if next_character(text) != ",":
            break
        text.take(1)
        if next_character(text) == "}":
            raise FormatError(text.line, "there is a comma before '}'; leave it out")
    expect(text, "}", "'}' or ','")


def _member_name(text: Text) -> str:
    if next_character(text) != '"':
        raise FormatError(text.line, f'expected the name of a member in double quotes, like "ops", not {_shown(text)}')
    name = str(value_of(text))
    expect(text, ":", "':'")
    return name
