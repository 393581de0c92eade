"""Generated executions: replicas apply operations and merge states of one another, earlier ones and the same ones too.

An execution is a list of numbers, so that a failing one shrinks. States only of one execution have identities that are
unique, so only those are put side by side.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from apps.crdts.crdt_type import CrdtType, Replica, StateBased
from apps.crdts.errors import CrdtError

REPLICAS = ("n1", "n2", "n3")
SKEW = {"n1": 0, "n2": 40, "n3": -40}
"""What the replicas' wall clocks are off by."""

steps = st.tuples(
    st.sampled_from(REPLICAS), st.sampled_from(("apply", "apply", "merge")), st.integers(0, 99), st.integers(0, 99)
)
executions = st.lists(steps, max_size=14)


@dataclass
class Execution:
    """The replicas' states as they stand, and every state that there was."""

    crdt: StateBased
    now: dict[str, Any] = field(default_factory=dict)
    states: list[Any] = field(default_factory=list)

    def put(self, replica: str, state: Any) -> None:
        self.now[replica] = state
        self.states.append(state)


def chosen(crdt: CrdtType, state: Any, first: int, second: int) -> tuple[str, Any] | None:
    """An operation and an argument that the state allows, picked by two numbers."""
    operations: Any = crdt.operations  # type: ignore[attr-defined]
    name = sorted(operations)[first % len(operations)]
    arguments = list(operations[name].choices(state))
    return (name, arguments[second % len(arguments)]) if arguments else None


def run(crdt: StateBased, steps: list[tuple[str, str, int, int]]) -> Execution:
    """The execution of these steps."""
    execution = Execution(crdt)
    for name in REPLICAS:
        execution.put(name, crdt.initial)
    for tick, (name, kind, first, second) in enumerate(steps):
        state = execution.now[name]
        if kind == "merge":
            execution.put(name, crdt.merge(state, execution.states[first % len(execution.states)]))
        elif operation := chosen(crdt, state, first, second):
            try:
                replica = Replica(name, 10 * tick + SKEW[name])
                execution.put(name, crdt.apply(state, replica, *operation))
            except CrdtError:
                continue
    return execution
