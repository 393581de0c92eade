"""PRAM, as replicated (Lipton, Sandberg 1988).

Meaning: for each process, over its own operations and all writes, `po ∪ rf ∪ vo ∪ fr` is acyclic: everybody sees each
session's writes in its order, and all agree with the version order.

1. All writes, with session order among them and the version order; a cycle here violates for everybody.
2. For each process that reads, its own operations too, with session order, reads-from and from-read.
3. A short cycle is the explanation. There is no single witness: each process has its own order.

Choices: a process without reads adds nothing to 1.

Keeps `read_your_writes`, `monotonic_reads`, `monotonic_writes`; breaks `pram` (no order of the writes agrees with both
sessions and with the order of their versions):

    alice   |--w x=2--|  |--w y=3--|
    bob     |--w y=4--|  |--w x=1--|

Keeps `causal_ccv`; breaks `pram` (alice's read missed `y=4`, carol wrote that before `x=1`, `x=2` supersedes it, and
alice wrote `x=2` before her read: the causal model asks only what is in the read's own past):

    alice   |--w x=2--|  |--r y=3--|
    bob     |--w y=3--|
    carol   |--w y=4--|  |--w x=1--|
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from apps.consistency.explain.words import Telling, holds, violated
from apps.consistency.graph import Graph, Step
from apps.consistency.history import History
from apps.consistency.terms import REPLICATED
from apps.consistency.verdict import Verdict
from apps.consistency.versions import VersionOrder

MODEL = "pram"
EVERYBODY = ""


def check(history: History, order: VersionOrder) -> Verdict:
    """The verdict, with a cycle in what one process sees."""
    steps = [*_between_writes(history), *order.steps(), *_reads_from(history)]
    writes = {number for number, operation in enumerate(history.operations) if operation.writes}
    seen = [(process, writes.union(own)) for process, own in history.sessions.items() if not writes.issuperset(own)]
    for process, domain in [(EVERYBODY, writes), *seen]:
        graph = Graph(len(history))
        own = history.sessions.get(process, [])
        for source, target, kind in [*steps, *_session(own)]:
            if source in domain and target in domain:
                graph.add(source, target, kind)
        if graph.order() is None:
            return _violated(history, process, graph.cycle())
    return holds(history, MODEL, REPLICATED)


def _between_writes(history: History) -> Iterator[Step]:
    for session in history.sessions.values():
        yield from _session([number for number in session if history[number].writes])


def _session(own: Iterable[int]) -> Iterator[Step]:
    return ((earlier, later, "po") for earlier, later in pairwise(own))


def _reads_from(history: History) -> Iterator[Step]:
    for read, sources in enumerate(history.sources):
        for source in sources or ():
            yield source, read, "rf"


def _violated(history: History, process: str, cycle: list[Step]) -> Verdict:
    told = Telling(history).steps(cycle)
    explanation = f"{told}. No order of all writes contains that."
    if process != EVERYBODY:
        explanation = f"As {process} sees it: {told}. No order of its operations and all writes contains that."
    return violated(history, MODEL, REPLICATED, explanation, cycle)
