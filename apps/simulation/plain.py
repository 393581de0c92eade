"""Turns the kernel's immutable values into plain JSON values, in one fixed order."""

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from typing import Any

LEAVES = frozenset({str, int, bool, type(None)})


def plain(value: Any) -> Any:
    """`value` as dicts, lists, strings, numbers, booleans and None; what has a text of its own (`__str__`) as that."""
    kind: Any = type(value)
    if kind in LEAVES:
        return value
    if kind is tuple or kind is list:
        return [plain(item) for item in value]
    if kind is dict:
        return {str(key): plain(value[key]) for key in sorted(value, key=str)}
    if hasattr(kind, "__dataclass_fields__"):
        if kind.__str__ is not object.__str__:
            return str(value)
        return {name: plain(getattr(value, name)) for name in _members(kind)}
    if isinstance(value, Mapping):
        return {str(key): plain(value[key]) for key in sorted(value, key=str)}
    if isinstance(value, frozenset | set):
        return [plain(item) for item in sorted(value, key=str)]
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, str | int):
        return value
    raise TypeError(f"{kind.__name__} has no plain form")


@cache
def _members(kind: Any) -> tuple[str, ...]:
    """Return the names of a dataclass's members, which are asked for at every event."""
    return tuple(field.name for field in fields(kind))
