"""Operations of unknown outcome: how many of each kind there are, and which can do what in place of others.

The use that a configuration has made of them is one number, made of fields of bits: one that counts each kind, one for
those that lead from every state, one for each state that they lead to, and the sum at the top.

Having used no more of any kind is as good as having used more. Of writes and compare-and-sets there is more to say: a
write of `v` leads from every state to `v`, a compare-and-set from one state to another, and some, one after the other
with nothing between them, can do what another one does. So having used one thing is as good as having used another if
for everything that it alone takes, the other alone takes something that could be used in its place: whatever goes on
from there can do as well. (Then it has used no more of what leads to any one state, and no more of what leads from
every state: that is quickly told.)

Choices: what stands in for what is matched greedily, so that not every such pair is found. A *frugal* search, which
looks for an order quickly and proves nothing if there is none, takes the fewer of any kind to be better.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping

CACHE_MAX = 100_000


class Supply:
    """The kinds of unknown outcome, and how many of each have been invoked so far.

    `kinds` are those of all such operations of the history, `blind` says which are legal in every state. If they are
    writes and compare-and-sets, `leads` has for each that was used a state that it leads from, and the state after.
    """

    def __init__(
        self,
        kinds: Iterable[int],
        blind: Mapping[int, bool],
        leads: Mapping[int, tuple[int, int]] | None,
        *,
        frugal: bool,
    ) -> None:
        totals: dict[int, int] = {}
        for kind in kinds:
            totals[kind] = totals.get(kind, 0) + 1
        self.blind = blind
        self.invoked = dict.fromkeys(sorted(totals, key=lambda kind: blind[kind]), 0)
        self._leads = leads
        self._frugal = frugal
        self._fields: dict[int, tuple[int, int]] = {}
        self._states: dict[int, int] = {}
        self._counts: dict[int, dict[int, int]] = {}
        self._known: dict[tuple[int, int], bool] = {}
        self._lay_out(totals)

    def _lay_out(self, totals: Mapping[int, int]) -> None:
        """Give every kind its field, each with a guard bit above the greatest count; then the others."""
        shift = self._blind_at = self._guards = self._state_guards = 0
        for kind in self.invoked:
            width = totals[kind].bit_length()
            self._fields[kind] = shift, (1 << width) - 1
            self._guards |= 1 << shift + width
            shift += width + 1
            if not self.blind[kind]:
                self._blind_at = shift
        self._states_at = shift
        self._state_width = sum(totals.values()).bit_length() + 1
        self._sum_at = shift + (1 + len(totals)) * self._state_width
        for state in range(1 + len(totals)):
            self._state_guards |= 1 << (state + 1) * self._state_width - 1

    def left(self, used: int) -> Iterator[int]:
        """The kinds of which there is one more to use; those first that are not legal in every state."""
        for kind, count in self.invoked.items():
            shift, field = self._fields[kind]
            if (used >> shift & field) < count:
                yield kind

    def use(self, used: int, kind: int) -> int:
        """Return what has been used with one more of a kind."""
        used += (1 << self._fields[kind][0]) + (1 << self._sum_at)
        if self._leads is not None:
            place = self._states.setdefault(self._leads[kind][1], 1 + len(self._states))
            used += 1 << self._states_at + place * self._state_width
            used += self.blind[kind] << self._states_at
        return used

    def is_as_good(self, used: int, others: int) -> bool:
        """Return whether having used `used` is found to be as good as having used `others`."""
        if self._frugal:
            return used >> self._sum_at <= others >> self._sum_at
        guards = self._guards
        if ((others | guards) - (used & (1 << self._states_at) - 1)) & guards == guards:
            return True
        if self._leads is None or not self._leads_nowhere_more_often(used, others):
            return False
        if used >> self._sum_at == others >> self._sum_at:
            return self._swaps_more_and_writes_less(used, others)
        known = self._known.get((used, others))
        if known is None:
            known = self._compared(self._counted(used), self._counted(others))
            if len(self._known) >= CACHE_MAX:
                self._known.clear()
            self._known[used, others] = known
        return known

    def _leads_nowhere_more_often(self, used: int, others: int) -> bool:
        guards = self._state_guards
        ours, theirs = used >> self._states_at, others >> self._states_at
        return ((theirs | guards) - (ours & ~(-1 << self._sum_at - self._states_at))) & guards == guards

    def _swaps_more_and_writes_less(self, used: int, others: int) -> bool:
        """Return whether one has used compare-and-sets wherever the other has used writes; as many in all."""
        low, high = (1 << self._blind_at) - 1, (1 << self._states_at) - (1 << self._blind_at)
        swaps, writes = self._guards & low, self._guards & high
        swapped = ((used & low | swaps) - (others & low)) & swaps == swaps
        return swapped and ((others & high | writes) - (used & high)) & writes == writes

    def _counted(self, used: int) -> dict[int, int]:
        counts = self._counts.get(used)
        if counts is None:
            if len(self._counts) >= CACHE_MAX:
                self._counts.clear()
            parts = ((kind, used >> shift & field) for kind, (shift, field) in self._fields.items())
            counts = self._counts[used] = {kind: count for kind, count in parts if count}
        return counts

    def _compared(self, used: Mapping[int, int], others: Mapping[int, int]) -> bool:
        spare = {kind: count - used.get(kind, 0) for kind, count in others.items() if count > used.get(kind, 0)}
        extra = [kind for kind, count in used.items() for _ in range(count - others.get(kind, 0))]
        return all(self._replaced(kind, spare) for kind in extra)

    def _replaced(self, kind: int, spare: dict[int, int]) -> bool:
        """Take from `spare` what can be used in place of a kind, by the fewest; False if there is nothing."""
        source, target = self._lead(kind)
        reached: dict[int, tuple[int | None, int]] = {}
        queue: deque[int | None] = deque((None,) if source is None else (None, source))
        while queue and target not in reached:
            state = queue.popleft()
            for other in spare:
                start, end = self._lead(other)
                if start == state and end != source and end not in reached:
                    reached[end] = state, other
                    queue.append(end)
        at: int | None = target
        while at in reached:
            at, other = reached[at]
            spare[other] -= 1
            if not spare[other]:
                del spare[other]
        return at != target

    def _lead(self, kind: int) -> tuple[int | None, int]:
        """Return the state that a kind leads from, None if from every one, and the state after."""
        assert self._leads is not None
        before, after = self._leads[kind]
        return None if self.blind[kind] else before, after
