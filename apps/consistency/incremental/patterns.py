"""As observed: the causal models and PRAM, by their patterns, with each operation."""

from __future__ import annotations

from functools import partial

from apps.consistency.causality import causal_path, last_writes, overwriting
from apps.consistency.explain.derivation import Derivation
from apps.consistency.graph import composed
from apps.consistency.incremental.acyclic import AcyclicGraph
from apps.consistency.incremental.arrivals import Arrival, Arrivals
from apps.consistency.incremental.finder import Core, Finder
from apps.consistency.search.saturation import Saturation
from apps.consistency.search.views import SessionWrites, View


class CausalCC(Finder):
    """No read of what its own causal past has overwritten."""

    def __init__(self, arrivals: Arrivals) -> None:
        self.arrivals = arrivals

    def take(self, arrival: Arrival) -> Core:
        """Add an operation."""
        return _overwritten(self.arrivals, arrival.number)


class CausalCCv(Finder):
    """CC, and `co ∪ cf` without a cycle."""

    def __init__(self, arrivals: Arrivals) -> None:
        self.arrivals = arrivals
        self.graph = AcyclicGraph()
        self._reader: dict[tuple[int, int], int] = {}

    def take(self, arrival: Arrival) -> Core:
        """Add an operation."""
        number, history, past = arrival.number, self.arrivals.history, self.arrivals.past
        core = _overwritten(self.arrivals, number)
        self.graph.add(number)
        for source, target, kind in arrival.causes:
            self.graph.connect(source, target, kind)
        sources = history.sources[number]
        if core or sources is None or len(sources) != 1:
            return core
        for write in last_writes(history, past, number, history[number].key):
            edge = (write, sources[0])
            if write != sources[0] and not past[sources[0]] >> write & 1 and edge not in self._reader:
                self._reader[edge] = number
                self.graph.connect(*edge, "cf")
            if self.graph.cycle:
                return self._core()
        return []

    def _core(self) -> Core:
        core = []
        for source, target, kind in composed(self.graph.cycle):
            reader = self._reader.get((source, target))
            core += [source, *(self.arrivals.path(source, reader) if kind == "cf" and reader is not None else ())]
        return core


class CausalCM(Finder):
    """CC, and `hb` of each process without a cycle, or a write before a read of the initial value."""

    def __init__(self, arrivals: Arrivals) -> None:
        self.arrivals = arrivals
        self._orders: dict[str, Saturation] = {}

    def take(self, arrival: Arrival) -> Core:
        """Add an operation."""
        history, past = self.arrivals.history, self.arrivals.past
        operation = history[arrival.number]
        core = _overwritten(self.arrivals, arrival.number)
        if core or not operation.reads:
            return core
        if operation.process not in self._orders:
            self._orders[operation.process] = Saturation(history, past.__getitem__)
        order = self._orders[operation.process]
        order.add(arrival.number)
        order.settle()
        return sorted(Derivation(order, partial(causal_path, history), "hb").core) if order.conflict else []


class Pram(Finder):
    """Each process's view without a cycle, or a write before a read of the initial value."""

    def __init__(self, arrivals: Arrivals) -> None:
        self.arrivals = arrivals
        self._writes = SessionWrites(arrivals.history)
        self._views: dict[str, View] = {}

    def take(self, arrival: Arrival) -> Core:
        """Add an operation."""
        history = self.arrivals.history
        process = history[arrival.number].process
        self._writes.add(arrival.number)
        if process not in self._views:
            self._views[process] = View(self._writes)
        view = self._views[process]
        view.add(arrival.number)
        if not view.saturation.conflict:
            return []
        return sorted(Derivation(view.saturation, partial(causal_path, history, reader=process), "hb").core)


def _overwritten(arrivals: Arrivals, read: int) -> Core:
    """A read and the paths by which all that it returned is overwritten in its causal past; empty if it is not."""
    newer = overwriting(arrivals.history, arrivals.past, read)
    sources = arrivals.history.sources[read]
    core: list[int] = []
    for place, write in enumerate(newer):
        since = arrivals.path(sources[place], write) if sources else []
        core += [*since, *arrivals.path(write, read)]
    return core
