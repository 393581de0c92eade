"""Clients: processes that issue one operation at a time at a node of their choice, and the workload that drives them.

1. An operation invoked while the client's previous one is open waits in the client's queue.
2. The client sends a request to its node and waits. The reply completes the operation: *ok*. A compare-and-set that
   compared and failed ends as *fail*, with what it found; so does an operation that the node refuses.
3. Redirected, the client sends the same request to the node it is told, a bounded number of times.
4. No reply within the client's timeout: a read *fails* (it did not happen as far as anyone can tell); anything else
   ends as *info*: it may take effect at any later time, or never. The client goes on as a new process, with an empty
   session.
5. An answer that comes after its operation has ended is received and ignored.
6. Where the cluster binds clients, a process stays at the node of its first operation. An operation at another node
   begins a new process there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from apps.simulation.bounds import (
    OPERATIONS_MAX,
    QUEUED_OPERATIONS_MAX,
    REDIRECTS_MAX,
    VALUE_CHARS_MAX,
    WORKLOAD_INTERVAL_TICKS_MAX,
    WORKLOAD_INTERVAL_TICKS_MIN,
)
from apps.simulation.commands import Change, CommandKind, InvokeOperation, SetWorkload
from apps.simulation.effects import Body, Redirect, Refuse, Reply, Request, WrittenValue
from apps.simulation.errors import CommandError
from apps.simulation.events import OperationCompleted, OperationInvoked, OperationQueued, WorkloadSet
from apps.simulation.kernel import Kernel
from apps.simulation.processes import ClientRecord, Operation
from apps.simulation.randomness import Stream
from apps.simulation.refusals import find


def check_invoke(kernel: Kernel, command: InvokeOperation) -> None:
    """Refuse an operation that names what is not there, or is too much."""
    client = find(kernel.clients, command.client, "client")
    find(kernel.nodes, command.node, "node")
    if command.key not in kernel.cluster.keys:
        keys = ", ".join(kernel.cluster.keys)
        raise CommandError("key.unknown", f"This lab has no key {command.key[:20]!r}. Its keys are {keys}.")
    if command.operation not in kernel.cluster.actions:
        raise CommandError("operation.unsupported", f"This protocol has no operation {command.operation[:20]!r}.")
    _check_value(command, is_bare=command.operation in kernel.cluster.bare_actions)
    if len(client.queue) >= QUEUED_OPERATIONS_MAX:
        raise CommandError(
            "operation.queue_full",
            f"{client.name} has {QUEUED_OPERATIONS_MAX} operations waiting already. Let time go on until one is done.",
        )
    if len(kernel.operations) >= OPERATIONS_MAX:
        raise CommandError("operation.too_many", f"This run has reached its bound of {OPERATIONS_MAX:,} operations.")


def _check_value(command: InvokeOperation, *, is_bare: bool) -> None:
    if not is_bare and not command.value:
        raise CommandError("value.missing", f"A {command.operation} needs a value.")
    if is_bare and command.value is not None:
        raise CommandError("value.unexpected", f"A {command.operation} takes no value.")
    if command.operation != "cas" and command.expected is not None:
        raise CommandError("value.unexpected", "Only a compare-and-set takes an expected value.")
    if command.expected == "":
        raise CommandError("value.missing", "The expected value is empty. Leave it out to mean the initial value.")
    for value in (command.value or "", command.expected or ""):
        if len(value) > VALUE_CHARS_MAX:
            raise CommandError(
                "value.too_long", f"The value has {len(value):,} characters; at most {VALUE_CHARS_MAX} are allowed."
            )


def invoke(kernel: Kernel, command: InvokeOperation) -> None:
    """Begin an operation, or queue it behind the client's open one."""
    client = kernel.clients[command.client]
    name = kernel.next_operation(client.name)
    client.issued += 1
    operation = Operation(
        operation=name,
        number=client.issued,
        client=client.name,
        node=command.node,
        action=command.operation,
        key=command.key,
        value=command.value,
        expected=command.expected,
    )
    kernel.operations[operation.operation] = operation
    if client.open is None:
        _begin(kernel, client, operation)
    else:
        operation.process = client.process
        client.queue.append(operation.operation)
        kernel.emit(OperationQueued, operation.operation)


def _begin(kernel: Kernel, client: ClientRecord, operation: Operation) -> None:
    if kernel.cluster.binds_clients and client.bound not in (None, operation.node):
        client.begin_process()
    client.bound = operation.node
    client.open = operation.operation
    operation.process = client.process
    operation.status = "open"
    operation.invoked_tick = kernel.now
    kernel.emit_at(client.index, OperationInvoked, operation.operation)
    operation.invoked_sequence = kernel.sequence
    _ask(kernel, client, operation, operation.node)
    kernel.schedule(kernel.cluster.client_timeout_ticks, _time_out, operation.operation)


def _ask(kernel: Kernel, client: ClientRecord, operation: Operation, node: str) -> None:
    written = None if operation.action == "read" else WrittenValue(operation.operation, operation.value or "")
    request = Request(
        operation.operation,
        operation.number,
        client.name,
        client.process,
        operation.action,
        operation.key,
        written,
        client.context,
        operation.expected,
        operation.redirects,
    )
    kernel.send_from_client(client, request, node)


