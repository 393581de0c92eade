"""Arguments and answers of operations, as values that can be compared and looked up."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from apps.consistency.formats.edn import Keyword, Symbol
from apps.consistency.formats.errors import FormatError
from apps.consistency.formats.raw import RawOperation, short

DEPTH_MAX = 100
VALUED = ("write", "add", "remove", "enqueue", "append")
"""Operations that cannot do without a value."""


def frozen(value: Any, line: int, depth: int = 0) -> Any:
    """Return a value with lists as tuples and objects as tuples of pairs; keywords keep their colon."""
    if depth > DEPTH_MAX:
        raise FormatError(line, f"a value is nested more than {DEPTH_MAX} deep")
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list | tuple):
        return tuple(frozen(each, line, depth + 1) for each in value)
    if isinstance(value, dict):
        pairs = ((str(name), frozen(each, line, depth + 1)) for name, each in value.items())
        return tuple(sorted(pairs, key=lambda pair: pair[0]))
    return value


def _text(value: str) -> str:
    if isinstance(value, Keyword):
        return f":{value}"
    if isinstance(value, Symbol):
        return str(value)
    # JSON can spell half of a character, which no terminal and no page can show.
    return value if value.isascii() else value.encode("utf-8", "replace").decode()


def argument_of(raw: RawOperation, action: str) -> Any:
    """Return what an operation was given; raise FormatError for what its action cannot do anything with."""
    value = frozen(raw.argument, raw.line)
    if action in ("read", "dequeue", "acquire", "release"):
        return None
    if action == "cas" and not (isinstance(value, tuple) and len(value) == 2):
        raise FormatError(raw.line, f"the value of a compare-and-set is [from, to], not {short(raw.argument)}")
    if action == "increment":
        value = 1 if value is None else value
        if isinstance(value, bool) or not isinstance(value, int):
            raise FormatError(raw.line, f"a counter is incremented by a whole number, not {short(raw.argument)}")
    if action in VALUED and value is None:
        raise FormatError(raw.line, f"{raw.f} without a value (null stands for the initial value and is not written)")
    return value


def result_of(raw: RawOperation, action: str, data: str, *, makes_list: bool) -> Any:
    """Return what an operation that is ok answered; raise FormatError for what its data cannot answer.

    `makes_list`: whether appends make a list, not a string.
    """
    if action == "cas":
        return raw.status == "ok"
    if action not in ("read", "dequeue"):
        return None
    value = frozen(raw.result, raw.line)
    if data == "counter" and not (value is None or is_number(value)):
        raise FormatError(raw.line, f"a counter is read as a number, not {short(raw.result)}")
    if data == "append":
        return _appended(raw, value, makes_list)
    if data != "set":
        return value
    if value is not None and not isinstance(value, tuple | frozenset):
        raise FormatError(raw.line, f"a set is read as a list of its elements, not {short(raw.result)}")
    return frozenset(value or ())


def _appended(raw: RawOperation, value: Any, makes_list: bool) -> Any:
    if value is None or isinstance(value, tuple if makes_list else str):
        return value
    what = "a list of what was appended" if makes_list else "a text, for texts are appended"
    raise FormatError(raw.line, f"this is read as {what}, not {short(raw.result)}")


def is_number(value: Any) -> bool:
    """Return whether a value is a number that can be reckoned with."""
    return isinstance(value, int | Decimal | Fraction) and not isinstance(value, bool)
