"""What several predicates ask of a run: its operations in words, its partitions, whether all nodes are up and equal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from apps.labs.goals.evidence import Evidence
from apps.labs.run.convergence import CONVERGED
from apps.labs.run.narration import operation_text
from apps.simulation import events as e
from apps.simulation.arguments import ADMINISTRATION
from apps.simulation.faults.partition import Healed, Partitioned
from apps.simulation.processes import Operation

NEVER = 1 << 60


def told(operation: Operation) -> str:
    """An operation as a sentence names it: `alice's write x = 1`."""
    return f"{operation.client}'s {operation_text(operation)}"


def listed(names: Sequence[str]) -> str:
    """Names in a row: `n1, n2 and n3`."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def names(operations: Iterable[Operation]) -> tuple[str, ...]:
    """The identities of operations."""
    return tuple(operation.operation for operation in operations)


def counted(number: int, thing: str) -> str:
    """`1 operation`, `2 operations`."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def so_far(number: int, wanted: int, thing: str) -> str:
    """`0 of 3 operations`, `2 of 3 operations`."""
    return f"{number} of {counted(wanted, thing)}"


# Operations


def finished(run: Evidence) -> list[Operation]:
    """The operations that ended ok, in the order of their ends."""
    operations = run.simulation.operations
    return [operations[event.operation] for event in run.of(e.OperationCompleted) if event.status == "ok"]


def changes(run: Evidence) -> list[Operation]:
    """The acknowledged operations that change a key."""
    return [operation for operation in finished(run) if operation.action not in ("read", *ADMINISTRATION)]


def began(operation: Operation) -> int:
    """The place of its invocation in the run."""
    return NEVER if operation.invoked_sequence is None else operation.invoked_sequence


def ended(operation: Operation) -> int:
    """The place of its end in the run."""
    return NEVER if operation.completed_sequence is None else operation.completed_sequence


# Partitions


@dataclass(frozen=True, slots=True)
class Cut:
    """A partition while it stood: the events that began and ended it (`NEVER`: it stands still), and its groups."""

    since: int
    until: int
    groups: tuple[tuple[str, ...], ...]

    def side(self, node: str) -> tuple[str, ...]:
        """The group that a node is in."""
        return next(group for group in self.groups if node in group)

    def contains(self, operation: Operation) -> bool:
        """Return whether an operation began and ended while it stood."""
        return self.since < began(operation) and ended(operation) < self.until


def cuts(run: Evidence) -> Iterator[Cut]:
    """Every partition so far, the latest first."""
    ends: list[e.Event] = [*run.of(Partitioned), *run.of(Healed)]
    for cut in reversed(run.of(Partitioned)):
        until = min((event.sequence for event in ends if event.sequence > cut.sequence), default=NEVER)
        yield Cut(cut.sequence, until, cut.groups)


def on_both_sides(run: Evidence, cut: Cut, *, same_key: bool) -> tuple[Operation, Operation] | None:
    """Two changes that were acknowledged on different sides while a cut stood, the earlier first."""
    found = [operation for operation in changes(run) if cut.contains(operation)]
    for place, later in enumerate(found):
        for earlier in found[:place]:
            is_apart = cut.side(earlier.node) != cut.side(later.node)
            if is_apart and (earlier.key == later.key or not same_key):
                return earlier, later
    return None


# Replicas


def not_all_up(run: Evidence) -> str:
    """Why not all nodes take part now, in a sentence with what to do; empty: they do."""
    down = [name for name, node in run.simulation.nodes.items() if node.status != "up"]
    if down:
        return f"{listed(down)} {'is' if len(down) == 1 else 'are'} not up: have all nodes run again."
    return "The cluster is still partitioned: heal it." if run.simulation.network.groups else ""


def are_equal(run: Evidence) -> bool:
    """Return whether the nodes that are up hold the same."""
    return run.judgement.convergence.state == CONVERGED
