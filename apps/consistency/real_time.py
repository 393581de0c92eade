"""Real time as numbers: `a` precedes `b` iff `end[a] < start[b]`.

Intervals of two processes that touch are concurrent, those of one process are not. Where a process begins an operation
at the very moment at which its last one completed, the moment is spread out: first what others begin then, then what
the process ends and begins, in its order, last what others end.

If several processes do so at one moment, no numbers say it, since precedence is not an interval order then: `exact` is
False. (In a live lab no two events share a moment.)
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from apps.consistency.history import History

INFINITE = 1 << 62


@dataclass(frozen=True, slots=True)
class Times:
    """When each operation starts and ends; INFINITE for one of unknown outcome."""

    start: list[int]
    end: list[int]
    exact: bool = True


def times(history: History) -> Times:
    """The operations' times, such that each session's own precede one another."""
    start = [operation.invoked for operation in history.operations]
    end = [INFINITE if operation.end is None else operation.end for operation in history.operations]
    touching = [
        (earlier, later)
        for session in history.sessions.values()
        for earlier, later in pairwise(session)
        if end[earlier] == start[later]
    ]
    return _spread(history, Times(start, end), touching) if touching else Times(start, end)


def _spread(history: History, raw: Times, touching: list[tuple[int, int]]) -> Times:
    """The times with room in each moment for a process's operations that touch, where only one process's do."""
    room = 2 * len(history) + 2
    start = [moment * room for moment in raw.start]
    end = [moment if moment == INFINITE else moment * room + room - 1 for moment in raw.end]
    inside: Counter[int] = Counter()
    for earlier, later in touching:
        moment = raw.start[later]
        inside[moment] += 2
        end[earlier] = moment * room + inside[moment] - 1
        start[later] = moment * room + inside[moment]
    processes = {(raw.start[later], history[later].process) for _, later in touching}
    return Times(start, end, exact=len(processes) == len(inside))
