"""Bounds of a search, counted in steps so that a replay gives the same verdict; a caller may add a clock of its own."""

from __future__ import annotations

from collections.abc import Callable

STEPS_MAX = 200_000
STEPS_PER_LOOK = 256


class Budget:
    """Steps that may be taken. `expired` is asked now and then: whether the caller's patience has ended."""

    def __init__(self, limit: int = STEPS_MAX, expired: Callable[[], bool] | None = None) -> None:
        self.limit = limit
        self.timed_out = False
        self._taken = 0
        self._expired = expired

    def again(self) -> Budget:
        """The same budget, nothing spent; the clock goes on."""
        return Budget(self.limit, self._expired)

    def spend(self, steps: int = 1) -> bool:
        """Take steps; False if there are none left."""
        before, self._taken = self._taken, self._taken + steps
        if self._expired is not None and before // STEPS_PER_LOOK < self._taken // STEPS_PER_LOOK:
            self.timed_out = self.timed_out or self._expired()
        return self._taken <= self.limit and not self.timed_out

    @property
    def bound(self) -> str:
        """Return what was reached, in words."""
        if self.timed_out:
            return "The search was not over when its time was."
        return f"The search was not over after {self.limit:,} steps."
