"""What every legal order must contain: the closure of an order under what its reads force.

Given a partial order on operations, and reads that have to be legal in one total order containing it, with `w` and `v`
writes of one key and `v rf r`:

1. `w` before `r` forces `w` before `v`; if `r` returned the initial value, it cannot be;
2. `v` before `w` forces `r` before `w`; if `r` returned the initial value, it is before every `w`.

Both are applied until nothing changes. A cycle, or a write before a read of the initial value, says that there is no
legal order. If the reads are those of one session, its absence says that there is one (Bouajjani and others 2017, who
need only rule 1); otherwise a search has to tell.

`past[x]` is what comes before `x`, as the bits of an int. Operations are added after what they come after; a new one
adds edges, an edge adds to the pasts of everything behind it, and what each of those gained is looked through by the
two rules. Edges keep their reasons, so that a conflict can be traced back to few operations.

A compare-and-set that found `v` is both: it reads `v` and writes its own version.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from apps.consistency.graph import Step
from apps.consistency.history import History, bits

STEPS_MAX = 1 << 40


@dataclass(frozen=True, slots=True)
class ForcedEdge:
    """An edge and, if a rule made it, the path that the rule followed from (`since`: from where to where)."""

    source: int
    target: int
    kind: str
    since: tuple[int, int] | None = None


class Saturation:
    """The forced order so far. `conflict` is a cycle, or a path from a write to a read of the initial value."""

    def __init__(self, forced_kind: str) -> None:
        self.forced_kind = forced_kind
        self.past: dict[int, int] = {}
        self.conflict: list[ForcedEdge] = []
        self._written: dict[str, int] = {}
        self._key: dict[int, str] = {}
        self._source: dict[int, int | None] = {}
        self._readers: dict[int, int] = {}
        self._initial: dict[str, int] = {}
        self._gained: deque[tuple[int, int]] = deque()
        self._into: dict[int, list[tuple[int, ForcedEdge]]] = {}
        self._edges = 0

    def __contains__(self, number: int) -> bool:
        return number in self.past

    def add(self, history: History, number: int, after: Iterable[Step], *, legal: bool) -> None:
        """Add an operation that comes after others; if it reads one version, whether it has to be legal."""
        operation, sources = history[number], history.sources[number]
        past = 0
        self._into[number] = []
        for earlier, _, kind in after:
            past |= self.past[earlier] | 1 << earlier
            self._note(ForcedEdge(earlier, number, kind))
        self.past[number] = past
        self._key[number] = operation.key
        self._gained.append((number, past))
        if operation.writes:
            self._add_write(number, operation.key)
        if legal and sources is not None and len(sources) < 2:
            self._add_read(number, operation.key, sources[0] if sources else None)

    def _add_write(self, write: int, key: str) -> None:
        self._written[key] = self._written.get(key, 0) | 1 << write
        self._force_reads(self._initial.get(key, 0), write, None)

    def _add_read(self, read: int, key: str, source: int | None) -> None:
        self._source[read] = source
        if source is None:
            self._initial[key] = self._initial.get(key, 0) | 1 << read
        else:
            self._readers[source] = self._readers.get(source, 0) | 1 << read
        for write in bits(self._written.get(key, 0) & ~(1 << read)):
            if source is None or self.past[write] >> source & 1:
                self._force_reads(1 << read, write, source)

    def settle(self, steps: int = STEPS_MAX) -> int:
        """Apply the rules to what was gained, at most so many times; the steps left, negative if more are needed."""
        while self._gained and not self.conflict and steps >= 0:
            number, gained = self._gained.popleft()
            steps -= 1
            written = self._written.get(self._key[number], 0)
            gained &= written & ~(1 << number)
            if gained and number in self._source:
                self._read_gained(number, gained)
            if gained and written >> number & 1:
                self._write_gained(number, gained)
        return steps

    def _read_gained(self, read: int, gained: int) -> None:
        """Rule 1: writes came to be before a read."""
        source = self._source[read]
        if source is None:
            self.conflict = self.path(gained.bit_length() - 1, read, self._edges)
            return
        newer = gained & ~(1 << source) & ~self.past[source]
        while newer and not self.conflict:
            write = newer.bit_length() - 1
            self._force(write, source, (write, read))
            newer &= ~(1 << write | self.past[write])

    def _write_gained(self, write: int, gained: int) -> None:
        """Rule 2: versions came to be before a write; so do their readers."""
        for version in bits(gained):
            readers = self._readers.get(version, 0) & ~self.past[write] & ~(1 << write)
            if readers:
                self._force_reads(readers, write, version)

    def _force_reads(self, readers: int, write: int, version: int | None) -> None:
        for read in bits(readers):
            if not self.conflict and not self.past[write] >> read & 1:
                self._force(read, write, None if version is None else (version, write))

    def _force(self, source: int, target: int, since: tuple[int, int] | None) -> None:
        edge = ForcedEdge(source, target, self.forced_kind, since)
        added = self.past[source] | 1 << source
        if added >> target & 1:
            self.conflict = [*self.path(target, source, self._edges), edge]
            return
        self._note(edge)
        reached = 1 << target
        behind = [number for number, past in self.past.items() if past & reached]
        for number in (target, *behind):
            gained = added & ~self.past[number]
            if gained:
                self.past[number] |= gained
                self._gained.append((number, gained))

    def _note(self, edge: ForcedEdge) -> None:
        self._into[edge.target].append((self._edges, edge))
        self._edges += 1

    def path(self, source: int, target: int, before: int) -> list[ForcedEdge]:
        """The shortest path between two operations by the edges older than the one numbered `before`."""
        onward: dict[int, ForcedEdge] = {}
        queue = deque([target])
        reached = 1 << source
        while queue and source not in onward:
            for age, edge in self._into[queue.popleft()]:
                near = edge.source == source or self.past[edge.source] & reached
                if age < before and near and edge.source not in onward:
                    onward[edge.source] = edge
                    queue.append(edge.source)
        path: list[ForcedEdge] = []
        while not path or path[-1].target != target:
            path.append(onward[path[-1].target if path else source])
        return path

    def age(self, edge: ForcedEdge) -> int:
        """How many edges are older than this one."""
        return next((age for age, other in self._into[edge.target] if other is edge), self._edges)
