"""Extensible data notation (github.com/edn-format/edn), as much of it as Jepsen writes, one form at a time.

| EDN | here |
|---|---|
| nil, true, false, integers, "strings", \\c | None, bool, int, str |
| 1.5, 1.5M, 1/2 | Decimal, Decimal, Fraction |
| ##NaN, ##Inf, ##-Inf | Symbol, so that each equals itself |
| :keyword, symbol | Keyword, Symbol: strings that know what they are |
| [vector], (list) | tuple |
| #{set} | frozenset |
| {map} | Form: a dict with the line on which it begins |
| #tag form | the form alone |
| ; comment, #_ discarded, commas | nothing |
"""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from apps.consistency.formats import text as limits
from apps.consistency.formats.errors import FormatError
from apps.consistency.formats.text import Text

CLOSING = {"[": "]", "(": ")", "{": "}", "#{": "}"}
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "b": "\b", "f": "\f"}
CHARACTERS = {"newline": "\n", "space": " ", "tab": "\t", "return": "\r"}
CONSTANTS = {"nil": None, "true": True, "false": False}
TOKEN = re.compile(
    r"""[\s,\ufeff]*(?:
    (?P<open>[\[({]|\#\{)
  | (?P<close>[\])}])
  | (?P<string>"(?:[^"\\]|\\.)*")
  | (?P<unclosed>"(?:[^"\\]|\\.)*\\?\Z)
  | (?P<character>\\(?:[^\s,;"()\[\]{}\\]+|.))
  | (?P<comment>;)
  | (?P<discard>\#_)
  | (?P<symbolic>\#\#[^\s,;"()\[\]{}]+)
  | (?P<tag>\#[^\s,;"()\[\]{}]+)
  | (?P<atom>[^\s,;"()\[\]{}\\\#][^\s,;"()\[\]{}]*)
  | (?P<other>.)
  | (?P<end>\Z))""",
    re.VERBOSE | re.DOTALL,
)
INTEGER = re.compile(r"[+-]?\d+N?")
FLOAT = re.compile(r"[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?M?")
RATIO = re.compile(r"([+-]?\d+)/(\d+)")
CODE_POINT = re.compile(r"u([0-9a-fA-F]{4})")
ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
NUMBER_CHARS_MAX = 400
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


Token = tuple[str, str]
"""Which group of TOKEN it is, and its text."""


def forms(text: Text) -> Iterator[tuple[int, Any]]:
    """Yield the top-level forms with their lines; one vector or list at the top, tagged or not, is opened."""
    token = _next(text)
    while token[0] == "tag":
        token = _next(text)
    closing = ""
    if token[1] in ("[", "("):
        closing, token = CLOSING[token[1]], _next(text)
    while token[0] not in ("end", "close"):
        line = text.line
        yield line, _form(text, token, 0)
        token = _next(text)
    if token[1] != closing:
        raise FormatError(text.line, f"expected {closing!r}, not {token[1]!r}" if token[1] else _ends_before(closing))
    if closing and _next(text)[0] != "end":
        raise FormatError(text.line, f"there is more after the closing {closing!r}")


def _ends_before(closing: str) -> str:
    return f"the file ends before its {closing!r}"


def form_of(text: Text, depth: int = 0) -> Any:
    """Return the next form."""
    return _form(text, _next(text), depth)


def _next(text: Text) -> Token:
    """Return the next token that is no comment and not discarded, and consume it."""
    while True:
        found = text.match(TOKEN)
        assert found is not None
        assert found.lastgroup is not None
        group, token = found.lastgroup, found[found.lastgroup]
        if group == "unclosed":
            text.take(found.start(group) - found.start())
            raise FormatError(text.line, "this string is never closed")
        text.take(found.end() - found.start())
        if group == "comment":
            text.take_line()
        elif group == "discard":
            form_of(text, 1)
        else:
            return group, token


def _form(text: Text, token: Token, depth: int) -> Any:
    group, word = token
    if group == "atom":
        return _atom(word, text)
    if depth > DEPTH_MAX:
        raise FormatError(text.line, f"forms are nested more than {DEPTH_MAX} deep")
    if group == "open":
        return _collection(text, word, depth)
    if group == "string":
        return _string(word[1:-1], text)
    if group == "tag":
        return form_of(text, depth + 1)
    if group == "character":
        return CHARACTERS.get(word[1:]) or CODE_POINT.sub(lambda code: chr(int(code[1], 16)), word[1:])
    if group == "symbolic":
        return Symbol(word)
    raise FormatError(text.line, "the file ends in the middle of a form" if group == "end" else f"unexpected {word!r}")


def _collection(text: Text, opening: str, depth: int) -> Any:
    line, began, closing = text.line, text.consumed_chars, CLOSING[opening]
    items: list[Any] = []
    while (token := _next(text))[1] != closing or token[0] != "close":
        if token[0] == "end":
            raise FormatError(line, f"this {opening!r} is never closed")
        items.append(_form(text, token, depth + 1))
        if text.consumed_chars - began > limits.FORM_CHARS_MAX:
            raise FormatError(line, f"this {opening!r} has not been closed after {limits.FORM_CHARS_MAX:,} characters")
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


def _string(inner: str, text: Text) -> str:
    if "\\" not in inner:
        return inner
    whole = ESCAPE.sub(lambda escape: _escaped(escape[1], text), inner)
    # Two escapes may be the two halves of one character.
    return whole.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _escaped(escape: str, text: Text) -> str:
    if escape in ESCAPES:
        return ESCAPES[escape]
    if len(escape) == 5:
        return chr(int(escape[1:], 16))
    raise FormatError(text.line, f"there is no escape \\{escape}")


def _atom(token: str, text: Text) -> Any:
    first = token[0]
    if first == ":":
        if len(token) == 1:
            raise FormatError(text.line, "a ':' without a name")
        return Keyword(token[1:])
    if first.isdecimal() or (first in "+-" and token[1:2].isdecimal()):
        return _number(token, text)
    return CONSTANTS[token] if token in CONSTANTS else Symbol(token)


def _number(token: str, text: Text) -> Any:
    if len(token) > NUMBER_CHARS_MAX:
        raise FormatError(text.line, f"a number of more than {NUMBER_CHARS_MAX} characters")
    try:
        if INTEGER.fullmatch(token):
            return int(token.rstrip("N"))
        if FLOAT.fullmatch(token):
            return Decimal(token.rstrip("M"))
        if ratio := RATIO.fullmatch(token):
            return Fraction(int(ratio[1]), int(ratio[2]))
    except (ZeroDivisionError, InvalidOperation, ValueError):
        raise FormatError(text.line, f"{token[:20]} is not a number") from None
    return Symbol(token)
