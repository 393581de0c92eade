"""What many runs come to: shares with Wilson's interval (Wilson 1927), beside what a formula expects."""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

Z_999 = 3.290526731491926
"""The normal quantile of a two-sided 99.9 %."""

Report = Callable[[int, int, str], None]
"""Is told how many runs are done, of how many, and what is going on."""


def wilson(hits: int, runs: int, z: float = Z_999) -> tuple[float, float]:
    """The interval for a share of which `hits` of `runs` were seen."""
    share, square = hits / runs, z * z
    middle = (share + square / (2 * runs)) / (1 + square / runs)
    half = z / (1 + square / runs) * sqrt(share * (1 - share) / runs + square / (4 * runs * runs))
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class Share:
    """At one place of the axis: how many of the runs it was, and what was to be expected, if that is known."""

    at: int
    hits: int
    runs: int
    expected: float | None

    @property
    def share(self) -> float:
        """The share that was measured."""
        return self.hits / self.runs

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true share is, with 99.9 %."""
        return wilson(self.hits, self.runs)


@dataclass(frozen=True, slots=True)
class Measured:
    """A trial's outcome: what the axis and the share are, in words."""

    title: str
    axis: str
    share: str
    formula: str
    note: str
    points: tuple[Share, ...]
