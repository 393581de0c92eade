"""Histories: what clients did and saw, with nothing of how the store did it.

An operation is placed in real time by the event sequences of its invocation and completion, so that two events of one
tick are still ordered. `a` precedes `b` iff `a.completed < b.invoked`; intervals that touch are concurrent.
"""

from dataclasses import dataclass
from typing import Any

READERS = frozenset({"read", "cas", "dequeue"})
"""Actions that answer with something of the store's state."""

WRITERS = frozenset({"write", "cas", "append", "increment", "add", "remove", "enqueue", "dequeue"})
"""Actions that may change the store's state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation of a process (a client's session, which has at most one operation open).

    `operation` names it in its history. `action` is read, write, cas, append, increment, add, remove, enqueue or
    dequeue; `value` its argument, for a cas the pair (expected, new), an expected None being the initial value.
    `result` is what an `ok` one answered, None for the initial value. `completed` is None while it is open.

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
        """Whether it answered with something of the state."""
        return self.status == "ok" and self.action in READERS

    @property
    def writes(self) -> bool:
        """Whether it changed the state, or may have."""
        return self.status != "fail" and self.action in WRITERS and self.result is not False

    def precedes(self, other: "Operation") -> bool:
        """Whether this one had completed before the other was invoked."""
        return self.completed is not None and self.completed < other.invoked
