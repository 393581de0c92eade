"""Clients: processes that issue one operation at a time at a node of their choice, and the workload that drives them.

1. An operation invoked while the client's previous one is open waits in the client's queue.
2. The client sends a request to its node and waits. The reply completes the operation: *ok*.
3. No reply within the client's timeout: a read *fails* (it did not happen as far as anyone can tell); a write ends as
   *info*: it may take effect at any later time, or never. The client goes on as a new process, with an empty session.
4. A reply that comes after its operation has ended is received and ignored.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from apps.simulation.bounds import (
    OPERATIONS_MAX,
    QUEUED_OPERATIONS_MAX,
    VALUE_CHARS_MAX,
    WORKLOAD_INTERVAL_TICKS_MAX,
    WORKLOAD_INTERVAL_TICKS_MIN,
)
from apps.simulation.commands import Command, InvokeOperation, SetWorkload
from apps.simulation.effects import Body, Reply, Request, WrittenValue
from apps.simulation.errors import CommandError
from apps.simulation.events import OperationCompleted, OperationInvoked, OperationQueued, WorkloadSet
from apps.simulation.faults import Rule, find
from apps.simulation.processes import ClientRecord, Operation
from apps.simulation.randomness import Stream

if TYPE_CHECKING:
    from apps.simulation.kernel import Simulation


def check_invoke(simulation: Simulation, command: InvokeOperation) -> None:
    """Refuse an operation that names what is not there, or is too much."""
    client = find(simulation.clients, command.client, "client")
    find(simulation.nodes, command.node, "node")
    if command.key not in simulation.cluster.keys:
        keys = ", ".join(simulation.cluster.keys)
        raise CommandError("key.unknown", f"This lab has no key {command.key[:20]!r}. Its keys are {keys}.")
    if command.operation not in simulation.cluster.actions:
        raise CommandError("operation.unsupported", f"This protocol has no operation {command.operation[:20]!r}.")
    _check_value(command)
    if len(client.queue) >= QUEUED_OPERATIONS_MAX:
        raise CommandError(
            "operation.queue_full",
            f"{client.name} has {QUEUED_OPERATIONS_MAX} operations waiting already. Let time go on until one is done.",
        )
    if len(simulation.operations) >= OPERATIONS_MAX:
        raise CommandError("operation.too_many", f"This run has reached its bound of {OPERATIONS_MAX:,} operations.")


def _check_value(command: InvokeOperation) -> None:
    value = command.value or ""
    if command.operation == "write" and not value:
        raise CommandError("value.missing", "A write needs a value.")
    if command.operation == "read" and command.value is not None:
        raise CommandError("value.unexpected", "A read takes no value.")
    if len(value) > VALUE_CHARS_MAX:
        raise CommandError(
            "value.too_long", f"The value has {len(value):,} characters; at most {VALUE_CHARS_MAX} are allowed."
        )


def invoke(simulation: Simulation, command: InvokeOperation) -> None:
    """Begin an operation, or queue it behind the client's open one."""
    client = simulation.clients[command.client]
    name = simulation.next_operation(client.name)
    client.issued += 1
    operation = Operation(
        operation=name,
        number=client.issued,
        client=client.name,
        node=command.node,
        action=command.operation,
        key=command.key,
        value=command.value if command.operation == "write" else None,
    )
    simulation.operations[operation.operation] = operation
    if client.open is None:
        _begin(simulation, client, operation)
    else:
        operation.process = client.process
        client.queue.append(operation.operation)
        simulation.emit(OperationQueued, operation.operation)


def _begin(simulation: Simulation, client: ClientRecord, operation: Operation) -> None:
    client.open = operation.operation
    operation.process = client.process
    operation.status = "open"
    operation.invoked_tick = simulation.now
    simulation.emit_at(client.index, OperationInvoked, operation.operation)
    operation.invoked_sequence = simulation.sequence
    written = None if operation.value is None else WrittenValue(operation.operation, operation.value)
    request = Request(
        operation.operation,
        operation.number,
        client.name,
        client.process,
        operation.action,
        operation.key,
        written,
        client.context,
    )
    simulation.send_from_client(client, request, operation.node)
    simulation.schedule(
        simulation.cluster.client_timeout_ticks, lambda name, _: _time_out(simulation, name), operation.operation
    )