def receive(kernel: Kernel, client: ClientRecord, body: Body) -> None:
    """An answer reached the client: take it if it is about the open operation."""
    if client.open is not None and client.open == body.operation:
        RECEIVERS[type(body)](kernel, client, kernel.operations[client.open], body)


def _receive_reply(kernel: Kernel, client: ClientRecord, operation: Operation, reply: Reply) -> None:
    operation.versions, operation.swapped = reply.versions, reply.swapped
    if reply.context is not None:
        client.context = reply.context
    if reply.swapped is False:
        found = " ‖ ".join(version.written.value for version in reply.versions) or "the initial value"
        wanted = operation.expected or "the initial value"
        operation.reason = f"it compared {operation.key} with {wanted}, and it was {found}"
        _complete(kernel, client, operation, "fail")
        return
    if reply.swapped:
        operation.read_versions = reply.observed
    _complete(kernel, client, operation, "ok")


def _receive_refusal(kernel: Kernel, client: ClientRecord, operation: Operation, refusal: Refuse) -> None:
    operation.reason = refusal.reason
    _complete(kernel, client, operation, "fail")


def _receive_redirect(kernel: Kernel, client: ClientRecord, operation: Operation, redirect: Redirect) -> None:
    if redirect.attempt == operation.redirects < REDIRECTS_MAX:
        operation.redirects += 1
        _ask(kernel, client, operation, redirect.node)


RECEIVERS: Mapping[type[Any], Callable[[Kernel, ClientRecord, Operation, Any], None]] = {
    Reply: _receive_reply,
    Refuse: _receive_refusal,
    Redirect: _receive_redirect,
}


def _time_out(kernel: Kernel, name: str, _: int) -> bool:
    operation = kernel.operations[name]
    if operation.status != "open":
        return False
    client = kernel.clients[operation.client]
    operation.reason = f"no answer within {kernel.cluster.client_timeout_ticks} ms"
    _complete(kernel, client, operation, "fail" if operation.action == "read" else "info")
    return True


def _complete(kernel: Kernel, client: ClientRecord, operation: Operation, status: str) -> None:
    operation.status = status
    operation.completed_tick = kernel.now
    kernel.emit_at(client.index, OperationCompleted, operation.operation, status, operation.versions or ())
    operation.completed_sequence = kernel.sequence
    client.open = None
    if status == "info":
        client.begin_process()
    if client.queue:
        _begin(kernel, client, kernel.operations[client.queue.pop(0)])


def check_workload(kernel: Kernel, command: SetWorkload) -> None:
    """Refuse a pace out of bounds."""
    low, high = WORKLOAD_INTERVAL_TICKS_MIN, WORKLOAD_INTERVAL_TICKS_MAX
    if command.interval_ticks != 0 and not low <= command.interval_ticks <= high:
        raise CommandError("workload.out_of_range", f"The interval must be 0 (off) or from {low} to {high} ms.")


def set_workload(kernel: Kernel, command: SetWorkload) -> None:
    """Change the clients' own pace, from now on."""
    kernel.emit(WorkloadSet, command.interval_ticks)
    start_workload(kernel, command.interval_ticks)


def start_workload(kernel: Kernel, interval_ticks: int) -> None:
    """Let each client issue operations by itself about every `interval_ticks`; 0 stops them."""
    kernel.workload_interval_ticks = interval_ticks
    kernel.workload_generation += 1
    if interval_ticks:
        for client in kernel.clients.values():
            stream = Stream(kernel.seed, "workload", f"{client.name}@{kernel.now}")
            _schedule_work(kernel, client, stream, kernel.workload_generation)


def _schedule_work(kernel: Kernel, client: ClientRecord, stream: Stream, generation: int) -> None:
    interval_ticks = kernel.workload_interval_ticks
    delay_ticks = interval_ticks // 2 + stream.below(interval_ticks)
    kernel.schedule(delay_ticks, _work, (client, stream, generation))


def _work(kernel: Kernel, worker: tuple[ClientRecord, Stream, int], _: int) -> bool:
    """Issue one operation of the workload: half reads, half changes.

    It is at any node, or at the one that the client is bound to. Once the run has all its operations this ends: it
    would go on for ever without an event.
    """
    client, stream, generation = worker
    if generation != kernel.workload_generation:
        return False
    if len(kernel.operations) >= OPERATIONS_MAX:
        return True
    nodes, keys = kernel.cluster.nodes, kernel.cluster.keys
    node, key = nodes[stream.below(len(nodes))], keys[stream.below(len(keys))]
    writes = stream.below(2) == 1 or "read" not in kernel.cluster.actions
    if kernel.cluster.binds_clients and client.bound is not None:
        node = client.bound
    if client.open is None:
        action, value = _change(kernel, client, stream) if writes else ("read", None)
        invoke(kernel, InvokeOperation(client=client.name, node=node, operation=action, key=key, value=value))
    _schedule_work(kernel, client, stream, generation)
    return True


def _change(kernel: Kernel, client: ClientRecord, stream: Stream) -> Change:
    """A write of the client's own next number, or what else this cluster's clients do."""
    changes = kernel.cluster.changes
    return changes[stream.below(len(changes))] if changes else ("write", f"{client.name[0]}{client.issued + 1}")


COMMANDS = (
    CommandKind("invoke", InvokeOperation, check_invoke, invoke),
    CommandKind("set_workload", SetWorkload, check_workload, set_workload),
)
