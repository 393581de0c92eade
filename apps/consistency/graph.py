"""Cycles: what every check with a known order comes down to.

A relation over operations is a graph; the model holds iff it is acyclic. Then a topological order is a witness, and
otherwise a short cycle is the explanation.

1. Kahn's algorithm, the lowest number first, so that a witness stays near the order of invocation.
2. What it cannot place lies on cycles, behind them or, run backwards, before them: the rest is left out.
3. From each node of the rest a breadth-first search back to itself, no deeper than the best cycle so far, and all of
   them together no longer than `STEPS_MAX`: within that, the cycle has the fewest operations.
4. Of two edges in a row whose kinds compose (real time after real time, a later version of a later version) one is
   made. That leaves out all moments.

Real time has a quadratic number of pairs. It is encoded by one more node for each completion, a *moment*, numbered from
the number of operations on: an operation leads to the moment at which it completed, each moment to the next, and the
last moment before an invocation to the operation. A path through moments from `a` to `b` exists iff
`a.completed < b.invoked`. Steps to moments are free.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Sequence
from heapq import heapify, heappop, heappush

from apps.consistency.history import History

STEPS_MAX = 50_000

Step = tuple[int, int, str]
"""Source, target and kind of an edge."""

COMPOSED = {
    ("po", "po"): "po",
    ("rt", "rt"): "rt",
    ("po", "rt"): "rt",
    ("rt", "po"): "rt",
    ("vo", "vo"): "vo",
    ("fr", "vo"): "fr",
    ("shown", "shown"): "shown",
    ("shown", "rf"): "rf",
    ("missed", "shown"): "missed",
}
"""The kind of two edges in a row, where they make one."""


class Graph:
    """A directed graph over the numbers below `size`, with moments from there on."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.successors: list[list[tuple[int, str]]] = [[] for _ in range(size)]

    def add(self, source: int, target: int, kind: str) -> None:
        """Say that `source` comes before `target`."""
        self.successors[source].append((target, kind))

    def add_real_time(self, history: History) -> None:
        """Say which operation had completed before which was invoked."""
        ends = sorted({operation.end for operation in history.operations if operation.end is not None})
        first = len(self.successors)
        following = [[(first + place, "rt")] for place in range(1, len(ends))]
        self.successors += [*following, []] if ends else []
        for number, operation in enumerate(history.operations):
            if operation.end is not None:
                self.add(number, first + bisect_left(ends, operation.end), "rt")
            earlier = bisect_left(ends, operation.invoked)
            if earlier:
                self.add(first + earlier - 1, number, "rt")

    def order(self) -> list[int] | None:
        """The operations in an order that contains every edge; None if there is a cycle."""
        placed = _placeable(self.successors)
        return [node for node in placed if node < self.size] if len(placed) == len(self.successors) else None

    def cycle(self) -> list[Step]:
        """A cycle through few operations; empty if there is none."""
        rest = set(range(len(self.successors))) - set(_placeable(self.successors))
        rest -= set(_placeable(_reversed(self.successors)))
        best: list[Step] = []
        steps = STEPS_MAX
        for node in sorted(rest):
            if node < self.size and steps > 0:
                found, taken = self._cycle_through(node, rest, len(best) or self.size + 1)
                best = found or best
                steps -= taken
        return composed(best)

    def _cycle_through(self, start: int, within: set[int], below: int) -> tuple[list[Step], int]:
        """The shortest cycle through `start`, if it is shorter than `below`; and the steps taken."""
        came: dict[int, tuple[int, str]] = {}
        distance = {start: 0}
        queue = deque([start])
        taken = 0
        while queue:
            node = queue.popleft()
            taken += len(self.successors[node])
            for target, kind in self.successors[node]:
                length = distance[node] + (target < self.size)
                if target not in within or length >= below:
                    continue
                if target == start:
                    return self._path(came, start, (node, start, kind)), taken
                if length < distance.get(target, below):
                    distance[target], came[target] = length, (node, kind)
                    queue.append(target) if target < self.size else queue.appendleft(target)
        return [], taken

    def _path(self, came: dict[int, tuple[int, str]], start: int, last: Step) -> list[Step]:
        """The steps from `start` to `last`."""
        steps = [last]
        while steps[-1][0] != start:
            source, kind = came[steps[-1][0]]
            steps.append((source, steps[-1][0], kind))
        return steps[::-1]


def _placeable(successors: list[list[tuple[int, str]]]) -> list[int]:
    """The nodes in topological order, as far as that goes."""
    waiting = [0] * len(successors)
    for targets in successors:
        for target, _ in targets:
            waiting[target] += 1
    ready = [node for node, count in enumerate(waiting) if not count]
    heapify(ready)
    placed = []
    while ready:
        node = heappop(ready)
        placed.append(node)
        for target, _ in successors[node]:
            waiting[target] -= 1
            if not waiting[target]:
                heappush(ready, target)
    return placed


def _reversed(successors: list[list[tuple[int, str]]]) -> list[list[tuple[int, str]]]:
    predecessors: list[list[tuple[int, str]]] = [[] for _ in successors]
    for source, targets in enumerate(successors):
        for target, kind in targets:
            predecessors[target].append((source, kind))
    return predecessors


def composed(cycle: list[Step]) -> list[Step]:
    """The cycle with two edges in a row made one wherever their kinds compose."""
    place = 0
    while len(cycle) > 2 and place < len(cycle):
        turned = cycle[place:] + cycle[:place]
        shorter = composed_path(turned[:2])
        cycle, place = ([*shorter, *turned[2:]], 0) if len(shorter) == 1 else (cycle, place + 1)
    return cycle


def composed_path(path: Sequence[Step]) -> list[Step]:
    """The path with two edges in a row made one wherever their kinds compose."""
    kept: list[Step] = []
    for source, target, kind in path:
        whole = COMPOSED.get((kept[-1][2], kind)) if kept else None
        if whole is None:
            kept.append((source, target, kind))
        else:
            kept[-1] = (kept[-1][0], target, whole)
    return kept