def receive_reply(simulation: Simulation, client: ClientRecord, body: Body) -> None:
    """A reply reached the client: complete its open operation if it is the one answered."""
    assert type(body) is Reply
    if client.open != body.operation:
        return
    operation = simulation.operations[body.operation]
    operation.versions = body.versions
    if body.context is not None:
        client.context = body.context
    _complete(simulation, client, operation, "ok")


def _time_out(simulation: Simulation, name: str) -> bool:
    operation = simulation.operations[name]
    if operation.status != "open":
        return False
    client = simulation.clients[operation.client]
    operation.reason = f"no answer within {simulation.cluster.client_timeout_ticks} ms"
    _complete(simulation, client, operation, "fail" if operation.action == "read" else "info")
    return True


def _complete(simulation: Simulation, client: ClientRecord, operation: Operation, status: str) -> None:
    operation.status = status
    operation.completed_tick = simulation.now
    simulation.emit_at(client.index, OperationCompleted, operation.operation, status, operation.versions or ())
    operation.completed_sequence = simulation.sequence
    client.open = None
    if status == "info":
        client.incarnation += 1
        client.context = None
    if client.queue:
        _begin(simulation, client, simulation.operations[client.queue.popleft()])


def check_workload(simulation: Simulation, command: SetWorkload) -> None:
    """Refuse a pace out of bounds."""
    low, high = WORKLOAD_INTERVAL_TICKS_MIN, WORKLOAD_INTERVAL_TICKS_MAX
    if command.interval_ticks != 0 and not low <= command.interval_ticks <= high:
        raise CommandError("workload.out_of_range", f"The interval must be 0 (off) or from {low} to {high} ms.")


def set_workload(simulation: Simulation, command: SetWorkload) -> None:
    """Change the clients' own pace, from now on."""
    simulation.emit(WorkloadSet, command.interval_ticks)
    start_workload(simulation, command.interval_ticks)


def start_workload(simulation: Simulation, interval_ticks: int) -> None:
    """Let each client issue operations by itself about every `interval_ticks`; 0 stops them."""
    simulation.workload_interval_ticks = interval_ticks
    simulation.workload_due += 1
    if interval_ticks:
        for client in simulation.clients.values():
            stream = Stream(simulation.seed, "workload", f"{client.name}@{simulation.now}")
            _schedule_work(simulation, client, stream, simulation.workload_due)


def _schedule_work(simulation: Simulation, client: ClientRecord, stream: Stream, due: int) -> None:
    interval_ticks = simulation.workload_interval_ticks
    delay_ticks = interval_ticks // 2 + stream.below(interval_ticks)
    simulation.schedule(delay_ticks, lambda *_: _work(simulation, client, stream, due), client.name)


def _work(simulation: Simulation, client: ClientRecord, stream: Stream, due: int) -> bool:
    """One operation of the workload: at any node, half reads, half writes of the client's own next number."""
    if due != simulation.workload_due:
        return False
    nodes, keys = simulation.cluster.nodes, simulation.cluster.keys
    node, key = nodes[stream.below(len(nodes))], keys[stream.below(len(keys))]
    writes = stream.below(2) == 1
    if client.open is None and len(simulation.operations) < OPERATIONS_MAX:
        value = f"{client.name[0]}{client.issued + 1}" if writes else None
        action = "write" if writes else "read"
        invoke(simulation, InvokeOperation(client=client.name, node=node, operation=action, key=key, value=value))
    _schedule_work(simulation, client, stream, due)
    return True


RULES: Mapping[type[Command], Rule] = {
    InvokeOperation: (check_invoke, invoke),
    SetWorkload: (check_workload, set_workload),
}
