"""As replicated: the graphs of the four models, kept acyclic edge by edge."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from apps.consistency.graph import Step, composed
from apps.consistency.incremental.acyclic import AcyclicGraph
from apps.consistency.incremental.arrivals import Arrival, Arrivals
from apps.consistency.incremental.finder import Core, Finder


class Sequential(Finder):
    """`po ∪ rf ∪ vo ∪ fr`, and no siblings."""

    def __init__(self, arrivals: Arrivals) -> None:
        self.history = arrivals.history
        self.graph = AcyclicGraph()

    def take(self, arrival: Arrival) -> Core:
        """Add an operation."""
        self.graph.add(arrival.number)
        if len(self.history.sources[arrival.number] or ()) > 1:
            return [arrival.number]
        return self._with_swaps(_connected(self.graph, [*arrival.causes, *arrival.versions]))

    def told(self, number: int, steps: Sequence[Step]) -> Core:
        """Add what an operation told when it completed, having been read before."""
        return self._with_swaps(_connected(self.graph, steps))

    def _with_swaps(self, core: Core) -> Core:
        """A core with the compare-and-sets from which the place of a version in it may have been inferred."""
        swaps = [read for number in core for read in self.history.readers[number] if self.history[read].writes]
        return [*core, *swaps]


class Linearizable(Sequential):
    """The same with real time, by moments: the numbers below zero are the moments at which operations completed.

    A write that was read before it completed needs none: its reader had one, and comes after it.
    """

    def __init__(self, arrivals: Arrivals) -> None:
        super().__init__(arrivals)
        self._moments: list[int] = []

    def take(self, arrival: Arrival) -> Core:
        """Add an operation and, if it has completed, the moment at which it did."""
        core = super().take(arrival)
        earlier = bisect_left(self._moments, self.history[arrival.number].invoked)
        since = [(-earlier, arrival.number, "rt")] if earlier else []
        return core or self._with_swaps(_connected(self.graph, since)) or self._completed(arrival.number)

    def _completed(self, number: int) -> Core:
        end = self.history[number].end
        if end is None:
            return []
        self._moments.append(end)
        moment = -len(self._moments)
        self.graph.add(moment)
        edges = [(moment + 1, moment, "rt")] * (moment < -1) + [(number, moment, "rt")]
        return self._with_swaps(_connected(self.graph, edges))


class Causal(Finder):
    """`co ∪ vo`, and no read that a version in its own causal past supersedes."""

    def __init__(self, arrivals: Arrivals) -> None:
        self.arrivals = arrivals
        self.graph = AcyclicGraph()

    def take(self, arrival: Arrival) -> Core:
        """Add an operation."""
        self.graph.add(arrival.number)
        versions = [step for step in arrival.versions if step[2] == "vo"]
        core = _connected(self.graph, [*arrival.causes, *versions])
        return core or self._missed(arrival.number)

    def _missed(self, read: int) -> Core:
        order, past = self.arrivals.order, self.arrivals.past[read]
        missed = 0 if order is None else order.missed(read) & past
        return self.arrivals.path(missed.bit_length() - 1, read) if missed else []


class Pram(Finder):
    """For each process, over its own operations and all writes: `po ∪ rf ∪ vo ∪ fr`. A process without reads sees the
    writes alone, as everybody does.
    """

    def __init__(self, arrivals: Arrivals) -> None:
        self.history = arrivals.history
        self.writes = AcyclicGraph()
        self._views: dict[str, AcyclicGraph] = {}
        self._last: dict[str, int] = {}

    def take(self, arrival: Arrival) -> Core:
        """Add an operation."""
        number, operation = arrival.number, self.history[arrival.number]
        steps = [*arrival.causes, *arrival.versions]
        if not operation.writes:
            if operation.process not in self._views:
                self._views[operation.process] = self.writes.copy()
            self._views[operation.process].add(number)
            return self._connected(steps)
        for graph in (self.writes, *self._views.values()):
            graph.add(number)
        if operation.process in self._last:
            steps.append((self._last[operation.process], number, "po"))
        self._last[operation.process] = number
        return self._connected(steps)

    def _connected(self, steps: Sequence[Step]) -> Core:
        for graph in (self.writes, *self._views.values()):
            core = _connected(graph, [(s, t, kind) for s, t, kind in steps if s in graph and t in graph])
            if core:
                return core
        return []


def _connected(graph: AcyclicGraph, steps: Iterable[Step]) -> Core:
    """Add edges; the operations of the cycle that one of them closes."""
    for source, target, kind in steps:
        graph.connect(source, target, kind)
        if graph.cycle:
            return [source for source, _, _ in composed(graph.cycle)]
    return []
