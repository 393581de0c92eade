"""What every legal order must contain: an order, closed under what the reads in it force.

Given a partial order on operations, and reads that have to be legal in one total order containing it, with `w` and `v`
writes of one key and `v rf r`:

1. `w` before `r` forces `w` before `v`; if `r` returned the initial value, it cannot be;
2. `v` before `w` forces `r` before `w`; if `r` returned the initial value, it is before every `w`.

They are applied until nothing changes. A cycle, or a write before a read of the initial value, says that there is no
legal order. If the reads are those of one session, rule 1 is enough, and then the absence of both says that there is an
order (Bouajjani and others 2017). For the reads of all sessions both are needed, and a search has to tell.

The given order comes as a closed relation: `base(x)` is all that comes before `x` in it, as the bits of an int. Forced
edges lead to writes. What comes before a write with a forced edge, or before an operation that a rule looks at, is
kept; for any other it is its base and what comes before the targets of forced edges in that. A new edge adds to
whatever comes after it, and what each of those gained is looked through again. Edges keep their reasons, so that a
conflict can be traced back to few operations.

A compare-and-set that found `v` is both: it reads `v` and writes its own version.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from apps.consistency.history import History, bits

STEPS_MAX = 1 << 40


@dataclass(frozen=True, slots=True)
class Hop:
    """One operation before another: by the given order, or forced since one (`since`) is before another."""

    source: int
    target: int
    forced: bool = False
    since: tuple[int, int] | None = None


class Saturation:
    """The forced order so far. `conflict` is a cycle, or a path from a write to a read of the initial value.

    `total`: the reads of all sessions are to be legal in one order, so that rule 2 applies too.
    """

    def __init__(self, history: History, base: Callable[[int], int], *, total: bool = False) -> None:
        self.history = history
        self.base = base
        self.total = total
        self.conflict: list[Hop] = []
        self._past: dict[int, int] = {}
        self._targets = 0
        self._passed = 0
        self._edges: list[Hop] = []
        self._source: dict[int, int | None] = {}
        self._readers: dict[str, int] = {}
        self._readers_of: dict[int, int] = {}
        self._written: dict[str, int] = {}
        self._gained: list[tuple[int, int]] = []
        self._changed: list[tuple[int, int]] | None = None

    def copy(self) -> Saturation:
        """A saturation that goes on from here for itself."""
        twin = Saturation(self.history, self.base, total=self.total)
        twin.conflict, twin._targets, twin._edges = list(self.conflict), self._targets, list(self._edges)
        twin._passed = self._passed
        twin._past, twin._source = dict(self._past), dict(self._source)
        twin._readers, twin._readers_of, twin._written = (
            dict(self._readers),
            dict(self._readers_of),
            dict(self._written),
        )
        twin._gained = self._gained.copy()
        return twin

    def past(self, number: int) -> int:
        """All that comes before an operation."""
        known = self._past.get(number)
        if known is not None:
            return known
        past = self.base(number)
        rest = past & self._targets
        while rest:
            target = rest.bit_length() - 1
            past |= self._past[target]
            rest &= ~(self._past[target] | 1 << target)
        return past

    def add(self, number: int) -> None:
        """Add an operation after all that comes before it; its reads have to be legal, unless they are of siblings."""
        operation, sources = self.history[number], self.history.sources[number]
        past = self._past[number] = self.past(number)
        if sources is not None and len(sources) < 2:
            source = self._source[number] = sources[0] if sources else None
            if self.total:
                self._note_reader(number, source)
        if operation.writes and self.total:
            self._written[operation.key] = self._written.get(operation.key, 0) | 1 << number
        self._gained.append((number, past))
        self._passed |= past
        others = ~past & ~(1 << number)
        if self.total and number in self._source:
            writes = bits(self._written.get(operation.key, 0) & others)
            self._force([edge for write in writes for edge in self._order_read(number, write)])
        if self.total and operation.writes and not self.conflict:
            readers = bits(self._readers.get(operation.key, 0) & others)
            self._force([edge for read in readers for edge in self._order_read(read, number)])

    def _note_reader(self, number: int, source: int | None) -> None:
        """Keep a read for rule 2."""
        key = self.history[number].key
        self._readers[key] = self._readers.get(key, 0) | 1 << number
        if source is not None:
            self._readers_of[source] = self._readers_of.get(source, 0) | 1 << number

    def settle(self, steps: int = STEPS_MAX) -> int:
        """Apply the rules to what was gained, at most so many times; the steps left, negative if more are needed."""
        settled = 0
        while settled < len(self._gained) and not self.conflict and steps >= 0:
            number, gained = self._gained[settled]
            settled += 1
            operation = self.history[number]
            gained &= self.history.written.get(operation.key, 0) & ~(1 << number)
            if number in self._source:
                self._read_gained(number, gained)
            if self.total and operation.writes:
                self._write_gained(number, gained)
            steps -= 1
        del self._gained[:settled]
        return steps

    def _read_gained(self, read: int, gained: int) -> None:
        """Rule 1: writes came to be before a read."""
        source = self._source[read]
        if source is None:
            if gained:
                self.conflict = self.path(gained.bit_length() - 1, read, len(self._edges))
            return
        newer = gained & ~(1 << source)
        newer &= ~self.past(source) if newer else 0
        edges = []
        while newer:
            write = newer.bit_length() - 1
            edges.append(Hop(write, source, True, (write, read)))
            newer &= ~(1 << write | self.past(write))
        self._force(edges)

    def _write_gained(self, write: int, gained: int) -> None:
        """Rule 2: versions came to be before a write; so do those of their readers that were not yet."""
        readers = self._readers.get(self.history[write].key, 0) & ~self._past[write] & ~(1 << write)
        if gained.bit_count() < readers.bit_count():
            of_gained = 0
            for version in bits(gained):
                of_gained |= self._readers_of.get(version, 0)
            readers &= of_gained
        self._force([edge for read in bits(readers) for edge in self._order_read(read, write)])

    def _order_read(self, read: int, write: int) -> list[Hop]:
        """Rule 2, of one read and one write."""
        source = self._source[read]
        if source is None:
            return [Hop(read, write, True)]
        return [Hop(read, write, True, (source, write))] if self._past[write] >> source & 1 else []

    def _force(self, edges: list[Hop]) -> None:
        """Add edges that have either their source or their target in common."""
        if not edges:
            return
        added = targets = 0
        for edge in edges:
            added |= self.past(edge.source) | 1 << edge.source
            targets |= 1 << edge.target
        if added & targets:
            self._contradict(edges)
            return
        for target in {edge.target: None for edge in edges}:
            self._past[target] = self.past(target)
        self._targets |= targets
        self._edges += edges
        behind = [number for number, past in self._past.items() if past & targets] if targets & self._passed else []
        self._passed |= added
        for number in (*bits(targets), *behind):
            gained = added & ~self._past[number]
            if gained:
                if self._changed is not None:
                    self._changed.append((number, self._past[number]))
                self._past[number] |= gained
                self._gained.append((number, gained))

    def _contradict(self, edges: list[Hop]) -> None:
        """One of these edges closes a cycle."""
        for edge in edges:
            if edge.source == edge.target or self.past(edge.source) >> edge.target & 1:
                self.conflict = [*self.path(edge.target, edge.source, len(self._edges)), edge]
                return

    def attempt(self, source: int, target: int) -> bool:
        """Put an operation before a write, if that leads to no conflict; else all stays as it was. Only if `total`."""
        if self._past[target] >> source & 1:
            return True
        if self._past[source] >> target & 1:
            return False
        self._changed, edges, targets = [], len(self._edges), self._targets
        self._force([Hop(source, target, True)])
        self.settle()
        changed, self._changed = self._changed, None
        if not self.conflict:
            return True
        for number, past in reversed(changed):
            self._past[number] = past
        del self._edges[edges:]
        self._targets = targets
        self._gained.clear()
        self.conflict = []
        return False

    def order(self) -> list[int]:
        """Return what has been added, in an order that contains the forced one: each has more before it than those
        before.
        """
        return sorted(self._past, key=lambda number: (self._past[number].bit_count(), number))

    def path(self, source: int, target: int, age: int) -> list[Hop]:
        """A shortest path between two operations by edges among the first `age`."""
        onward: dict[int, list[Hop]] = {}
        queue = deque([target])
        while queue:
            number = queue.popleft()
            base = self.base(number)
            if base >> source & 1 or number == source:
                return self._joined(source, number, target, onward)
            for edge in self._edges[:age]:
                near = edge.target == number or base >> edge.target & 1
                if (
                    near
                    and edge.source not in onward
                    and (edge.source == source or self.past(edge.source) >> source & 1)
                ):
                    onward[edge.source] = [edge] if edge.target == number else [edge, Hop(edge.target, number)]
                    queue.append(edge.source)
        return []

    def _joined(self, source: int, number: int, target: int, onward: dict[int, list[Hop]]) -> list[Hop]:
        path = [] if number == source else [Hop(source, number)]
        while number != target:
            path += onward[number]
            number = path[-1].target
        return path

    def age(self, edge: Hop) -> int:
        """Return how many edges are older than this one."""
        return next((age for age, other in enumerate(self._edges) if other is edge), len(self._edges))
