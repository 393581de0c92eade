"""Writes follow reads, or session causality (after Terry and others 1994).

Meaning: where a session reads `w1` and then writes `w2`: if they are of one key, `w2` is not older than `w1`; and
nobody who has read `w2` later reads a version older than `w1` of its key nor, when both are of one key, `w1` itself.

1. For each write, the versions that its session had read before it.
2. A write violates if it is older than one of them.
3. For each session, the union of 1 over the writes that it has read: all of that it has to see from then on. A read
   violates if what it returned is older than one of them; or is itself one of them, by a write of its own key.

Choices: the initial value is a write. So a session that reads it and then writes the key has `w1`, and whoever read
that write must not read the initial value again. Siblings are `w1` itself only if all of them had been read.

Terry and others define it on the writes that servers have, and their order there. Here it is asked what somebody who
has read the write then reads, since a history shows only answers. It looks at one step, and is not transitive.

Keeps `read_your_writes`, `monotonic_reads`, `monotonic_writes`; breaks `writes_follow_reads`:

    alice   |--w x=1--|
    bob                  |--r x=1--|  |--w y=2--|
    carol                                          |--r y=2--|  |--r x=∅--|
"""

from __future__ import annotations

from apps.consistency.ages import Ages
from apps.consistency.explain.words import Telling, holds, violated
from apps.consistency.graph import Step
from apps.consistency.history import History, mask
from apps.consistency.verdict import Verdict

MODEL = "writes_follow_reads"


class Rule:
    """Takes the operations of each session in their order; `note` first, of all that they read."""

    def __init__(self, history: History, ages: Ages) -> None:
        self.history = history
        self.ages = ages
        self._read: dict[str, int] = {}
        self._before: dict[int, int] = {}
        self._due: dict[str, int] = {}
        self._replaced: dict[tuple[str, str], int] = {}

    def note(self, number: int) -> None:
        """Remember what a write comes after."""
        operation = self.history[number]
        read = self._read.get(operation.process, 0)
        if operation.writes:
            self._before[number] = read
        self._read[operation.process] = read | mask(self.history.sources[number] or ())

    def broken_by(self, number: int) -> list[Step]:
        """The edges that show the operation breaking it; none if it does not."""
        operation = self.history[number]
        before = self._before.get(number, 0) & self.history.written.get(operation.key, 0)
        newer = self.ages.newer(number, before) if before else 0
        if newer:
            earlier = newer.bit_length() - 1
            reader = self._reader(earlier, number)
            return [(earlier, reader, "rf"), (reader, number, "po"), (number, earlier, "vo")]
        missed = self.ages.missed(number) & self._due.get(operation.process, 0)
        if missed:
            return self._missed(number, missed.bit_length() - 1)
        itself = self._itself(number)
        self._remember(number)
        return itself

    def _remember(self, number: int) -> None:
        operation = self.history[number]
        index = (operation.process, operation.key)
        for source in self.history.sources[number] or ():
            self._due[operation.process] = self._due.get(operation.process, 0) | self._before[source]
            self._replaced[index] = self._replaced.get(index, 0) | self._before[source]

    def _itself(self, number: int) -> list[Step]:
        """Return whether all that it returned had been read before a write, of the same key, that its session
        has read.
        """
        sources, operation = self.history.sources[number], self.history[number]
        returned = mask(sources or ())
        replaced = self._replaced.get((operation.process, operation.key))
        if sources is None or replaced is None or replaced & returned != returned:
            return []
        for earlier in self.history.before(number):
            for write in self.history.sources[earlier] or ():
                if self.history[write].key == operation.key and self._before[write] & returned == returned:
                    reader = self._base(sources, write)
                    if reader is not None:
                        first = [(sources[0], reader, "rf")] if sources else []
                        return [*first, *self._seen(reader, write, earlier, number)]
        return []

    def _base(self, sources: tuple[int, ...], write: int) -> int | None:
        """Return who read these versions, or the initial value, before a write in its session."""
        for reader in self.history.before(write):
            found = self.history.sources[reader]
            is_of_key = self.history[reader].key == self.history[write].key and found is not None
            if is_of_key and (set(sources) & set(found or ()) or sources == found):
                return reader
        return None

    def _missed(self, read: int, version: int) -> list[Step]:
        for earlier in self.history.before(read):
            for write in self.history.sources[earlier] or ():
                if self._before[write] >> version & 1:
                    reader = self._reader(version, write)
                    steps = self._seen(reader, write, earlier, read)
                    return [(version, reader, "rf"), *steps[:-1], self.ages.from_read(read, version)]
        return []

    def _seen(self, reader: int, write: int, seen: int, read: int) -> list[Step]:
        """A read, a later write of its session, who read that, and what was read after that."""
        return [(reader, write, "po"), (write, seen, "rf"), (seen, read, "po"), self.ages.from_read(read, write)]

    def _reader(self, version: int, before: int) -> int:
        """The first read of a version in the same session."""
        sources = self.history.sources
        return next(earlier for earlier in self.history.before(before) if version in (sources[earlier] or ()))


def check(history: History, ages: Ages, question: str) -> Verdict:
    """The verdict, with what was read, what was written then, and who saw only the latter."""
    rule = Rule(history, ages)
    for number in range(len(history)):
        rule.note(number)
    for number in range(len(history)):
        steps = rule.broken_by(number)
        if steps:
            explanation = f"{Telling(history).steps(steps)}. A write has to come after what its session had read."
            return violated(history, MODEL, question, explanation, steps)
    return holds(history, MODEL, question)
