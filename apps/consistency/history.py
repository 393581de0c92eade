"""Histories: what clients did and saw, with nothing of how the store did it.

An operation is placed in real time by the event sequences of its invocation and completion, so that two events of one
tick are still ordered. `a` precedes `b` iff `a.completed < b.invoked`.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a process.

    `completed` is None while it is open. `status` is open, ok, fail or info. `stamps` are places in the version order
    of its key: of the version written, or of the versions a read returned (none: the initial value).
    """

    operation: str
    process: str
    action: str
    key: str
    invoked: int
    completed: int | None
    status: str
    stamps: tuple[Any, ...]

    def precedes(self, other: "Operation") -> bool:
        """Whether this one had completed before the other was invoked."""
        return self.completed is not None and self.completed < other.invoked
