"""Hybrid logical clocks (Kulkarni and others 2014, figure 5).

A time is a pair `(l, c)`: `l` the greatest physical time heard of, `c` a counter that orders events within one `l`.
The algorithm, with `pt` the local physical time:

- send or local event: `l' = max(l, pt)`; `c' = c + 1` if `l'` stayed, else 0;
- receive `(lm, cm)`: `l' = max(l, lm, pt)`; `c'` is one more than the greatest counter among those of `l` and `lm`
  that equal `l'`, or 0 if `l'` is `pt` alone.

If `a` happened before `b` then `a < b` in the order of pairs, whatever the physical clocks do.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from apps.clocks.clock_kind import ONE_WAY, ClockKind, ComparedEntry, by_size, compared


@dataclass(frozen=True, slots=True, order=True)
class HybridTime:
    """A hybrid logical timestamp: physical part in ticks, then the counter."""

    physical_ticks: int = 0
    counter: int = 0

    def next(self, wall_ticks: int) -> HybridTime:
        """The time of a local or send event while the wall clock reads `wall_ticks`."""
        if wall_ticks > self.physical_ticks:
            return HybridTime(wall_ticks, 0)
        return HybridTime(self.physical_ticks, self.counter + 1)

    def receive(self, remote: HybridTime, wall_ticks: int) -> HybridTime:
        """The time of receiving `remote` while the wall clock reads `wall_ticks`."""
        physical = max(self.physical_ticks, remote.physical_ticks, wall_ticks)
        counters = [time.counter for time in (self, remote) if time.physical_ticks == physical]
        return HybridTime(physical, max(counters) + 1 if counters else 0)

    def __str__(self) -> str:
        return f"{self.physical_ticks}.{self.counter}"


def entries(left: HybridTime, right: HybridTime, _: tuple[str, ...]) -> tuple[ComparedEntry, ...]:
    """The physical parts; the counters only decide if those are equal."""
    physical = compared("l", left.physical_ticks, right.physical_ticks)
    counter = compared("c", left.counter, right.counter)
    return physical, counter if physical.sign == "=" else replace(counter, sign="")


CLOCK = ClockKind(
    name="hybrid_logical",
    place=30,
    title="Hybrid logical clock",
    source="Kulkarni and others 2014, figure 5",
    rule="By the physical part, then by the counter. The smaller is not after the greater; equal ones are concurrent.",
    start=lambda at: HybridTime(),
    local=lambda time, at: time.next(at.wall_ticks),
    send=lambda time, at: time.next(at.wall_ticks),
    receive=lambda time, remote, at: time.receive(remote, at.wall_ticks),
    compare=by_size,
    entries=entries,
    claims=ONE_WAY,
)
