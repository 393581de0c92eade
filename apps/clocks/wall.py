"""A node's wall clock: true time seen through a skew and a drift, in integers.

At tick `t` it reads `reading + floor((t - at) * (1000 + drift) / 1000)`. Setting the skew makes the reading jump (as a
step of NTP does); setting the drift changes the rate from then on. Timers run on the same rate but do not jump, as
with an operating system's monotonic clock.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from apps.clocks.clock_kind import NOT_AFTER, NOT_BEFORE, NOTHING, ClockKind, by_size, compared
from apps.clocks.order import Order

PER_MILLE = 1000


@dataclass(frozen=True, slots=True)
class WallClock:
    """A clock that read `reading_ticks` at true tick `at_tick`, and gains `drift_per_mille` thousandths."""

    at_tick: int = 0
    reading_ticks: int = 0
    skew_ticks: int = 0
    drift_per_mille: int = 0

    @property
    def rate_per_mille(self) -> int:
        """Local ticks per thousand true ticks."""
        return PER_MILLE + self.drift_per_mille

    def read(self, tick: int) -> int:
        """Return what the clock shows at true `tick`, in ticks."""
        return self.reading_ticks + (tick - self.at_tick) * self.rate_per_mille // PER_MILLE

    def with_skew(self, skew_ticks: int, tick: int) -> WallClock:
        """The clock after its skew is set at `tick`: the reading jumps by the change of skew."""
        jump = skew_ticks - self.skew_ticks
        return replace(self, at_tick=tick, reading_ticks=self.read(tick) + jump, skew_ticks=skew_ticks)

    def with_drift(self, drift_per_mille: int, tick: int) -> WallClock:
        """The clock after its rate is set at `tick`."""
        return replace(self, at_tick=tick, reading_ticks=self.read(tick), drift_per_mille=drift_per_mille)

    def true_ticks(self, local_ticks: int) -> int:
        """Return how many true ticks pass until at least `local_ticks` pass on this clock."""
        return -(-local_ticks * PER_MILLE // self.rate_per_mille)

    def local_ticks(self, true_ticks: int) -> int:
        """Return how many whole local ticks pass in `true_ticks`."""
        return true_ticks * self.rate_per_mille // PER_MILLE


CLOCK = ClockKind(
    name="wall",
    place=10,
    title="Wall clock",
    source="",
    rule="The smaller reading is taken for the earlier event. With clocks that differ it need not be.",
    start=lambda at: at.wall_ticks,
    local=lambda reading, at: at.wall_ticks,
    send=lambda reading, at: at.wall_ticks,
    receive=lambda reading, remote, at: at.wall_ticks,
    compare=by_size,
    entries=lambda left, right, _: (compared("reading", left, right),),
    claims={Order.BEFORE: NOT_AFTER, Order.AFTER: NOT_BEFORE, Order.EQUAL: NOTHING},
)
