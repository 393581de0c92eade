"""Causality: `co = (po ∪ rf)⁺`, the transitive closure of session order and reads-from (Ahamad and others 1995), and
what no causal model allows (Bouajjani, Enea, Guerraoui, Hamza, POPL 2017):

1. cyclic co;
2. write-co-initial-read: `w(x) co r(x)`, and `r` returned the initial value;
3. write-co-read: `w1 rf r` and `w1 co w2 co r`, all of one key.

`past[x]` is the set of operations that come before `x` in co: the union, over its predecessor in its session and the
writes that it returned, of each with its own past, taken in a topological order. For 2 and 3 only the last write of
each session in a read's past need be asked, since the past of a later one is larger.

Choices: siblings violate if each of them has another write, not returned, between itself and the read: whatever the
version order, a maximal version was left out. For one version that is pattern 3.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

from apps.consistency.explain.words import Telling
from apps.consistency.graph import Graph, Step
from apps.consistency.history import History, bits, mask


def causal_graph(history: History) -> Graph:
    """Session order, each operation to its next, and reads-from."""
    graph = Graph(len(history))
    for number in range(len(history)):
        for step in history.causes(number):
            graph.add(*step)
    return graph


def causal_pasts(history: History) -> list[int] | None:
    """The causal past of each operation; None if causality is cyclic."""
    graph = causal_graph(history)
    order = graph.order()
    if order is None:
        return None
    past = [0] * len(history)
    for number in order:
        seen = past[number] | 1 << number
        for target, _ in graph.successors[number]:
            past[target] |= seen
    return past


def bad_pattern(history: History, past: Sequence[int] | None) -> tuple[list[Step], str] | None:
    """The edges of a pattern that no causal model allows, and the sentence; None if there is none."""
    telling = Telling(history)
    if past is None:
        cycle = causal_graph(history).cycle()
        return cycle, f"{telling.steps(cycle)}. Nothing can be among its own causes."
    for read in range(len(history)):
        newer = overwriting(history, past, read)
        if newer:
            steps = _overwritten(history, read, newer)
            told = "; ".join(telling.steps([step]) for step in steps)
            return steps, (
                f"{told}. The version that a read returns must not be overwritten in the read's own causal past."
            )
    return None


def overwriting(history: History, past: Sequence[int], read: int) -> list[int]:
    """For each version that a read returned (for the initial value, once), a write between it and the read in co; none
    unless all have one.
    """
    sources = history.sources[read]
    if sources is None:
        return []
    key = history[read].key
    newer = []
    for source in sources or (None,):
        for write in last_writes(history, past, read, key) if len(sources) < 2 else _others(history, past, read, key):
            if write != source and (source is None or past[write] >> source & 1):
                newer.append(write)
                break
        else:
            return []
    return newer


def last_writes(history: History, past: Sequence[int], read: int, key: str) -> Iterator[int]:
    """The last write of a key by each session in an operation's past."""
    for process in history.writers.get(key, ()):
        seen = history.written_by[process, key] & past[read]
        if seen:
            yield seen.bit_length() - 1


def _others(history: History, past: Sequence[int], read: int, key: str) -> Iterator[int]:
    """The writes of a key in a read's past that it did not return."""
    return bits(history.written.get(key, 0) & past[read] & ~mask(history.sources[read] or ()))


def _overwritten(history: History, read: int, newer: Sequence[int]) -> list[Step]:
    steps = []
    for source, write in zip(history.sources[read] or (None,), newer, strict=True):
        if source is not None:
            steps += [*causal_path(history, source, write)]
        steps += [*causal_path(history, write, read), (read, write, "fr")]
    return list(dict.fromkeys(steps))


def causal_path(history: History, source: int, target: int, *, reader: str | None = None) -> list[Step]:
    """Why `source` is in the causal past of `target`, by the fewest operations; if said, by the reads of one process
    alone.
    """
    came: dict[int, Step] = {}
    reached: dict[str, int] = {}
    queue = deque([source])
    while queue and target not in came:
        number = queue.popleft()
        for step in _onward(history, number, reader, reached):
            if step[1] not in came:
                came[step[1]] = step
                queue.append(step[1])
    path: list[Step] = []
    while not path or path[-1][0] != source:
        path.append(came[path[-1][0] if path else target])
    return path[::-1]


def _onward(history: History, number: int, reader: str | None, reached: dict[str, int]) -> Iterator[Step]:
    """Yield who read it, and what came later in its session, up to the first operation from which that was seen
    before.
    """
    for read in history.readers[number]:
        if reader is None or history[read].process == reader:
            yield number, read, "rf"
    process, place = history[number].process, history.place[number]
    session = history.sessions[process]
    for later in session[place + 1 : reached.get(process, len(session)) + 1]:
        yield number, later, "po"
    reached[process] = min(place, reached.get(process, place))
