"""Configurations: what a forward search over a history has to remember, and which of two makes the other superfluous.

A configuration says what has taken effect so far: the state of the data, which of the operations that are still open
have been placed, and how many of each kind of unknown outcome have been used.

An open operation may also be *covered*: at some instant since its invocation nobody could have told whether it took
effect (a write that was overwritten at once, an element added that was there). It may be taken to have taken effect
then, or still be placed where it can be seen.

Configuration `a` *dominates* `b` if it can do all that `b` can: the states are equal; what `a` has placed, `b` has;
what `b` has placed or covered, so has `a`; and what `a` has used of unknown outcome is as good (`exchange`): it is if
of no kind has `a` used more. (What need not be placed at all counts
only in the first respect.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

Trail = tuple[int, int, "Trail"] | None
"""The event at which an operation was placed, which one (or which kind, as ~kind), and what was placed before."""


class Configuration(NamedTuple):
    """`placed` and `covered` are bits, one for each open operation; `used` has a field of bits for each kind."""

    state: int
    placed: int
    covered: int
    used: int
    trail: Trail


COMPARISONS_PER_STEP = 8

IsAsGood = Callable[[int, int], bool]
"""Tells whether having used the first of unknown outcome is as good as having used the second."""


class Frontier:
    """Configurations of which none dominates another; `required` are the bits of what has to be placed."""

    def __init__(self, required: int, is_as_good: IsAsGood) -> None:
        self._required = required
        self._is_as_good = is_as_good
        self._by_state: dict[int, list[Configuration]] = {}

    def __iter__(self) -> Iterator[Configuration]:
        for group in self._by_state.values():
            yield from group

    def cost(self, state: int) -> int:
        """Return the steps that it takes to add a configuration of a state: it is held against all others."""
        return 1 + len(self._by_state.get(state, ())) // COMPARISONS_PER_STEP

    def add(self, new: Configuration) -> bool:
        """Add a configuration, and drop those that it dominates; False if one that is there dominates it."""
        group = self._by_state.get(new.state)
        if group is None:
            self._by_state[new.state] = [new]
            return True
        if any(self._dominates(old, new) for old in group):
            return False
        group[:] = [old for old in group if not self._dominates(new, old)]
        group.append(new)
        return True

    def _dominates(self, one: Configuration, other: Configuration) -> bool:
        _, placed, covered, used, _ = one
        _, its_placed, its_covered, its_used, _ = other
        return (
            not placed & ~its_placed
            and not (its_placed | its_covered) & self._required & ~(placed | covered)
            and (used == its_used or self._is_as_good(used, its_used))
        )
