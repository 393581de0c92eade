"""Histories: what clients did and saw, with nothing of how the store did it.

An operation is placed in real time by the event sequences of its invocation and completion, so that two events of one
tick are still ordered. `a` precedes `b` iff `a.completed < b.invoked`; intervals that touch are concurrent.

What a checker places (`History`):

1. what failed is dropped, and so is a read that got no answer;
2. a write of unknown outcome, or still open, may take effect at any time after its invocation or never: where reads
   tell which write they returned, one that nobody read drops out, and one that was read stays, with no end.

Numbers stand for operations, in order of invocation; sets of operations are the bits of an int.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

ONLY_KEY = "register"
"""The key of a history whose operations name none. It is left out of sentences."""

READERS = frozenset({"read", "cas", "dequeue", "acquire", "release"})
"""Actions whose answers tell something of the store's state: of acquire and release that they could be carried out."""

WRITERS = frozenset(
    {"write", "cas", "append", "increment", "add", "remove", "enqueue", "dequeue", "acquire", "release"}
)
"""Actions that may change the store's state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation of a process (a client's session, which has at most one operation open).

    `operation` names it in its history. `action` is read, write, cas, append, increment, add, remove, enqueue,
    dequeue, acquire or release; `value` its argument, for a cas the pair (expected, new), an expected None being the
    initial value. `result` is what an `ok` one answered, None for the initial value. `completed` is None while it is
    open.

    `status` is open, ok, fail (it did not happen) or info (nobody knows). A cas that compared and failed is ok with
    the result False: an observation.

    `stamps` are places in the version order of its key: of the version written, or of the versions a read returned, in
    the order of `returned`. `returned` names the writes whose versions a read returned, or a cas found: empty for the
    initial value, None where it is not known, as in imported histories.
    """

    operation: str
    process: str
    action: str
    key: str
    value: Any = None
    result: Any = None
    invoked: int
    completed: int | None
    status: str
    stamps: tuple[Any, ...] = ()
    returned: tuple[str, ...] | None = None

    @property
    def reads(self) -> bool:
        """Return whether it answered with something of the state."""
        return self.status == "ok" and self.action in READERS

    @property
    def writes(self) -> bool:
        """Return whether it changed the state, or may have."""
        return self.status != "fail" and self.action in WRITERS and self.result is not False

    @property
    def end(self) -> int | None:
        """When it was over; None if it may take effect at any time, since nobody knows how it ended."""
        return self.completed if self.status == "ok" else None

    def precedes(self, other: Operation) -> bool:
        """Return whether this one was over before the other was invoked."""
        return self.end is not None and self.end < other.invoked


