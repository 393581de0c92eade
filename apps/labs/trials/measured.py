"""What many runs come to: shares with Wilson's interval (Wilson 1927), beside what a formula expects."""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

Z_999 = 3.290526731491926
"""The normal quantile of a two-sided 99.9 %."""

TICKS_A_SECOND = 1_000

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
    """At one place of the axis: in how many of the runs it happened, and what a formula expects, if there is one.

    `among`: in how many of them it could have happened at all, if that is counted too.
    """

    at: int
    hits: int
    runs: int
    expected: float | None
    among: int | None = None

    @property
    def value(self) -> float:
        """The share that was measured."""
        return self.hits / self.runs

    @property
    def interval(self) -> tuple[float, float]:
        """Return where the true share is, with 99.9 %."""
        return wilson(self.hits, self.runs)

    @property
    def cells(self) -> tuple[str, ...]:
        """Its row of the table."""
        low, high = self.interval
        told = f"{100 * self.value:.2f} %", f"{100 * low:.2f} … {100 * high:.2f} %"
        if self.expected is None:
            return told
        outside = "" if low <= self.expected <= high else " (outside)"
        return (*told, f"{100 * self.expected:.2f} %{outside}", *self._share_among)

    @property
    def _share_among(self) -> tuple[str, ...]:
        if self.among is None:
            return ()
        return (f"{100 * self.hits / self.among:.1f} % of {self.among:,}" if self.among else "none",)


@dataclass(frozen=True, slots=True)
class Spread:
    """At one place of the axis: how long the runs took, in ticks, and how many messages each sent."""

    at: int
    ticks: tuple[int, ...]
    messages: tuple[int, ...]

    @property
    def runs(self) -> int:
        """Return how many they are."""
        return len(self.ticks)

    @property
    def value(self) -> float:
        """The median, in seconds."""
        return quantile(self.ticks, 50) / TICKS_A_SECOND

    @property
    def interval(self) -> tuple[float, float]:
        """The 10th and the 90th percentile, in seconds."""
        return quantile(self.ticks, 10) / TICKS_A_SECOND, quantile(self.ticks, 90) / TICKS_A_SECOND

    @property
    def expected(self) -> None:
        """There is no formula."""
        return

    @property
    def cells(self) -> tuple[str, ...]:
        """Its row of the table."""
        rates = tuple(
            round(sent * TICKS_A_SECOND / ticks) for sent, ticks in zip(self.messages, self.ticks, strict=True) if ticks
        )
        rate = str(quantile(rates, 50)) if rates else "–"
        return f"{self.value:.2f} s", f"{self.interval[1]:.2f} s", str(quantile(self.messages, 50)), rate


def quantile(numbers: tuple[int, ...], percent: int) -> int:
    """The least of the numbers that so many per cent of them do not exceed."""
    return sorted(numbers)[max(0, -(-len(numbers) * percent // 100) - 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A trial's outcome, in words: what the axis is, what the rows of the table and the marks of the picture say.

    `unit` is that of the values: `share`, or `s` for seconds.
    """

    title: str
    axis: str
    headings: tuple[str, ...]
    legend: str
    note: str
    points: tuple[Share, ...] | tuple[Spread, ...]
    unit: str = "share"


def of_shares(
    points: tuple[Share, ...], *, title: str, axis: str, formula: str, note: str, among: str = ""
) -> Measured:
    """Return shares, beside what a formula expects if there is one; `among` heads the column of that count."""
    legend = "Dots: measured, with the 99.9 % interval (Wilson)" + (f"; dashed: {formula}." if formula else ".")
    headings = ("Measured", "Interval", *(["Formula"] if formula else []), *([among] if among else []))
    return Measured(title=title, axis=axis, headings=headings, legend=legend, note=note, points=points)
