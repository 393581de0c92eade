"""Raft's log: entries with their terms, from index 1.

Two logs that have an entry of the same index and term are the same up to there (log matching). It is never compacted: a
lab has at most 2,000 operations, and a run at most 20,000 events, so no snapshot is needed.
"""

from dataclasses import dataclass

from apps.simulation.effects import Request


@dataclass(frozen=True, slots=True)
class Entry:
    """What a leader appended in its term: a client's request, or (None) the no-op with which it began."""

    term: int
    request: Request | None

    @property
    def label(self) -> str:
        """The request as it reads on a message."""
        return self.request.label if self.request else "no-op"

    def __str__(self) -> str:
        operation = f" · {self.request.operation}" if self.request else ""
        return f"t{self.term} · {self.label}{operation}"


Log = tuple[Entry, ...]


def term_at(log: Log, index: int) -> int:
    """The term of the entry at an index, 0 for index 0."""
    return log[index - 1].term if index else 0


def agrees(log: Log, index: int, term: int) -> bool:
    """Return whether the log has that entry (everything has the one before the first)."""
    return index <= len(log) and term_at(log, index) == term


def last_agreement(log: Log, index: int) -> int:
    """The highest index at which the leader's log can still agree, after the entry at `index` did not.

    The end of a log that is too short; otherwise before the whole term of the entry that disagrees.
    """
    if index > len(log):
        return len(log)
    term = term_at(log, index)
    while index and term_at(log, index) == term:
        index -= 1
    return index


def merge(log: Log, previous_index: int, entries: Log) -> Log:
    """The log with these entries after `previous_index`.

    What disagrees goes, with all that follows it; what only reaches further stays: the message may be an old one.
    """
    for offset, entry in enumerate(entries):
        index = previous_index + offset + 1
        if index > len(log) or term_at(log, index) != entry.term:
            return log[: index - 1] + entries[offset:]
    return log


def at_least_as_new(last: tuple[int, int], log: Log) -> bool:
    """Return whether a log that ends with (term, index) is no older than ours: the condition for a vote."""
    return last >= (term_at(log, len(log)), len(log))
