"""The search for a linearization: forward over the events, with all configurations that are possible so far.

As just-in-time linearization has it (Lowe 2017; Knossos' `linear`):

1. At an invocation nothing is decided. An operation that only observes is placed where it may answer as it did: that
   changes nothing.
2. At a completion every configuration in which that operation has not taken effect is closed under placing open ones
   until it has; those that cannot are dropped. If none is left, there is no linearization.

Three things keep the set small:

3. Open operations of one kind are interchangeable: the one that completes first is placed first, and one of unknown
   outcome, which never completes, last; of these only the number is remembered.
4. Of two configurations one may make the other superfluous (`configurations`), and an operation that is covered need
   not be placed at once.
5. Where a compare-and-set of unknown outcome leads to the same state as a write of unknown outcome, it is taken: the
   write can do whatever else it could.

So the cost grows with concurrency and with the number of *different* unknown operations, not with the length of the
history. An operation that is not required may be placed while it is open, or never.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from apps.consistency.budget import Budget
from apps.consistency.real_time import INFINITE
from apps.consistency.search.configurations import Configuration, Frontier, Trail
from apps.consistency.search.course import Course
from apps.consistency.search.linearization_order import order_of
from apps.consistency.search.open_operations import OpenOperations

OVER, FAILED, SPENT = "over", "failed", "spent"
"""The ends of a search: the last event, a completion that no configuration survived, a budget that is spent."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """An order of the operations, or the one at whose completion no configuration was left, both as places in the
    course; neither if the budget was spent.
    """

    order: tuple[int, ...] | None = None
    failed: int | None = None


def linearized(course: Course, budget: Budget) -> Outcome:
    """Search for an order of all operations: quickly, then for a reason why there is none, then for certain."""
    everything = range(len(course))
    if course.relaxed is not None:
        quick = Search(course, everything, budget, frugal=True)
        if quick.run() == OVER:
            return quick.outcome()
        relaxed = Search(course.relaxed, everything, budget)
        if relaxed.run() == FAILED:
            return relaxed.outcome()
    search = Search(course, everything, budget)
    search.run()
    return search.outcome()


@dataclass(frozen=True, slots=True)
class Jump:
    """A change of the state by operations of unknown outcome alone, from `start`.

    `direct` are the states that one of them leads to, and whether it does so from every state; `blind`: the first one
    taken does.
    """

    start: int
    direct: Mapping[int, bool]
    blind: bool

    def reaches_directly(self, state: int) -> bool:
        """Return whether one operation is as good as those taken: what it could do later, they could do instead."""
        return state == self.start or (state in self.direct and (self.blind or not self.direct[state]))


class Search:
    """The configurations so far, and the operations that are open.

    Of the operations that complete, those in `required` have to be placed. A `frugal` search is quicker, and proves
    nothing if it finds no order.
    """

    def __init__(self, course: Course, required: Collection[int], budget: Budget, *, frugal: bool = False) -> None:
        self.course = course
        self.budget = budget
        self.needed = [end != INFINITE and place in required for place, end in enumerate(course.ends)]
        self.open = OpenOperations(course, self.needed, frugal=frugal)
        self.state = OVER
        self.event = 0
        self.configurations = [Configuration(course.automaton.initial, 0, 0, 0, None)]

    def run(self) -> str:
        """Go through the events from here on; return how it ended."""
        while self.state == OVER and self.event < len(self.course.events):
            self.advance()
        return self.state

    def advance(self) -> None:
        """Go on by one event."""
        place, completes = self.course.events[self.event]
        if not completes:
            self._invoke(place)
        elif not self._complete(place):
            self.state = SPENT
        elif not self.configurations:
            self.state = FAILED
        self.event += 1

    def outcome(self) -> Outcome:
        """Return what it came to, once it has ended."""
        if self.state == OVER:
            return Outcome(order=tuple(order_of(self.course, self.needed, self.configurations[0].trail)))
        return Outcome(failed=self.course.events[self.event - 1][0] if self.state == FAILED else None)

    def resume(self, event: int, configurations: list[Configuration]) -> None:
        """Begin at an event, with the configurations of another search that had placed what it liked until then."""
        for place, completes in self.course.events[:event]:
            if not completes:
                self.open.add(place)
            elif place in self.open.bits:
                self.open.remove(place)
        self.event, self.configurations = event, configurations

    def _invoke(self, place: int) -> None:
        bit, kind = self.open.add(place), self.course.automaton.kinds[place]
        step = self.course.automaton.step
        if self.open.looking.get(kind, 0) & bit:
            self.configurations = [
                each._replace(placed=each.placed | bit, trail=(self.event, place, each.trail))
                if step(each.state, kind) >= 0
                else each
                for each in self.configurations
            ]
        elif self.open.blind.get(kind, 0) & bit:
            self.configurations = [
                each._replace(covered=each.covered | bit) if step(each.state, kind) == each.state else each
                for each in self.configurations
            ]

    def _complete(self, place: int) -> bool:
        """Have an operation placed by now, or never if it need not be; False if the budget is spent before that."""
        bit = self.open.bits.get(place)
        if bit is None:
            return True
        done = self.open.frontier()
        waiting = []
        for each in self.configurations:
            if (each.placed | each.covered) & bit or not self.needed[place]:
                done.add(_without(each, bit))
            if not each.placed & bit:
                waiting.append(each)
        if not self._close(waiting, bit, done):
            return False
        self.open.remove(place)
        self.configurations = list(done)
        return self.budget.spend()

    def _close(self, waiting: list[Configuration], bit: int, done: Frontier) -> bool:
        """Place open operations until one is placed; False if the budget is spent."""
        seen = self.open.frontier()
        nodes: list[tuple[Configuration, Jump | None]] = [(each, None) for each in waiting if seen.add(each)]
        for now, jump in nodes:
            for after, onward in self._moves(now, jump):
                if not self.budget.spend(seen.cost(after.state)):
                    return False
                if after.placed & bit:
                    done.add(_without(after, bit))
                elif seen.add(after):
                    nodes.append((after, onward))
        return True

    def _moves(self, now: Configuration, jump: Jump | None) -> Iterator[tuple[Configuration, Jump | None]]:
        """The configurations with one more operation placed that changes the state."""
        step = self.course.automaton.step
        for kind, places in self.open.changing.items():
            after = step(now.state, kind)
            if after >= 0 and (jump is None or step(jump.start, kind) != after):
                for place in self.open.candidates(places, now):
                    yield self._placed(now, kind, after, self.open.bits[place], place, now.used), None
        for kind, after, onward in self._jumps(now, jump):
            used = self.open.supply.use(now.used, kind)
            landed = self._placed(now, kind, after, 0, ~kind, used)
            yield landed, onward if landed.placed == now.placed else None

    def _jumps(self, now: Configuration, jump: Jump | None) -> Iterator[tuple[int, int, Jump]]:
        """The kinds of unknown outcome of which one may be used to change the state, and the state after."""
        direct: dict[int, bool] = {}
        for kind in self.open.supply.left(now.used):
            after = self.course.automaton.step(now.state, kind)
            if after < 0 or after == now.state or self.open.has_free(kind, now):
                continue
            blind = self.open.supply.blind[kind]
            if jump is None and after not in direct:
                if self.course.swaps:
                    direct[after] = blind
                yield kind, after, Jump(now.state, direct, blind)
            elif jump is not None and not jump.reaches_directly(after):
                yield kind, after, jump

    def _placed(self, now: Configuration, kind: int, after: int, bit: int, place: int, used: int) -> Configuration:
        """A configuration with one more operation, all that can be observed then, and what it covers."""
        placed, covered = now.placed | bit, now.covered & ~bit
        trail: Trail = (self.event, place, now.trail)
        step = self.course.automaton.step
        for looking, bits in self.open.looking.items():
            rest = bits & ~placed
            if rest and step(after, looking) >= 0:
                placed |= rest
                while rest:
                    lowest = rest & -rest
                    trail = (self.event, self.open.places[lowest], trail)
                    rest ^= lowest
        for blind, bits in self.open.blind.items():
            rest = bits & ~(placed | covered)
            if rest and self.course.automaton.covers(now.state, kind, blind):
                covered |= rest
        return Configuration(after, placed, covered, used, trail)


def _without(configuration: Configuration, bit: int) -> Configuration:
    """The configuration without an operation that is no longer open."""
    state, placed, covered, used, trail = configuration
    return Configuration(state, placed & ~bit, covered & ~bit, used, trail)
