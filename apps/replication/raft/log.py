"""Raft's log: entries with their terms, from index 1. A snapshot may stand in the place of the first of them.

Two logs that have an entry of the same index and term are the same up to there (log matching). What a snapshot has
replaced was committed, so every leader's log agrees with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from apps.replication.raft.membership import Configuration
from apps.simulation.effects import Request


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry that a leader appended in its term: a client's request, or (None) the no-op with which it began.

    `configuration` is that of a change of members.
    """

    term: int
    request: Request | None
    configuration: Configuration | None = None

    @property
    def label(self) -> str:
        """The request as it reads on a message."""
        if self.configuration:
            return self.configuration.label
        return self.request.label if self.request else "no-op"

    def __str__(self) -> str:
        operation = f" · {self.request.operation}" if self.request else ""
        return f"t{self.term} · {self.label}{operation}"


@dataclass(frozen=True, slots=True)
class Beginning:
    """The last entry that a snapshot has replaced; index 0 if there is none."""

    index: int = 0
    term: int = 0

    def __str__(self) -> str:
        return f"entries 1 to {self.index}, up to term {self.term}, are in the snapshot"


@dataclass(frozen=True, slots=True)
class Log:
    """The entries after its beginning."""

    entries: tuple[Entry, ...] = ()
    beginning: Beginning = Beginning()

    @classmethod
    def from_durable(cls, stored: tuple[Any, ...]) -> Log:
        """Return the log that `to_durable` gave."""
        if stored and isinstance(stored[0], Beginning):
            return cls(stored[1:], stored[0])
        return cls(stored)

    def to_durable(self) -> tuple[Any, ...]:
        """Return the entries, behind their beginning if a snapshot has replaced some: one value, stored at once."""
        return (self.beginning, *self.entries) if self.beginning.index else self.entries

    @property
    def start(self) -> int:
        """Return the index of the last entry that a snapshot has replaced."""
        return self.beginning.index

    @property
    def last_index(self) -> int:
        """Return the index of the last entry."""
        return self.start + len(self.entries)

    @property
    def last_term(self) -> int:
        """Return the term of the last entry."""
        return self.term_at(self.last_index)

    def entry(self, index: int) -> Entry:
        """Return the entry at an index after the beginning."""
        return self.entries[index - self.start - 1]

    def term_at(self, index: int) -> int:
        """Return the term of the entry at an index, from the beginning on."""
        return self.beginning.term if index == self.start else self.entry(index).term

    def after(self, index: int) -> tuple[Entry, ...]:
        """Return the entries after an index, from the beginning on."""
        return self.entries[index - self.start :]

    def agrees(self, index: int, term: int) -> bool:
        """Return whether the log has that entry (every log has the one before the first)."""
        return index < self.start or (index <= self.last_index and self.term_at(index) == term)

    def last_agreement(self, index: int) -> int:
        """Return the highest index at which the leader's log can still agree, after the entry at `index` did not.

        That is the end of a log that is too short; otherwise the end of the term before that of the entry.
        """
        if index > self.last_index:
            return self.last_index
        term = self.term_at(index)
        while index > self.start and self.term_at(index) == term:
            index -= 1
        return index

    def append(self, entry: Entry) -> Log:
        """Return the log with one more entry."""
        return Log((*self.entries, entry), self.beginning)

    def merge(self, previous_index: int, entries: tuple[Entry, ...]) -> Log:
        """Return the log with these entries after `previous_index`.

        An entry that disagrees goes, with all that follow it. Entries beyond the message stay: it may be an old one.
        """
        for offset, entry in enumerate(entries):
            index = previous_index + offset + 1
            if index > self.start and (index > self.last_index or self.term_at(index) != entry.term):
                return Log(self.entries[: index - self.start - 1] + entries[offset:], self.beginning)
        return self

    def compact(self, index: int, term: int) -> Log:
        """Return the log with a snapshot in the place of all entries up to `index`.

        Entries after it stay if the log has that entry; otherwise all go.
        """
        if index <= self.start:
            return self
        return Log(self.after(index) if self.agrees(index, term) else (), Beginning(index, term))

    def is_at_most(self, last_index: int, last_term: int) -> bool:
        """Return whether a log that ends so is no older than this one: the condition for a vote."""
        return (last_term, last_index) >= (self.last_term, self.last_index)
