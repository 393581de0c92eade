"""Hybrid logical clocks (Kulkarni and others 2014, figure 5).

A time is a pair `(l, c)`: `l` the greatest physical time heard of, `c` a counter that orders events within one `l`.
The algorithm, with `pt` the local physical time:

- send or local event: `l' = max(l, pt)`; `c' = c + 1` if `l'` stayed, else 0;
- receive `(lm, cm)`: `l' = max(l, lm, pt)`; `c'` is one more than the greatest counter among those of `l` and `lm`
  that equal `l'`, or 0 if `l'` is `pt` alone.

If `a` happened before `b` then `a < b` in the order of pairs, whatever the physical clocks do.
"""

from __future__ import annotations

from dataclasses import dataclass


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
