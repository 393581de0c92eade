"""A graph that stays acyclic while edges are added, or says which cycle an edge would close (Pearce, Kelly 2006).

Every node has a place in a topological order. An edge that agrees with it costs nothing. Otherwise only the nodes
between the two ends' places matter:

1. forward from the target, those that come after it, as far as the source's place: is the source among them, there is a
   cycle;
2. backward from the source, those that come before it, as far as the target's place;
3. the places of both are shared out anew, the latter first.

A node that is added last, as most operations are, agrees with the edges into it.

A run has up to a dozen of these graphs, so edges are numbers in arrays. Each knows the edge before it from the same
source and the one before it into the same target: from the last one, a node's edges are a chain. Numbers from zero on
have the even slots of the nodes' arrays, and those below zero the odd ones.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from copy import copy

from apps.consistency.graph import Step

NONE = -1
"""Ends a chain of edges, and is the place of a node that is not there."""

KINDS = ("po", "rt", "rf", "vo", "fr", "sibling", "cf", "so")
"""The kinds of edges, by their numbers here."""


def _slot(node: int) -> int:
    return 2 * node if node >= 0 else -2 * node - 1


class AcyclicGraph:
    """Nodes are numbers. `cycle` is what the first edge that did not fit closed; from then on nothing is kept."""

    __slots__ = (
        "_count",
        "_earlier_in",
        "_earlier_out",
        "_kind",
        "_last_in",
        "_last_out",
        "_place",
        "_source",
        "_target",
        "cycle",
    )

    def __init__(self) -> None:
        self.cycle: list[Step] = []
        self._count = 0
        self._place = array("i")
        self._last_out = array("i")
        self._last_in = array("i")
        self._source = array("i")
        self._target = array("i")
        self._earlier_out = array("i")
        self._earlier_in = array("i")
        self._kind = array("b")

    def __contains__(self, node: int) -> bool:
        slot = _slot(node)
        return slot < len(self._place) and self._place[slot] != NONE

    def copy(self) -> AcyclicGraph:
        """A graph that goes on from here for itself."""
        twin = AcyclicGraph()
        for name in self.__slots__:
            setattr(twin, name, copy(getattr(self, name)))
        return twin

    def add(self, node: int) -> None:
        """Add a node, last in the order."""
        slot = _slot(node)
        for slots in (self._place, self._last_out, self._last_in):
            slots.extend([NONE] * (slot + 1 - len(slots)))
        self._place[slot] = self._count
        self._count += 1

    def connect(self, source: int, target: int, kind: str) -> None:
        """Add an edge, unless it closes a cycle."""
        start, end = _slot(source), _slot(target)
        if self._place[start] >= self._place[end]:
            forward = self._forward(source, target)
            if source in forward:
                self.cycle = self._closed(forward, source, target, kind)
                return
            self._reorder([_slot(node) for node in forward], [_slot(node) for node in self._backward(source, target)])
        self._earlier_out.append(self._last_out[start])
        self._earlier_in.append(self._last_in[end])
        self._last_out[start] = self._last_in[end] = len(self._kind)
        self._source.append(source)
        self._target.append(target)
        self._kind.append(KINDS.index(kind))

    def _forward(self, source: int, target: int) -> dict[int, int]:
        """Return what comes after the target up to the source, each with the edge by which it was reached."""
        limit = self._place[_slot(source)]
        reached = {target: NONE}
        waiting = [target]
        for node in waiting:
            for edge in reversed([*self._chain(self._last_out[_slot(node)], self._earlier_out)]):
                after = self._target[edge]
                if self._place[_slot(after)] <= limit and after not in reached:
                    reached[after] = edge
                    waiting.append(after)
        return reached

    def _backward(self, source: int, target: int) -> list[int]:
        """Return what comes before the source down to the target."""
        limit = self._place[_slot(target)]
        reached = {source}
        waiting = [source]
        for node in waiting:
            for edge in self._chain(self._last_in[_slot(node)], self._earlier_in):
                before = self._source[edge]
                if self._place[_slot(before)] > limit and before not in reached:
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
        for slot, free in zip(moved, sorted(place[slot] for slot in moved), strict=True):
            place[slot] = free

    def _closed(self, forward: dict[int, int], source: int, target: int, kind: str) -> list[Step]:
        steps: list[Step] = [(source, target, kind)]
        node = source
        while node != target:
            edge = forward[node]
            before = self._source[edge]
            steps.insert(1, (before, node, KINDS[self._kind[edge]]))
            node = before
        return steps
