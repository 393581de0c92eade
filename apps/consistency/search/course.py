"""A part of a history as the forward search reads it: events in order, and of each operation what matters there.

Invocations and completions are in order of time; at one moment all invocations come before all completions, since
intervals that touch are concurrent. A process that begins an operation at the very moment at which its last one
completed has them in that order: `before` says so where the times do not (`real_time`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from apps.consistency.datatypes import REGISTERS, DataType
from apps.consistency.history import History, Operation
from apps.consistency.real_time import INFINITE, Times
from apps.consistency.search.automaton import Automaton, automaton


@dataclass(frozen=True, slots=True)
class Course:
    """Operations by their place here, from 0; `numbers` has their numbers in the history.

    `events` are pairs of an operation and whether it completes. `observes`: it never changes the state. `blind`: it is
    legal in every state. `swaps`: it is one register, so that whatever changes the state is a write or a
    compare-and-set. `lone`: it has to keep its place beside another one of its process, which `before` names.
    `relaxed` is a course that every order of this one explains too, easier to search: where it has none, there is none.
    """

    numbers: Sequence[int]
    automaton: Automaton
    starts: Sequence[int]
    ends: Sequence[int]
    events: Sequence[tuple[int, bool]]
    observes: Sequence[bool]
    blind: Sequence[bool]
    swaps: bool
    lone: frozenset[int]
    before: Mapping[int, int]
    relaxed: Course | None = None

    def __len__(self) -> int:
        return len(self.numbers)

    def is_interchangeable(self, place: int) -> bool:
        """Return whether an operation is of unknown outcome, so that nothing tells it from others of its kind."""
        return self.ends[place] == INFINITE and place not in self.lone


def course(history: History, numbers: Sequence[int], times: Times, data: DataType, initial: object) -> Course:
    """Return the course of some operations of a history, of which `times` has the times."""
    operations = [history[number] for number in numbers]
    exact = _course(numbers, operations, times, automaton(history, operations, data, initial), data)
    if not exact.swaps or not any(map(_is_unknown_swap, operations)):
        return exact
    looser = [_as_write(operation) for operation in operations]
    return replace(exact, relaxed=_course(numbers, looser, times, automaton(history, looser, data, initial), data))


def ended_at(whole: Course, place: int) -> Course:
    """Return a course up to the completion of an operation."""
    events = whole.events[: whole.events.index((place, True)) + 1]
    return replace(whole, events=events, relaxed=whole.relaxed and replace(whole.relaxed, events=events))


def _is_unknown_swap(operation: Operation) -> bool:
    return operation.action == "cas" and operation.status != "ok"


def _as_write(operation: Operation) -> Operation:
    """Return a compare-and-set of unknown outcome as a write of its new value, which may do whatever that could."""
    return replace(operation, action="write", value=operation.value[1]) if _is_unknown_swap(operation) else operation


def _course(
    numbers: Sequence[int], operations: Sequence[Operation], times: Times, states: Automaton, data: DataType
) -> Course:
    places = {number: place for place, number in enumerate(numbers)}
    before = {places[later]: places[earlier] for earlier, later in times.touching if later in places}
    lone = frozenset((*before, *before.values()))
    starts, ends = [times.start[number] for number in numbers], [times.end[number] for number in numbers]
    return Course(
        numbers=numbers,
        automaton=states,
        starts=starts,
        ends=ends,
        events=sorted(_events(starts, ends), key=lambda event: _moment(starts, ends, event)),
        observes=[_observes(op) and place not in lone for place, op in enumerate(operations)],
        blind=[op.action in data.blind for op in operations],
        swaps=data.name in REGISTERS and len({operation.key for operation in operations}) == 1,
        lone=lone,
        before=before,
    )


def _events(starts: Sequence[int], ends: Sequence[int]) -> Iterator[tuple[int, bool]]:
    for place in range(len(starts)):
        yield place, False
        if ends[place] != INFINITE:
            yield place, True


def _moment(starts: Sequence[int], ends: Sequence[int], event: tuple[int, bool]) -> tuple[int, bool, int]:
    place, ends_there = event
    return ends[place] if ends_there else starts[place], ends_there, place


def _observes(operation: Operation) -> bool:
    """Return whether an operation never changes the state."""
    return not operation.writes or (
        operation.action == "dequeue" and operation.status == "ok" and operation.result is None
    )