class History:
    """The operations that a checker places, by number.

    `sources` has for each reader the writes that it returned (none: the initial value), None for what reads nothing or
    returned nobody knows what. `readers` has for each write who returned it. `sessions` are the processes' operations,
    in order, and `place` is an operation's place there; `keys` are those of each key. `written` has the writes by key,
    `written_by` by process and key, `writers` the processes by key. `siblings` are the readers that returned several
    versions, `thin_air` those that returned what nobody wrote.
    """

    def __init__(self, operations: Iterable[Operation] = ()) -> None:
        given = tuple(operations)
        self.operations: list[Operation] = []
        self.number: dict[str, int] = {}
        self.sources: list[tuple[int, ...] | None] = []
        self.readers: list[list[int]] = []
        self.sessions: dict[str, list[int]] = {}
        self.place: list[int] = []
        self.keys: dict[str, list[int]] = {}
        self.written: dict[str, int] = {}
        self.written_by: dict[tuple[str, str], int] = {}
        self.writers: dict[str, list[str]] = {}
        self.thin_air: list[int] = []
        self.siblings: list[int] = []
        self._given: Sequence[Operation] = given
        self._open_ended: set[str] = set()
        self._accumulating: set[str] = set()
        for operation in sorted(placed(given), key=lambda operation: operation.invoked):
            self.append(operation)
        for number in range(len(self.operations)):
            self.note_sources(number)

    def append(self, operation: Operation) -> int:
        """Give an operation its number, and its place behind its session's others."""
        number = len(self.operations)
        session = self.sessions.setdefault(operation.process, [])
        self.operations.append(operation)
        self.number[operation.operation] = number
        self.sources.append(None)
        self.readers.append([])
        self.place.append(len(session))
        session.append(number)
        self.keys.setdefault(operation.key, []).append(number)
        if operation.writes:
            self._note_write(number, operation)
        return number

    def _note_write(self, number: int, operation: Operation) -> None:
        if operation.action in ("append", "increment"):
            self._accumulating.add(operation.key)
        index = (operation.process, operation.key)
        if index not in self.written_by:
            self.writers.setdefault(operation.key, []).append(operation.process)
        self.written_by[index] = self.written_by.get(index, 0) | 1 << number
        self.written[operation.key] = self.written.get(operation.key, 0) | 1 << number

    def note_sources(self, number: int) -> None:
        """Look up what an operation returned."""
        operation = self.operations[number]
        if not operation.reads:
            return
        if operation.returned is None:
            self._open_ended.add(operation.key)
            return
        sources = [self.number.get(name) for name in operation.returned]
        known = tuple(source for source in sources if source is not None and self._is_version_of(source, operation.key))
        if len(known) < len(sources):
            self.thin_air.append(number)
        if len(known) > 1:
            self.siblings.append(number)
        self.sources[number] = known
        for source in known:
            self.readers[source].append(number)

    def _is_version_of(self, source: int, key: str) -> bool:
        return bool(self.written.get(key, 0) >> source & 1)

    def __len__(self) -> int:
        return len(self.operations)

    def __getitem__(self, number: int) -> Operation:
        return self.operations[number]

    def name(self, number: int) -> str:
        """The identity of an operation."""
        return self.operations[number].operation

    @property
    def failed(self) -> list[Operation]:
        """The changes that did not happen."""
        return [operation for operation in self._given if operation.status == "fail" and operation.action in WRITERS]

    @cached_property
    def alike(self) -> frozenset[str]:
        """The strings among the values that look like another value, which is no string."""
        return _alike(self._given)

    def numbers(self, names: Iterable[str]) -> list[int]:
        """Return the numbers of operations, of those that are placed."""
        return [self.number[name] for name in names if name in self.number]

    def knows(self, numbers: Iterable[int]) -> bool:
        """Return whether it is known, of all readers among these, which writes they returned."""
        return all(self.sources[number] is not None or not self.operations[number].reads for number in numbers)

    def causes(self, number: int) -> list[tuple[int, int, str]]:
        """The edges of session order and reads-from into an operation."""
        read = [(source, number, "rf") for source in self.sources[number] or ()]
        if not self.place[number]:
            return read
        session = self.sessions[self.operations[number].process]
        return [(session[self.place[number] - 1], number, "po"), *read]

    def before(self, number: int) -> list[int]:
        """The operations earlier in the same session."""
        return self.sessions[self.operations[number].process][: self.place[number]]

    def closed(self, numbers: Iterable[int]) -> set[int]:
        """These operations and what they need to be judged at all."""
        needed: set[int] = set()
        waiting = sorted(numbers)
        while waiting:
            number = waiting.pop()
            if number not in needed:
                needed.add(number)
                waiting += self._needs(number)
                if self.operations[number].status != "ok" and self.readers[number]:
                    waiting.append(min(self.readers[number], key=self._told))
        return needed

    def without(self, numbers: set[int], others: Iterable[int]) -> set[int]:
        """Return what is left of some operations without others, and without what cannot be judged without those."""
        rest = numbers.difference(others)
        while True:
            gone = {number for number in rest if not rest.issuperset(numbers.intersection(self._needs(number)))}
            gone |= {n for n in rest if self.operations[n].status != "ok" and self._unread(n, rest)}
            if not gone:
                return rest
            rest -= gone

    def _unread(self, write: int, rest: set[int]) -> bool:
        """Return whether somebody read it, but nobody of the rest."""
        return bool(self.readers[write]) and rest.isdisjoint(self.readers[write])

    def _needs(self, number: int) -> Iterable[int]:
        """Return what an operation cannot be judged without: the writes that it returned or, where that is not known,
        every change that its answer may depend on.
        """
        operation, sources = self.operations[number], self.sources[number]
        if sources is not None or operation.key not in self._open_ended:
            return sources or ()
        changes = bits(self.written.get(operation.key, 0) & ~(1 << number))
        if operation.key in self._accumulating:
            return [change for change in changes if operation.reads and may_show(operation, self.operations[change])]
        return [change for change in changes if matters(self.operations[change], operation)]

    def _told(self, reader: int) -> tuple[bool, int]:
        """Return how early a reader told of what it read; a plain read tells its place in the version order too."""
        operation = self.operations[reader]
        return operation.writes, operation.completed or 0

    def restricted(self, numbers: Iterable[int]) -> History:
        """The history of these operations alone."""
        return self.part(self.operations[number] for number in sorted(numbers))

    def part(self, operations: Iterable[Operation]) -> History:
        """The history of some of these operations, of which more may be known; told like those of the whole."""
        part = History(operations)
        part._given = self._given
        return part


