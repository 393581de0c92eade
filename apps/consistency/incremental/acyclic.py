"""A graph that stays acyclic while edges are added, or says which cycle an edge would close (Pearce, Kelly 2006).

Every node has a place in a topological order. An edge that agrees with it costs nothing. Otherwise only the nodes
between the two ends' places matter:

1. forward from the target, those that come after it, as far as the source's place: is the source among them, there is a
   cycle;
2. backward from the source, those that come before it, as far as the target's place;
3. the places of both are shared out anew, the latter first.

A node that is added last, as most operations are, agrees with the edges into it.
"""

from __future__ import annotations

from apps.consistency.graph import Step


class AcyclicGraph:
    """Nodes are numbers. `cycle` is what the first edge that did not fit closed; from then on nothing is kept."""

    def __init__(self) -> None:
        self.cycle: list[Step] = []
        self._place: dict[int, int] = {}
        self._after: dict[int, list[tuple[int, str]]] = {}
        self._before: dict[int, list[int]] = {}

    def __contains__(self, node: int) -> bool:
        return node in self._place

    def copy(self) -> AcyclicGraph:
        """A graph that goes on from here for itself."""
        twin = AcyclicGraph()
        twin.cycle = self.cycle
        twin._place = dict(self._place)
        twin._after = {node: list(after) for node, after in self._after.items()}
        twin._before = {node: list(before) for node, before in self._before.items()}
        return twin

    def add(self, node: int) -> None:
        """Add a node, last in the order."""
        self._place[node] = len(self._place)
        self._after[node] = []
        self._before[node] = []

    def connect(self, source: int, target: int, kind: str) -> None:
        """Add an edge, unless it closes a cycle."""
        if self._place[source] >= self._place[target]:
            forward = self._forward(source, target)
            if source in forward:
                self.cycle = self._closed(forward, source, target, kind)
                return
            self._reorder(list(forward), self._backward(source, target))
        self._after[source].append((target, kind))
        self._before[target].append(source)

    def _forward(self, source: int, target: int) -> dict[int, tuple[int, str]]:
        """Return what comes after the target up to the source, each with the edge by which it was reached."""
        limit, place = self._place[source], self._place
        reached = {target: (target, "")}
        waiting = [target]
        for node in waiting:
            for after, kind in self._after[node]:
                if place[after] <= limit and after not in reached:
                    reached[after] = (node, kind)
                    waiting.append(after)
        return reached

    def _backward(self, source: int, target: int) -> list[int]:
        limit, place = self._place[target], self._place
        reached = {source}
        waiting = [source]
        for node in waiting:
            for before in self._before[node]:
                if place[before] > limit and before not in reached:
                    reached.add(before)
                    waiting.append(before)
        return waiting

    def _reorder(self, forward: list[int], backward: list[int]) -> None:
        place = self._place
        moved = [*sorted(backward, key=place.__getitem__), *sorted(forward, key=place.__getitem__)]
        for node, free in zip(moved, sorted(place[node] for node in moved), strict=True):
            place[node] = free

    def _closed(self, forward: dict[int, tuple[int, str]], source: int, target: int, kind: str) -> list[Step]:
        steps: list[Step] = [(source, target, kind)]
        node = source
        while node != target:
            before, via = forward[node]
            steps.insert(1, (before, node, via))
            node = before
        return steps
