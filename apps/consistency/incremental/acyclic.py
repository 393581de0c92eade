"""A graph that stays acyclic while edges are added, or says which cycle an edge would close (Pearce, Kelly 2006).

Every node has a place in a topological order. An edge that agrees with it costs nothing. Otherwise only the nodes
between the two ends' places matter:

1. forward from the target, those that come after it, as far as the source's place: is the source among them, there is a
   cycle;
2. backward from the source, those that come before it, as far as the target's place;
3. the places of both are shared out anew, the latter first.

A node that is added last, as most operations are, agrees with the edges into it.

A run has up to a dozen of these graphs, so edges are numbers in arrays. Each knows the edge before it from the same
source and the one before it into the same target: from the last one, a node's edges are a chain.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from copy import copy

from apps.consistency.graph import Step

NONE = -1
"""Ends a chain of edges."""


class AcyclicGraph:
    """Nodes are numbers. `cycle` is what the first edge that did not fit closed; from then on nothing is kept."""

    def __init__(self) -> None:
        self.cycle: list[Step] = []
        self._index: dict[int, int] = {}
        self._place = array("i")
        self._last_out = array("i")
        self._last_in = array("i")
        self._source = array("i")
        self._target = array("i")
        self._earlier_out = array("i")
        self._earlier_in = array("i")
        self._kind: list[str] = []

    def __contains__(self, node: int) -> bool:
        return node in self._index

    def copy(self) -> AcyclicGraph:
        """A graph that goes on from here for itself."""
        twin = AcyclicGraph()
        for name, value in vars(self).items():
            setattr(twin, name, copy(value))
        return twin

    def add(self, node: int) -> None:
        """Add a node, last in the order."""
        self._index[node] = len(self._index)
        self._place.append(self._index[node])
        self._last_out.append(NONE)
        self._last_in.append(NONE)

    def connect(self, source: int, target: int, kind: str) -> None:
        """Add an edge, unless it closes a cycle."""
        start, end = self._index[source], self._index[target]
        if self._place[start] >= self._place[end]:
            forward = self._forward(start, end)
            if start in forward:
                self.cycle = self._closed(forward, start, end, kind)
                return
            self._reorder(list(forward), self._backward(start, end))
        self._earlier_out.append(self._last_out[start])
        self._earlier_in.append(self._last_in[end])
        self._last_out[start] = self._last_in[end] = len(self._kind)
        self._source.append(start)
        self._target.append(end)
        self._kind.append(kind)

    def _forward(self, start: int, end: int) -> dict[int, int]:
        """Return what comes after `end` up to `start`, each with the edge by which it was reached."""
        limit, place = self._place[start], self._place
        reached = {end: NONE}
        waiting = [end]
        for node in waiting:
            for edge in reversed([*self._chain(self._last_out[node], self._earlier_out)]):
                after = self._target[edge]
                if place[after] <= limit and after not in reached:
                    reached[after] = edge
                    waiting.append(after)
        return reached

    def _backward(self, start: int, end: int) -> list[int]:
        """Return what comes before `start` down to `end`."""
        limit = self._place[end]
        reached = {start}
        waiting = [start]
        for node in waiting:
            for edge in self._chain(self._last_in[node], self._earlier_in):
                before = self._source[edge]
                if self._place[before] > limit and before not in reached:
                    reached.add(before)
                    waiting.append(before)
        return waiting

    @staticmethod
    def _chain(edge: int, earlier: array[int]) -> Iterator[int]:
        """Yield an edge and those before it, the latest first."""
        while edge != NONE:
            yield edge
            edge = earlier[edge]

    def _reorder(self, forward: list[int], backward: list[int]) -> None:
        place = self._place
        moved = [*sorted(backward, key=place.__getitem__), *sorted(forward, key=place.__getitem__)]
        for node, free in zip(moved, sorted(place[node] for node in moved), strict=True):
            place[node] = free

    def _closed(self, forward: dict[int, int], start: int, end: int, kind: str) -> list[Step]:
        nodes = list(self._index)
        steps: list[Step] = [(nodes[start], nodes[end], kind)]
        at = start
        while at != end:
            edge = forward[at]
            before = self._source[edge]
            steps.insert(1, (nodes[before], nodes[at], self._kind[edge]))
            at = before
        return steps
