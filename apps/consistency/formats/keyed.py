"""Keyed values: `[key value]`, as `jepsen.independent` writes them, told from a register that holds pairs.

The whole file tells. It is keyed if no operation has a key of its own and every value is a pair, reads being invoked
with `[key nil]`; a compare-and-set is `[key [from to]]`. Where reads are invoked with nil, or with no value at all, one
register holds pairs. An operation that has no pair among others that clearly do is a mistake.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from apps.consistency.formats.errors import FormatError
from apps.consistency.formats.raw import RawOperation, short
from apps.consistency.formats.read_as import Choice, counted
from apps.consistency.formats.values import frozen

KEYED, OPEN, OTHER = "keyed", "open", "other"
ASKING = ("read", "dequeue", "acquire", "release")
"""Operations that need no value of their own."""


def by_key(raws: Sequence[RawOperation], wanted: bool | None) -> tuple[Sequence[RawOperation], Choice | None]:
    """Return the operations by key, if that is what the values say or what is wanted, and the choice that was made."""
    if wanted:
        return [_with_key(raw) for raw in raws], None
    if wanted is False or any(raw.key is not None for raw in raws):
        return raws, None
    shapes = [_shape(raw) for raw in raws]
    if OTHER in shapes:
        _refuse_a_mixture(raws, shapes)
        return raws, None
    if not any(shape == KEYED and raw.f not in ASKING for raw, shape in zip(raws, shapes, strict=True)) and not any(
        map(_asks_a_key, raws)
    ):
        return raws, None
    if OPEN in shapes:
        return raws, Choice(
            "Every value is a pair, and reads are invoked without a key: this is one register that holds pairs.",
            "--keyed yes",
        )
    keyed = [_with_key(raw) for raw in raws]
    keys = counted(len({repr(frozen(raw.key, raw.line)) for raw in keyed}), "key")
    return keyed, Choice(
        f"Every value is a pair [key value], as jepsen.independent writes them. So there are {keys}, each judged as "
        "an object of its own, not one register that holds pairs.",
        "--keyed no",
    )


def _shape(raw: RawOperation) -> str:
    """Return whether an operation's value is a pair, as far as it has one."""
    answered = raw.status == "ok" and raw.result is not None
    if raw.argument is None and raw.f in ASKING:
        return OPEN if not answered or _is_pair(raw.result) else OTHER
    if not _is_pair(raw.argument) or (raw.f == "cas" and not _is_pair(raw.argument[1])):
        return OTHER
    if answered and not (_is_pair(raw.result) and raw.result[0] == raw.argument[0]):
        return OTHER
    return KEYED


def _is_pair(value: Any) -> bool:
    return isinstance(value, list | tuple) and len(value) == 2


def _asks_a_key(raw: RawOperation) -> bool:
    """Return whether a read was invoked with `[key nil]`, which a register of pairs would never be."""
    return not raw.is_interval and raw.f in ASKING and _is_pair(raw.argument) and raw.argument[1] is None


def _refuse_a_mixture(raws: Sequence[RawOperation], shapes: Sequence[str]) -> None:
    asking = next((raw for raw in raws if _asks_a_key(raw)), None)
    if asking is not None:
        odd = raws[shapes.index(OTHER)]
        raise FormatError(
            odd.line,
            f"{odd.f} of {short(odd.argument)} has no [key value], as line {asking.line:,} has; --keyed no reads the"
            " values as they are",
        )


def _with_key(raw: RawOperation) -> RawOperation:
    """Return an operation with its key taken out of its value."""
    if raw.key is not None:
        return raw
    pair = raw.argument if raw.argument is not None else raw.result
    if not _is_pair(pair):
        if raw.status != "ok" and raw.f in ASKING:
            return raw
        raise FormatError(raw.line, f"with keyed values each one is [key value], not {short(pair)}")
    result = raw.result if raw.status == "ok" and raw.result is not None else pair
    if not _is_pair(result) or result[0] != pair[0]:
        raise FormatError(raw.line, f"this was invoked for the key {short(pair[0])}, and completes {short(result)}")
    argument = None if raw.argument is None else raw.argument[1]
    return replace(raw, key=pair[0], argument=argument, result=result[1])
