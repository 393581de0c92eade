"""As observed: sequential consistency, a bounded number of steps with each operation.

As long as something stronger holds, this is not asked. Then it catches up, some operations at a time:

1. what is forced, saturated by all reads: a conflict violates;
2. a guess at the order of each key's writes, within that: once it contains all of them, the model holds. When a new
   operation contradicts the guess, another one is begun;
3. where there is no guess to be had, a search if the history is short.

In between it is undecided.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from apps.consistency.budget import Budget
from apps.consistency.causality import causal_path
from apps.consistency.datatypes import DATA
from apps.consistency.explain.derivation import Derivation
from apps.consistency.incremental.arrivals import Arrivals
from apps.consistency.search.arrangement import Arrangement
from apps.consistency.search.saturation import Saturation
from apps.consistency.search.search import Search
from apps.consistency.verdict import HOLDS, UNDECIDED, VIOLATED

OPERATIONS_PER_STEP = 48
WRITES_PER_STEP = 24
SEARCH_STEPS_MAX = 120
SEARCHED_OPERATIONS_MAX = 48


class Sequential:
    """Decides with each operation, or says how far it is. `core` are operations that violate."""

    def __init__(self, arrivals: Arrivals) -> None:
        self.arrivals = arrivals
        self.history = arrivals.history
        self.core: Sequence[int] = ()
        self._forced = Saturation(arrivals.history, arrivals.past.__getitem__, total=True)
        self._known = 0
        self._guess: Arrangement | None = None
        self._unplaced: list[int] = []
        self._next_guess_at = 0

    def decide(self) -> str:
        """Go on; the status reached."""
        if self.history.siblings or self.arrivals.circle:
            self.core = self.arrivals.circle or self.history.siblings[:1]
            return VIOLATED
        new = range(self._known, min(len(self.history), self._known + OPERATIONS_PER_STEP))
        self._known = new.stop
        if not self._add(self._forced, new):
            derivation = Derivation(self._forced, partial(causal_path, self.history), "so")
            self.core = sorted(derivation.core)
            return VIOLATED
        if self._known < len(self.history):
            return UNDECIDED
        self._follow(new)
        return HOLDS if self._arranged() else self._searched()

    @property
    def progress(self) -> str:
        """Return how far it is, in words."""
        if self._known < len(self.history):
            return f"{self._known} of {len(self.history)} operations have been looked at so far."
        if self._guess is not None:
            return f"{len(self._unplaced)} writes have not been put in order so far."
        return "No order was found in a bounded number of steps."

    def _add(self, saturation: Saturation, numbers: Iterable[int]) -> bool:
        """Add operations; False if that leads to a conflict."""
        for number in numbers:
            saturation.add(number)
            saturation.settle()
            if saturation.conflict:
                return False
        return True

    def _follow(self, new: Sequence[int]) -> None:
        """Hold new operations against the guess, and begin another one if they contradict it."""
        if self._guess is not None and self._add(self._guess.saturation, new):
            self._unplaced += [number for number in new if self.history[number].writes]
        elif self._guess is not None or len(self.history) >= self._next_guess_at:
            self._guess = Arrangement(self._forced.copy())
            writes = [number for number, operation in enumerate(self.history.operations) if operation.writes]
            self._unplaced = sorted(writes, key=lambda number: self.history[number].invoked)

    def _arranged(self) -> bool:
        """Return whether the guess contains every write, after some more were placed."""
        if self._guess is None:
            return False
        placing, self._unplaced = self._unplaced[:WRITES_PER_STEP], self._unplaced[WRITES_PER_STEP:]
        if all(self._guess.place(write) for write in placing):
            return not self._unplaced
        self._guess = None
        self._next_guess_at = len(self.history) * 9 // 8 + 1
        return False

    def _searched(self) -> str:
        if self._guess is not None or len(self.history) > SEARCHED_OPERATIONS_MAX:
            return UNDECIDED
        everything = range(len(self.history))
        forced = {number: self._forced.past(number) for number in everything}
        search = Search(self.history, everything, DATA["register"], forced=forced)
        found = search.run(Budget(SEARCH_STEPS_MAX))
        if not found.finished:
            return UNDECIDED
        self.core = () if found.order is not None else everything
        return HOLDS if found.order is not None else VIOLATED
