"""Extensible data notation (github.com/edn-format/edn), as much of it as Jepsen writes, one form at a time.

| EDN | here |
|---|---|
| nil, true, false, numbers, "strings", \\c | None, bool, int, Decimal or Fraction, str |
| :keyword, symbol | Keyword, Symbol: strings that know what they are |
| [vector], (list) | tuple |
| #{set} | frozenset |
| {map} | Form: a dict with the line on which it begins |
| #tag form | the form alone |
| ; comment, #_ discarded, commas | nothing |
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from apps.consistency.formats.errors import FormatError
from apps.consistency.formats.text import Text

BLANK = " \t\r\n,\ufeff"
CLOSING = {"[": "]", "(": ")", "{": "}", "#{": "}"}
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "b": "\b", "f": "\f"}
CHARACTERS = {"newline": "\n", "space": " ", "tab": "\t", "return": "\r"}
ATOM = re.compile(r"[^\s,;\"()\[\]{}]+")
INTEGER = re.compile(r"[+-]?\d+N?")
FLOAT = re.compile(r"[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?M?")
RATIO = re.compile(r"([+-]?\d+)/(\d+)")
ATOM_CHARS_MAX = 10_000
DEPTH_MAX = 100


class Keyword(str):
    """A keyword, without its colon."""

    __slots__ = ()


class Symbol(str):
    """A symbol."""

    __slots__ = ()


class Form(dict[Any, Any]):
    """A map, and the line on which it begins."""

    line: int = 0


NOTHING = object()
"""A discarded form."""


def forms(text: Text) -> Iterator[tuple[int, Any]]:
    """The top-level forms with their lines; one vector or list at the top is opened."""
    opening = _skip(text)
    closing = CLOSING.get(opening, "") if opening in ("[", "(") else ""
    if closing:
        text.take(1)
    while (character := _skip(text)) and character != closing:
        line = text.line
        form = form_of(text)
        if form is not NOTHING:
            yield line, form
    if closing:
        if not character:
            raise FormatError(text.line, f"the file ends before its {closing!r}")
        text.take(1)
        if _skip(text):
            raise FormatError(text.line, f"there is more after the closing {closing!r}")


def _skip(text: Text) -> str:
    """Past blanks and comments; the next character."""
    while text.skip(BLANK) == ";":
        text.take_line()
    return text.peek()


def form_of(text: Text, depth: int = 0) -> Any:
    """The next form."""
    character = _skip(text)
    if depth > DEPTH_MAX:
        raise FormatError(text.line, f"forms are nested more than {DEPTH_MAX} deep")
    if character == '"':
        return _string(text)
    if character == "#":
        return _dispatch(text, depth)
    if character in CLOSING:
        text.take(1)
        return _collection(text, character, depth)
    if character == "\\":
        return _character(text)
    if not character:
        raise FormatError(text.line, "the file ends in the middle of a form")
    return _atom(text)


def _collection(text: Text, opening: str, depth: int) -> Any:
    line, closing = text.line, CLOSING[opening]
    items: list[Any] = []
    while (character := _skip(text)) != closing:
        if not character:
            raise FormatError(line, f"this {opening!r} is never closed")
        item = form_of(text, depth + 1)
        if item is not NOTHING:
            items.append(item)
    text.take(1)
    if opening == "{":
        return _map(items, line)
    if opening == "#{":
        return frozenset(_hashable(item, line) for item in items)
    return tuple(items)


def _map(items: list[Any], line: int) -> Form:
    if len(items) % 2:
        raise FormatError(line, "this map has a name without a value")
    form = Form(zip((_hashable(name, line) for name in items[::2]), items[1::2], strict=True))
    form.line = line
    return form


def _hashable(value: Any, line: int) -> Any:
    try:
        frozenset((value,))
    except TypeError:
        raise FormatError(line, "a map cannot be a name in a map or an element of a set") from None
    return value


def _dispatch(text: Text, depth: int) -> Any:
    if text.head(2) == "#{":
        text.take(2)
        return _collection(text, "#{", depth)
    if text.head(2) == "#_":
        text.take(2)
        form_of(text, depth + 1)
        return NOTHING
    text.take(1)
    _atom(text)
    return form_of(text, depth + 1)


def _string(text: Text) -> str:
    line, parts = text.line, []
    text.take(1)
    while (character := text.peek()) != '"':
        if not character:
            raise FormatError(line, "this string is never closed")
        text.take(1)
        if character == "\\":
            escape = text.peek()
            if escape == "u":
                character = _code_point(text.head(5)[1:], text.line)
                text.take(4)
            elif escape in ESCAPES:
                character = ESCAPES[escape]
            else:
                raise FormatError(text.line, f"there is no escape \\{escape}")
            text.take(1)
        parts.append(character)
    text.take(1)
    return "".join(parts)


def _code_point(digits: str, line: int) -> str:
    if not re.fullmatch(r"[0-9a-fA-F]{4}", digits):
        raise FormatError(line, f"\\u{digits} is not a character")
    return chr(int(digits, 16))


def _character(text: Text) -> str:
    text.take(1)
    name = _token(text) if ATOM.match(text.peek()) else text.peek()
    if not ATOM.match(name):
        text.take(len(name))
    return CHARACTERS.get(name, name)


def _token(text: Text) -> str:
    head = text.head(ATOM_CHARS_MAX)
    found = ATOM.match(head)
    if found is None or found.end() == ATOM_CHARS_MAX:
        raise FormatError(text.line, f"unexpected {head[:12]!r}")
    text.take(found.end())
    return found.group()


def _atom(text: Text) -> Any:
    line, token = text.line, _token(text)
    if token[0] == ":":
        if len(token) == 1:
            raise FormatError(line, "a ':' without a name")
        return Keyword(token[1:])
    if token in ("nil", "true", "false"):
        return {"nil": None, "true": True, "false": False}[token]
    if INTEGER.fullmatch(token):
        return int(token.rstrip("N"))
    if FLOAT.fullmatch(token):
        return Decimal(token.rstrip("M"))
    if ratio := RATIO.fullmatch(token):
        if not int(ratio[2]):
            raise FormatError(line, f"{token} divides by zero")
        return Fraction(int(ratio[1]), int(ratio[2]))
    return Symbol(token)
