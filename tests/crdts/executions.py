"""Generated executions: replicas apply operations, and merge any state that any of them ever had.

So messages are lost, repeated, reordered and delayed at will. An execution is made of a list of numbers, so that a
failing one shrinks. Identities are unique only within one execution, so only its own states are put side by side.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from apps.crdts import state_types
from apps.crdts.crdt_type import CrdtType, Replica, StateBased
from apps.crdts.errors import CrdtError

REPLICAS = ("n1", "n2", "n3")
SKEW = {"n1": 0, "n2": 40, "n3": -40}
"""What the replicas' wall clocks are off by."""

STATE_TYPES = [*state_types().values()]
DELTA_TYPES = [crdt for crdt in STATE_TYPES if crdt.has_deltas]

Step = tuple[str, str, int, int]
step = st.tuples(
    st.sampled_from(REPLICAS), st.sampled_from(("apply", "apply", "merge")), st.integers(0, 99), st.integers(0, 99)
)
steps = st.lists(step, min_size=6, max_size=16)


def type_name(crdt: CrdtType) -> str:
    return crdt.name


@dataclass(frozen=True)
class Done:
    """An operation that was carried out; `past` are the places of those that its replica knew."""

    replica: str
    name: str
    argument: Any
    past: frozenset[int]


@dataclass
class Execution:
    """What the replicas hold and know as it stands; every state that there was; and every operation."""

    crdt: StateBased
    now: dict[str, tuple[Any, frozenset[int]]] = field(default_factory=dict)
    past: list[tuple[Any, frozenset[int]]] = field(default_factory=list)
    operations: list[Done] = field(default_factory=list)

    @property
    def states(self) -> list[Any]:
        return [state for state, _ in self.past]

    def put(self, replica: str, state: Any, known: frozenset[int]) -> None:
        self.now[replica] = (state, known)
        self.past.append(self.now[replica])

    def merge(self, replica: str, other: tuple[Any, frozenset[int]]) -> None:
        state, known = self.now[replica]
        self.put(replica, self.crdt.merge(state, other[0]), known | other[1])

    def apply(self, replica: str, tick: int, name: str, argument: Any) -> None:
        state, known = self.now[replica]
        after = self.crdt.apply(state, Replica(replica, tick + SKEW[replica]), name, argument)
        self.operations.append(Done(replica, name, argument, known))
        self.put(replica, after, known | {len(self.operations) - 1})


def chosen(crdt: Any, state: Any, first: int, second: int) -> tuple[str, Any] | None:
    """An operation and an argument that the state allows, picked by two numbers."""
    name = sorted(crdt.operations)[first % len(crdt.operations)]
    arguments = list(crdt.operations[name].choices(state))
    return (name, arguments[second % len(arguments)]) if arguments else None


def run(crdt: StateBased, steps: list[Step]) -> Execution:
    """The execution of these steps."""
    execution = Execution(crdt)
    for name in REPLICAS:
        execution.put(name, crdt.initial, frozenset())
    for tick, (name, kind, first, second) in enumerate(steps):
        if kind == "merge":
            execution.merge(name, execution.past[first % len(execution.past)])
        elif operation := chosen(crdt, execution.now[name][0], first, second):
            try:
                execution.apply(name, 10 * tick, *operation)
            except CrdtError:
                continue
    return execution


def settle(execution: Execution) -> Any:
    """Anti-entropy once all is quiet: everybody hears from everybody. The state that all end up with."""
    for name in REPLICAS:
        for other in REPLICAS:
            execution.merge(name, execution.now[other])
    for name in REPLICAS:
        execution.merge(name, execution.now["n3"])
    states = [execution.now[name][0] for name in REPLICAS]
    assert all(state == states[0] for state in states)
    return states[0]
