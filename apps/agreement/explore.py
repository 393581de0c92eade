"""Exhaustive exploration: every world that can come of a question, and whether the invariants hold in each.

1. Breadth first from the beginning, so that the way to whatever is found is a shortest one.
2. In each world every invariant is checked. The first world that breaks one is kept, with the moves that led to it.
3. When all worlds are known: a world is *stuck* if an invariant is still open in it and in none of the worlds that can
   follow without further faults it is settled (that the crashed come back is none). Timers that only ask again don't
   make a world any less stuck. A stuck world is final for that invariant, which is checked once more as such.

What is found is true of every run of the protocol from that beginning with those faults, provided that the
exploration was not cut short (`is_complete`).
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field

from apps.agreement.question import Question
from apps.agreement.world import Move, Rules, World
from apps.protocols.pictures import BROKEN, OPEN, Finding, Invariant, Picture

FAULTS = frozenset({"crash", "lose", "cut"})
WORLDS_MAX = 2_000_000
REPORT_EVERY = 2_000


@dataclass(frozen=True, slots=True)
class Found:
    """A broken invariant: what is to be said, the moves that lead there, and whether the world is stuck."""

    invariant: Invariant
    finding: Finding
    path: tuple[Move, ...]
    is_stuck: bool


@dataclass(slots=True)
class Explored:
    """All worlds of a question, in the order in which they were found."""

    rules: Rules
    worlds: list[World] = field(default_factory=list)
    transitions: int = 0
    expanded: int = 0
    _number: dict[World, int] = field(default_factory=dict)
    _came: list[tuple[int, Move | None]] = field(default_factory=list)
    _sources: array[int] = field(default_factory=lambda: array("L"))
    _targets: array[int] = field(default_factory=lambda: array("L"))
    _findings: dict[tuple[tuple[int, ...], bool], tuple[Finding, ...]] = field(default_factory=dict)

    @property
    def is_complete(self) -> bool:
        """Return whether it was not cut short."""
        return self.expanded == len(self.worlds)

    @property
    def question(self) -> Question:
        """Return what was explored."""
        return self.rules.question

    def picture(self, number: int, *, is_final: bool = False) -> Picture:
        """The nodes in the world of that number."""
        return self.rules.picture(self.worlds[number], is_final=is_final)

    def path(self, number: int) -> tuple[Move, ...]:
        """The moves that lead from the beginning to the world of that number."""
        moves = []
        came, move = self._came[number]
        while move is not None:
            moves.append(move)
            came, move = self._came[came]
        return tuple(reversed(moves))

    def findings(self, number: int, *, is_final: bool = False) -> tuple[Finding, ...]:
        """Return what is to be said of every invariant, in their order."""
        key = (self.worlds[number].locals, is_final)
        found = self._findings.get(key)
        if found is None:
            picture, dials = self.picture(number, is_final=is_final), self.question.dials
            found = tuple(each.check(picture, dials) for each in self.question.protocol.invariants)
            self._findings[key] = found
        return found

    def stuck(self) -> Iterator[int]:
        """The worlds in which something is open that no more can be settled, unless someone intervenes."""
        stuck = {number for place in range(len(self.question.protocol.invariants)) for number in self._stuck_at(place)}
        yield from sorted(stuck)

    def settled(self, view: Callable[[int], Hashable]) -> Iterator[int]:
        """The worlds in which what `view` says of them never changes any more, without further faults."""
        changing = {
            source for source, target in zip(self._sources, self._targets, strict=True) if view(source) != view(target)
        }
        changes = self._can_reach(changing.__contains__)
        return (number for number in range(self.expanded) if not changes[number])

    def broken(self) -> tuple[Found, ...]:
        """For every invariant the first world that breaks it: at once, or by being stuck."""
        found: dict[str, Found] = {}
        for place in range(len(self.question.protocol.invariants)):
            for number in range(len(self.worlds)):
                self._note(found, place, number, is_final=False)
            for number in self._stuck_at(place):
                self._note(found, place, number, is_final=True)
        return tuple(found.values())

    def reaches(self, wanted: Callable[[Picture], bool]) -> int | None:
        """The first world that is as wanted, if there is one."""
        return next((number for number in range(len(self.worlds)) if wanted(self.picture(number))), None)

    def _stuck_at(self, place: int) -> Iterator[int]:
        """The worlds in which the invariant at that place is open, and can no more be settled."""

        def is_open(number: int) -> bool:
            return number < self.expanded and self.findings(number)[place].state == OPEN

        if any(map(is_open, range(len(self.worlds)))):
            settles = self._can_reach(lambda number: not is_open(number))
            yield from (number for number in range(len(self.worlds)) if not settles[number])

    def _note(self, found: dict[str, Found], place: int, number: int, *, is_final: bool) -> None:
        invariant = self.question.protocol.invariants[place]
        finding = self.findings(number, is_final=is_final)[place]
        if finding.state == BROKEN and invariant.name not in found:
            found[invariant.name] = Found(invariant, finding, self.path(number), is_final)

    def _can_reach(self, wanted: Callable[[int], bool]) -> bytearray:
        """For every world, 1 if one that is wanted can follow without further faults."""
        before: list[list[int]] = [[] for _ in self.worlds]
        for source, target in zip(self._sources, self._targets, strict=True):
            before[target].append(source)
        reached = bytearray(len(self.worlds))
        waiting = [number for number in range(len(self.worlds)) if wanted(number)]
        for number in waiting:
            reached[number] = 1
        while waiting:
            for source in before[waiting.pop()]:
                if not reached[source]:
                    reached[source] = 1
                    waiting.append(source)
        return reached

    # Finding them

    def add(self, world: World, came: int, move: Move | None) -> int:
        """The number of a world, new or known."""
        number = self._number.get(world)
        if number is None:
            number = self._number[world] = len(self.worlds)
            self.worlds.append(world)
            self._came.append((came, move))
        return number

    def join(self, source: int, move: Move, target: int) -> None:
        """Note that one world can follow on another."""
        self.transitions += 1
        if move.kind not in FAULTS and move.crash_point is None:
            self._sources.append(source)
            self._targets.append(target)


def explore(
    question: Question, *, worlds_max: int = WORLDS_MAX, report: Callable[[int, int], None] = lambda *_: None
) -> Explored:
    """Every world of a question; `report` is told now and then how many are known, and how many still wait."""
    explored = Explored(Rules(question))
    explored.add(explored.rules.begin(), 0, None)
    while not explored.is_complete and len(explored.worlds) <= worlds_max:
        number = explored.expanded
        for move, world in explored.rules.moves(explored.worlds[number]):
            explored.join(number, move, explored.add(world, number, move))
        explored.expanded += 1
        if explored.expanded % REPORT_EVERY == 0:
            report(explored.expanded, len(explored.worlds) - explored.expanded)
    return explored
