"""What a participant of a commit protocol keeps: values under locks, and reads that wait for a lock.

Names in a participant's log, where `<t>` is a transaction:

| name | value |
|---|---|
| `prepared/<t>` | (key, written): it voted yes, and without a decision holds the lock and may not decide alone |
| `decision/<t>` | `commit` or `abort` |
| `store/<key>` | the version that it has |

Locking is strict and does not wait: whoever finds a key locked votes no. Reads wait.
"""

from collections.abc import Iterator, Mapping

from apps.agreement.machine import Machine
from apps.protocols.pictures import NodePicture
from apps.protocols.spec import STORE
from apps.simulation.effects import Effect, Reply, Request, Version, WrittenValue
from apps.simulation.node import Durable

PREPARED, DECISION = "prepared/", "decision/"
COMMIT, ABORT = "commit", "abort"

Prepared = tuple[str, WrittenValue]


def decisions(log: Durable) -> dict[str, str]:
    """By transaction what a node has decided."""
    return {name.removeprefix(DECISION): log[name] for name in log if name.startswith(DECISION)}


def in_doubt(log: Durable) -> dict[str, Prepared]:
    """By transaction the writes that a node is bound to and does not know the decision of."""
    decided = decisions(log)
    prepared = {name.removeprefix(PREPARED): log[name] for name in log if name.startswith(PREPARED)}
    return {transaction: write for transaction, write in prepared.items() if transaction not in decided}


def locks(log: Durable) -> dict[str, str]:
    """By key the transaction that holds its lock."""
    return {key: transaction for transaction, (key, _) in in_doubt(log).items()}


def decide(machine: Machine, transaction: str, outcome: str) -> Iterator[Effect]:
    """Make a decision durable and carry it out. What a crash interrupts is done again at the next start."""
    if transaction not in decisions(machine.log):
        yield from machine.persist(DECISION + transaction, outcome)
    yield from redo(machine, transaction)


def redo(machine: Machine, transaction: str) -> Iterator[Effect]:
    """Carry out a decision as far as that has not been done."""
    prepared: Prepared | None = machine.log.get(PREPARED + transaction)
    if prepared is None:
        return
    key, written = prepared
    if machine.log[DECISION + transaction] == COMMIT:
        before: tuple[Version, ...] = machine.log.get(STORE + key, ())
        number = before[0].stamp + 1 if before else 1
        yield from machine.persist(STORE + key, (Version(written, number),))
        yield from machine.persist(PREPARED + transaction, None)


def read(machine: Machine, request: Request) -> Reply:
    """The answer to a read of a key that is not locked."""
    return Reply(request.operation, request.client, machine.log.get(STORE + request.key, ()))


def held_text(log: Durable) -> str:
    """The keys that a node holds locked, for a person."""
    return ", ".join(sorted(locks(log))) or "–"


def stored_text(log: Durable) -> str:
    """The values that a node has, for a person."""
    values = {name.removeprefix(STORE): log[name][0].written.value for name in log if name.startswith(STORE)}
    return ", ".join(f"{key}={value}" for key, value in values.items()) or "–"


def outcomes(nodes: Mapping[str, NodePicture]) -> dict[str, dict[str, str]]:
    """By transaction, by node, what it has decided, where it has."""
    found: dict[str, dict[str, str]] = {}
    for name, node in nodes.items():
        for transaction, outcome in decisions(node.log).items():
            found.setdefault(transaction, {})[name] = outcome
    return found
