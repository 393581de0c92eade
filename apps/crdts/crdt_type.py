"""What a replicated data type declares about itself. One module of this folder holds one, in its constant `TYPE`.

There are two families (Shapiro and others 2011, section 2):

- *state-based*: an operation changes the state of one replica; states travel, and `merge` joins them. They may be lost,
  repeated and reordered, as long as one arrives some time;
- *operation-based*: an operation is *prepared* at one replica; what was prepared travels, and takes *effect* at every
  replica, once each, after all that its author knew.

A state is an immutable plain value and knows nothing of the replica that holds it. Identities that have to be unique
are (replica, counter), the counter one more than any of that replica in the state: so a replica must never forget its
own state.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from apps.clocks.order import Order
from apps.crdts.arguments import ArgumentKind
from apps.crdts.errors import CrdtError
from apps.crdts.wrong_merge import LAST_ARRIVAL, WrongMerge
from apps.simulation.plain import plain

State = Any
Argument = Any
Update = Any
"""What an operation-based type sends."""
Merge = Callable[[State, State], State]


@dataclass(frozen=True, slots=True)
class Replica:
    """Who applies an operation, and what its wall clock reads. Only naive types look at the clock."""

    name: str
    wall_ticks: int = 0


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing inside a state: a count, a tag, a dot, a tombstone. `key` tells it from all others of its state."""

    kind: str
    key: Hashable
    name: str
    content: str


@dataclass(frozen=True, slots=True)
class MergedSlot:
    """One slot through a merge: on the left, on the right (empty: absent), in the result, and why."""

    kind: str
    name: str
    left: str
    right: str
    result: str
    why: str


def no_argument(state: State) -> tuple[Argument, ...]:
    """Return the only choice of an operation without an argument."""
    return (None,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What a client can ask for.

    `choices` are a few arguments that this state allows. `example` is the argument that a learner begins with; the
    first of the choices if it is None.
    """

    argument: ArgumentKind
    help: str
    choices: Callable[[State], Iterable[Argument]] = no_argument
    example: Argument = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutator(Operation):
    """An operation of a state-based type.

    `delta`, where the type has it, gives a small state that, merged into the state before, is the state after.
    """

    apply: Callable[[State, Replica, Argument], State]
    delta: Callable[[State, Replica, Argument], State] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Operation):
    """An operation of an operation-based type: what of it travels."""

    prepare: Callable[[State, Replica, Argument], Update]


OperationKind = TypeVar("OperationKind", bound=Operation)


def checked(operations: Mapping[str, OperationKind], name: str, argument: Argument) -> OperationKind:
    """The operation of that name, if the argument is of its kind; or CrdtError."""
    if name not in operations:
        offered = ", ".join(operations)
        raise CrdtError("crdt.unknown_operation", f"There is no operation {name[:20]!r} here, only {offered}.")
    operations[name].argument.check(argument)
    return operations[name]


def no_tombstones(state: State) -> int:
    """For a type that forgets what was removed."""
    return 0


def no_runs(state: State) -> list[Any]:
    """For a type that is no text."""
    return []


@dataclass(frozen=True, slots=True, kw_only=True)
class CrdtType:
    """A replicated data type, as the rest of the app knows it.

    - `semantics`: what concurrent operations come to, in words;
    - `initial`: the state of every replica at first;
    - `value(state)`: what a client reads, as a plain JSON value;
    - `slots(state)`: what is inside, in the order in which to show it;
    - `tombstones(state)`: how many of those only say that something is gone;
    - `runs(state)`: of a text every character with its identity, as plain JSON values;
    - `twins`: naive types that have every operation of this one. The first runs beside it.
    """

    name: str
    order: int
    title: str
    source: str
    semantics: str
    initial: State
    value: Callable[[State], Any]
    slots: Callable[[State], Iterable[Slot]]
    tombstones: Callable[[State], int] = no_tombstones
    runs: Callable[[State], Sequence[Any]] = no_runs
    twins: tuple[StateBased, ...] = ()

    def size_bytes(self, state: State) -> int:
        """Return how long a state is in its canonical encoding."""
        return len(encoded(state))


@dataclass(frozen=True, slots=True, kw_only=True)
class StateBased(CrdtType):
    """A type whose states form a semilattice, with `merge` their least upper bound.

    `at_most(left, right)` is the order of the semilattice: the right knows all that the left knows. `why(slot, left,
    right)` says in a sentence what a merge makes of a slot of either. `mistakes` are plausible wrong merges of it.
    """

    operations: Mapping[str, Mutator]
    merge: Merge
    at_most: Callable[[State, State], bool]
    why: Callable[[Slot, State, State], str]
    mistakes: tuple[WrongMerge, ...] = ()

    @property
    def wrong_merges(self) -> tuple[WrongMerge, ...]:
        """The wrong merges to try: the one that is wrong for every type, and its own."""
        return (LAST_ARRIVAL, *self.mistakes)

    @property
    def has_deltas(self) -> bool:
        """Return whether an operation can be sent as a small state of its own."""
        return all(operation.delta is not None for operation in self.operations.values())

    def apply(self, state: State, replica: Replica, operation: str, argument: Argument = None) -> State:
        """The replica's state after the operation, or CrdtError."""
        return checked(self.operations, operation, argument).apply(state, replica, argument)

    def delta(self, state: State, replica: Replica, operation: str, argument: Argument = None) -> State:
        """Return what to send for the operation instead of the whole state after it, or CrdtError."""
        change = checked(self.operations, operation, argument).delta
        if change is None:
            raise CrdtError("crdt.no_deltas", f"{self.title} sends whole states.")
        return change(state, replica, argument)

    def compare(self, left: State, right: State) -> Order:
        """Return how much two states know of one another."""
        return Order.of(self.at_most(left, right), self.at_most(right, left))

    def explain(self, left: State, right: State) -> tuple[MergedSlot, ...]:
        """The merge, slot by slot: all that is in the result, then what is only in a state."""
        states = (left, right, self.merge(left, right))
        sides = [{slot.key: slot for slot in self.slots(state)} for state in states]
        slots = {**sides[2], **sides[0], **sides[1], **sides[2]}
        return tuple(
            MergedSlot(slot.kind, slot.name, *contents(slot.key, sides), self.why(slot, left, right))
            for slot in slots.values()
        )


def contents(key: Hashable, sides: Sequence[Mapping[Hashable, Slot]]) -> tuple[str, str, str]:
    """Return what a slot holds on the left, on the right and in the result."""
    left, right, result = (side[key].content if key in side else "" for side in sides)
    return left, right, result


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationBased(CrdtType):
    """A type whose concurrent updates commute.

    It needs every update delivered once at every replica, after all that its author had applied. `words(update)` is
    what it asks for, in a few characters; `explain(state, update)` says what it does to a state, in a sentence.
    """

    operations: Mapping[str, Source]
    effect: Callable[[State, Update], State]
    words: Callable[[Update], str]
    explain: Callable[[State, Update], str]

    def prepare(self, state: State, replica: Replica, operation: str, argument: Argument = None) -> Update:
        """Return what to send to every replica, the own one included; or CrdtError."""
        return checked(self.operations, operation, argument).prepare(state, replica, argument)

    def apply(self, state: State, replica: Replica, operation: str, argument: Argument = None) -> State:
        """The replica's own state after the operation, or CrdtError."""
        return self.effect(state, self.prepare(state, replica, operation, argument))


def encoded(state: State) -> bytes:
    """The canonical encoding of a state: equal states have equal bytes."""
    return json.dumps(plain(state), separators=(",", ":"), ensure_ascii=False).encode()
