"""Which version is older: what the session guarantees are about.

A version is *older* than another of its key if it comes earlier in the version order, or is the initial value, or was
written earlier in the same session. As observed the version order is unknown, and only the other two are certain.

`missed(read)` is the set of writes that what a read returned is older than. Of several siblings all have to be: what
one of them includes is not missed. Among siblings, older means "does not include" (see `versions`).
"""

from __future__ import annotations

from typing import Protocol

from apps.consistency.graph import Step
from apps.consistency.history import History, bits, mask
from apps.consistency.versions import VersionOrder


class Ages(Protocol):
    """What a session guarantee asks about the age of versions."""

    def missed(self, read: int) -> int:
        """The writes that what a read returned is older than."""

    def newer(self, write: int, others: int) -> int:
        """Of some writes of its key, those that a write's version is older than."""

    def from_read(self, read: int, write: int) -> Step:
        """The edge from a read to a write that it missed."""


class CertainAges:
    """What is older whatever the version order."""

    def __init__(self, history: History) -> None:
        self.history = history

    def missed(self, read: int) -> int:
        """The later writes by the same session, or all if it returned the initial value."""
        sources = self.history.sources[read]
        if sources is None:
            return 0
        missed = self.history.written.get(self.history[read].key, 0)
        for source in sources:
            missed &= later_by_the_same(self.history, source)
        return missed

    def newer(self, write: int, others: int) -> int:
        """Those that were written later in the same session."""
        return others & later_by_the_same(self.history, write)

    def from_read(self, read: int, write: int) -> Step:
        """The edge from a read to a write that it missed."""
        return read, write, "fr"


class VersionAges:
    """What is older by the store's own version order too."""

    def __init__(self, history: History, order: VersionOrder) -> None:
        self.history = history
        self.order = order

    def missed(self, read: int) -> int:
        """The versions that it does not include, and later ones by the same session whatever their stamps."""
        sources = self.history.sources[read]
        if sources is None:
            return 0
        missed = self.history.written.get(self.history[read].key, 0)
        key = self.order.keys.get(self.history[read].key)
        for source in sources:
            missed &= (key.missing((source,)) if key else 0) | later_by_the_same(self.history, source)
        return missed

    def newer(self, write: int, others: int) -> int:
        """Those that supersede it, or were written later in the same session."""
        key = self.order.keys.get(self.history[write].key)
        superseding = bits(others & key.missing((write,)) if key else 0)
        later = others & later_by_the_same(self.history, write)
        return later | mask(other for other in superseding if self.order.includes(other, write))

    def from_read(self, read: int, write: int) -> Step:
        """The edge from a read to a write that it missed."""
        sources = self.history.sources[read] or ()
        older = not sources or any(self.newer(source, 1 << write) for source in sources)
        return read, write, "fr" if older else "sibling"


def later_by_the_same(history: History, write: int) -> int:
    """The later writes of the same key in the same session."""
    operation = history[write]
    return history.written_by[operation.process, operation.key] >> (write + 1) << (write + 1)
