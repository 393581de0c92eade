"""Real time as numbers: `a` precedes `b` iff `end[a] < start[b]`.

Intervals of two processes that touch are concurrent, those of one process are not. Where a process begins an operation
at the very moment at which its last one completed, the moment is spread out: first what others begin then, then what
the process ends and begins, in its order, last what others end.

If several processes do so at one moment, no numbers say it, since precedence is not an interval order then: these pairs
are `touching`. (In a live lab no two events share a moment.) Then linearizability is not local for the keys of these
operations: they have to be judged together. It is for all others, since a cycle through several keys that cannot be
made shorter consists of such pairs at one moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from apps.consistency.history import History

INFINITE = 1 << 62

Pair = tuple[int, int]
"""Two operations of one process, of which the later begins at the moment at which the earlier completes."""


@dataclass(frozen=True, slots=True)
class Times:
    """When each operation starts and ends (INFINITE: of unknown outcome), and the pairs that this does not order."""

    start: list[int]
    end: list[int]
    touching: tuple[Pair, ...] = ()


def times(history: History) -> Times:
    """Return the operations' times, such that each session's own precede one another."""
    start = [operation.invoked for operation in history.operations]
    end = [INFINITE if operation.end is None else operation.end for operation in history.operations]
    pairs = [
        (earlier, later)
        for session in history.sessions.values()
        for earlier, later in pairwise(session)
        if end[earlier] == start[later]
    ]
    return _spread(history, Times(start, end), pairs) if pairs else Times(start, end)


def _spread(history: History, raw: Times, pairs: Sequence[Pair]) -> Times:
    """Return the times with room in each moment for the operations of a process that touch, if only one's do."""
    room = 2 * len(history) + 2
    start = [moment * room for moment in raw.start]
    end = [moment if moment == INFINITE else moment * room + room - 1 for moment in raw.end]
    processes: dict[int, set[str]] = {}
    for _, later in pairs:
        processes.setdefault(raw.start[later], set()).add(history[later].process)
    inside: dict[int, int] = {}
    touching = []
    for earlier, later in pairs:
        moment = raw.start[later]
        if len(processes[moment]) > 1:
            touching.append((earlier, later))
            continue
        inside[moment] = inside.get(moment, 0) + 2
        end[earlier] = moment * room + inside[moment] - 1
        start[later] = moment * room + inside[moment]
    return Times(start, end, tuple(touching))


def parts(history: History, moments: Times) -> list[list[int]]:
    """Return the operations by key; keys that have to be judged together as one."""
    if not moments.touching:
        return [*history.keys.values()]
    group = {key: key for key in history.keys}
    first: dict[int, str] = {}
    for earlier, later in moments.touching:
        for number in (earlier, later):
            one = _root(group, first.setdefault(history[later].invoked, history[number].key))
            group[_root(group, history[number].key)] = one
    together: dict[str, list[int]] = {}
    for key, numbers in history.keys.items():
        together.setdefault(_root(group, key), []).extend(numbers)
    return [sorted(numbers) for numbers in together.values()]


def _root(group: dict[str, str], key: str) -> str:
    while group[key] != key:
        key = group[key]
    return key


def touches(moments: Times, numbers: Iterable[int]) -> bool:
    """Return whether the numbers do not say the real-time order of all of these operations."""
    among = set(numbers if moments.touching else ())
    return any(later in among for _, later in moments.touching)
