"""The session guarantees, with each operation: the rules of `sessions` only ever look back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from apps.consistency.ages import Ages, CertainAges, VersionAges
from apps.consistency.graph import Step
from apps.consistency.history import History
from apps.consistency.incremental.arrivals import Arrival, Arrivals
from apps.consistency.incremental.finder import Core, Finder


class Rule(Protocol):
    """A session guarantee's rule."""

    def note(self, number: int) -> None:
        """Remember what a later operation may have to be held against."""

    def broken_by(self, number: int) -> list[Step]:
        """The edges that show the operation breaking it; none if it does not."""


class Session(Finder):
    """One guarantee."""

    def __init__(self, rule: Rule) -> None:
        self._rule = rule

    def take(self, arrival: Arrival) -> Core:
        """Add an operation."""
        self._rule.note(arrival.number)
        return sorted({end for source, target, _ in self._rule.broken_by(arrival.number) for end in (source, target)})


def observed(rule: Callable[[History, Ages], Rule]) -> Callable[[Arrivals], Finder]:
    """Return the finder of a guarantee as observed."""
    return lambda arrivals: Session(rule(arrivals.history, CertainAges(arrivals.history)))


def replicated(rule: Callable[[History, Ages], Rule]) -> Callable[[Arrivals], Finder]:
    """Return the finder of a guarantee as replicated."""

    def finder(arrivals: Arrivals) -> Finder:
        assert arrivals.order is not None
        return Session(rule(arrivals.history, VersionAges(arrivals.history, arrivals.order)))

    return finder
