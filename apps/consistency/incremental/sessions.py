"""The session guarantees, with each operation: the rules of `sessions` only ever look back."""

from __future__ import annotations

from typing import Protocol

from apps.consistency.ages import Ages
from apps.consistency.graph import Step
from apps.consistency.history import History
from apps.consistency.incremental.arrivals import Arrival
from apps.consistency.incremental.finder import Core, Finder
from apps.consistency.sessions import monotonic_reads, monotonic_writes, read_your_writes, writes_follow_reads


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


def guarantees(history: History, ages: Ages) -> dict[str, Finder]:
    """A finder for each guarantee."""
    rules: dict[str, Rule] = {
        read_your_writes.MODEL: read_your_writes.Rule(history, ages),
        monotonic_reads.MODEL: monotonic_reads.Rule(history, ages),
        monotonic_writes.MODEL: monotonic_writes.Rule(history, ages),
        writes_follow_reads.MODEL: writes_follow_reads.Rule(history, ages),
    }
    return {model: Session(rule) for model, rule in rules.items()}
