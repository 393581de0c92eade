"""A guess at the order in which each key was written, within what is forced.

Once the writes of each key are in one order, and nothing forced contradicts it, any order that contains all of that is
legal: a read comes after the write it returned (given) and before the next (rule 2 of `saturation`).

1. Writes are placed one after the other, usually in order of invocation, each as late among those of its key as it can
   be: most runs are in nearly that order.
2. Each step is saturated. Where a write cannot come after another it comes before it, and then has to; if it cannot do
   either, the guess has failed: that says nothing, since another order of what came before might have done.
"""

from __future__ import annotations

from apps.consistency.search.saturation import Saturation


class Arrangement:
    """The writes of each key in order, so far. The saturation is that of all reads, and is changed by this."""

    def __init__(self, saturation: Saturation) -> None:
        self.saturation = saturation
        self.writes: dict[str, list[int]] = {}

    def place(self, write: int) -> bool:
        """Find the latest place for a write; False if there is none."""
        writes = self.writes.setdefault(self.saturation.history[write].key, [])
        for place in range(len(writes), -1, -1):
            if place < len(writes) and not self.saturation.attempt(write, writes[place]):
                return False
            if not place or self.saturation.attempt(writes[place - 1], write):
                writes.insert(place, write)
                return True
        return False
