"""What a kind of clock declares about itself, so that all kinds can stamp one run.

A clock gives every event a stamp, from the stamp of the event before it at its process and, for a receipt, the stamp
that came with the message. Two stamps are compared without knowing anything else, and the answer is worth what the
clock *claims* with it: the orders of which the two events can be in truth.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from apps.clocks.order import Order

Stamp = Any


@dataclass(frozen=True, slots=True)
class At:
    """Where an event happens: its process, all processes of the run in order, and the process's wall clock."""

    process: str
    processes: tuple[str, ...]
    wall_ticks: int


@dataclass(frozen=True, slots=True)
class ComparedEntry:
    """One entry of two stamps; `sign` is `<`, `=` or `>`, or empty if the rule does not look at it."""

    name: str
    left: str
    right: str
    sign: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What an answer says of events {a} and {b}, and the true orders that it allows."""

    text: str
    allows: frozenset[Order]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockKind:
    """A kind of clock: how it stamps, how it compares, and what its answers mean.

    `start(at)` is the stamp before a process's first event; `rule` is the comparison in words, and `entries(a, b,
    processes)` shows it, with the processes of the run in order.
    """

    name: str
    place: int
    title: str
    source: str
    rule: str
    start: Callable[[At], Stamp]
    local: Callable[[Stamp, At], Stamp]
    send: Callable[[Stamp, At], Stamp]
    receive: Callable[[Stamp, Stamp, At], Stamp]
    compare: Callable[[Stamp, Stamp], Order]
    entries: Callable[[Stamp, Stamp, tuple[str, ...]], tuple[ComparedEntry, ...]]
    claims: Mapping[Order, Claim]
    text: Callable[[Stamp], str] = str


def sign(left: int, right: int) -> str:
    """Return how two numbers stand."""
    return "=" if left == right else "<" if left < right else ">"


def compared(name: str, left: int, right: int) -> ComparedEntry:
    """An entry of two numbers."""
    return ComparedEntry(name, str(left), str(right), sign(left, right))


def by_size(left: Any, right: Any) -> Order:
    """The order of stamps of which any two can be compared."""
    return Order.of(left <= right, left >= right)


def _claim(text: str, *allows: Order) -> Claim:
    return Claim(text, frozenset(allows))


BEFORE = _claim("{a} happened before {b}.", Order.BEFORE)
AFTER = _claim("{b} happened before {a}.", Order.AFTER)
CONCURRENT = _claim("{a} and {b} are concurrent.", Order.CONCURRENT)
NOT_AFTER = _claim("{b} did not happen before {a}.", Order.BEFORE, Order.CONCURRENT)
NOT_BEFORE = _claim("{a} did not happen before {b}.", Order.AFTER, Order.CONCURRENT)
NOTHING = _claim("It cannot tell {a} and {b} apart.", Order.BEFORE, Order.AFTER, Order.CONCURRENT)

EXACT = {
    Order.BEFORE: BEFORE,
    Order.AFTER: AFTER,
    Order.CONCURRENT: CONCURRENT,
    Order.EQUAL: NOTHING,
}
"""For a clock that tells all three apart."""

ONE_WAY = {
    Order.BEFORE: NOT_AFTER,
    Order.AFTER: NOT_BEFORE,
    Order.EQUAL: CONCURRENT,
}
"""For a clock that only never runs against causality."""
