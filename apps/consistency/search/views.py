"""What one process sees under PRAM: its own operations, and all writes in an order that contains every session's own.

`base` is what comes before an operation by session order and by what the process itself has read: what others read
tells it nothing.
"""

from __future__ import annotations

from apps.consistency.history import History
from apps.consistency.search.saturation import Saturation


class SessionWrites:
    """For each write, the earlier ones of its session."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.before: dict[int, int] = {}
        self._written: dict[str, int] = {}

    def add(self, number: int) -> None:
        """The next operation of some session."""
        process = self.history[number].process
        if self.history[number].writes:
            self.before[number] = self._written.get(process, 0)
            self._written[process] = self.before[number] | 1 << number


class View:
    """One process's order, saturated by its reads."""

    def __init__(self, writes: SessionWrites) -> None:
        self.writes = writes
        self.saturation = Saturation(writes.history, self.base)
        self._own: dict[int, int] = {}
        self._past = 0

    def base(self, number: int) -> int:
        """Return what comes before an operation."""
        return self._own[number] if number in self._own else self.writes.before[number]

    def add(self, number: int) -> None:
        """The process's next operation."""
        for source in self.writes.history.sources[number] or ():
            self._past |= self.base(source) | 1 << source
        self._own[number] = self._past
        self._past |= 1 << number
        if self.writes.history[number].reads:
            self.saturation.add(number)
            self.saturation.settle()
