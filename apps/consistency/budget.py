"""Bounds of a search, counted in steps so that a replay gives the same verdict; a caller may add a clock of its own."""

from collections.abc import Callable
from dataclasses import dataclass

STEPS_MAX = 200_000
STEPS_PER_LOOK = 256


def _never() -> bool:
    return False


@dataclass(slots=True)
class Budget:
    """Steps that may still be taken. `expired` is asked now and then: whether the caller's patience has ended."""

    steps: int = STEPS_MAX
    expired: Callable[[], bool] = _never

    def spend(self, steps: int = 1) -> bool:
        """Take steps; False if there are none left."""
        before, self.steps = self.steps, self.steps - steps
        if before // STEPS_PER_LOOK != self.steps // STEPS_PER_LOOK and self.expired():
            self.steps = -1
        return self.steps >= 0