def _alike(operations: Iterable[Operation]) -> frozenset[str]:
    """Return the strings among the values that look like another value, which is no string."""
    strings: set[str] = set()
    others: set[str] = set()
    for operation in operations:
        for value in (operation.value, operation.result):
            _sort_out(value, strings, others)
    return frozenset(strings & others)


def _sort_out(value: Any, strings: set[str], others: set[str]) -> None:
    if isinstance(value, str):
        strings.add(value)
    elif isinstance(value, tuple | frozenset):
        for each in value:
            _sort_out(each, strings, others)
    elif value is not None:
        others.add(str(value))


def may_show(reader: Operation, change: Operation) -> bool:
    """Return whether the answer of a reader may rest on a change of the same key, where changes add up.

    An append or a write that is no part of the answer can be left out: the reader came before it, or after a write.
    """
    if change.action == "increment":
        return True
    if isinstance(reader.result, tuple):
        return change.action == "write" or change.value in reader.result
    return str(change.value) in str(reader.result)


def matters(change: Operation, other: Operation) -> bool:
    """Return whether an operation of the same key, with an unknown answer, can't be judged without a change.

    Elements of a set and of a queue stand for themselves: with all that is about one, it can be left out.
    """
    made = change.value[1] if change.action == "cas" else change.value
    if other.action == "read" and isinstance(other.result, frozenset):
        return made in other.result
    if other.action == "read" and change.action in ("write", "cas"):
        return bool(made == other.result)
    if other.action == "cas" and other.result is not False:
        return bool(made == other.value[0])
    if other.action in ("add", "remove"):
        return bool(made == other.value)
    if other.action == "dequeue":
        may_have_taken_any = change.action == "dequeue" and change.status != "ok"
        return other.result is not None and (may_have_taken_any or bool(made == other.result))
    if other.action == "enqueue":
        return change.action == "dequeue" and bool(change.result == other.value)
    return other.action in ("read", "cas")


def placed(operations: Iterable[Operation]) -> Sequence[Operation]:
    """The operations that have to be placed, or may be."""
    happened = [operation for operation in operations if operation.status == "ok" or operation.writes]
    reads = [operation for operation in happened if operation.reads]
    returned = {name for read in reads for name in read.returned or ()}
    open_ended = {read.key for read in reads if read.returned is None}
    return [
        operation
        for operation in happened
        if operation.status == "ok" or operation.key in open_ended or operation.operation in returned
    ]


def bits(numbers: int) -> Iterator[int]:
    """The numbers in a set, ascending."""
    while numbers:
        lowest = numbers & -numbers
        yield lowest.bit_length() - 1
        numbers ^= lowest


def mask(numbers: Iterable[int]) -> int:
    """The set of these numbers."""
    total = 0
    for number in numbers:
        total |= 1 << number
    return total
