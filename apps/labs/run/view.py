"""What a page shows of a run at one moment, as plain JSON values: the parts of the view, each made from the
simulation alone.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any

from apps.crdts.crdt_type import OperationBased, StateBased
from apps.labs.goals.watch import GoalWatch
from apps.labs.run.board import Board
from apps.labs.run.judgement import Judgement
from apps.labs.run.phrases import message_words
from apps.labs.run.scenario import Scenario
from apps.replication.held_type import value_text
from apps.simulation import FAULTS, Simulation
from apps.simulation.effects import Version, stamp_text
from apps.simulation.network import Flight, Latency, LinkSettings
from apps.simulation.node import ALIKE
from apps.simulation.plain import plain
from apps.simulation.processes import ClientRecord, NodeRecord, Operation

OPERATIONS_SHOWN = 200
ITEMS_SHOWN = 12


def version_view(version: Version) -> dict[str, str]:
    """A stored version: its value, the write that made it, its place in the version order."""
    return {
        "value": version.written.value,
        "write": version.written.operation,
        "version": stamp_text(version.stamp),
    }


def versions_view(versions: Iterable[Version]) -> list[dict[str, str]]:
    """The versions of one key at a node."""
    return [version_view(version) for version in versions]


def node_view(simulation: Simulation, node: NodeRecord, board: Board | None) -> dict[str, Any]:
    """A node: status, clock, values, durable and volatile state, timers, vector clock, and what the board shows."""
    members = node_members(simulation, node, board)
    shown = {
        member: {name: view(held) for name, held in members[member].items()} for member, view in NODE_STATE.items()
    }
    return {**members, **shown}


def node_members(simulation: Simulation, node: NodeRecord, board: Board | None) -> dict[str, Any]:
    """The members of a node's view, but of those in `NODE_STATE` the immutable state itself, by name."""
    stored = simulation.cluster.factory.stored(node.durable)
    role = node.machine.role() if node.machine else ALIKE
    return {
        "status": node.status,
        "role": role.name,
        "leads": role.leads,
        "clock": plain(node.wall),
        "processing_ticks": node.processing_ticks,
        "crash_point": node.crash_point,
        "waiting": sum(item.kind == "message" for item in node.inbox),
        "values": {key: stored[key] for key in sorted(stored)},
        "inside": dict(simulation.cluster.factory.inside(node.durable)),
        "durable": dict(node.durable),
        "volatile": state_view(node.machine.volatile()) if node.machine else {},
        "timers": {name: timer.fires_tick for name, timer in sorted(node.timers.items())},
        "vector": list(simulation.clocks[node.index]),
        "row": board.row(node) if board else [],
        "condition": board.condition(node) if board else None,
    }


def state_view(state: Mapping[str, Any]) -> dict[str, Any]:
    """A node's state by name. Of a long sequence, such as a log, the last items, and how many come before them."""
    return {name: value_view(value) for name, value in state.items()}


def value_view(value: Any) -> Any:
    """One value of a node's state."""
    if type(value) is not tuple or len(value) <= ITEMS_SHOWN:
        return plain(value)
    return {"earlier": len(value) - ITEMS_SHOWN, "last": plain(value[-ITEMS_SHOWN:])}


NODE_STATE: Mapping[str, Callable[[Any], Any]] = {"values": versions_view, "durable": value_view}
"""How a name's state is shown, by the member of a node's view that it belongs to."""


def client_view(client: ClientRecord) -> dict[str, Any]:
    """A client: its present process, its open operation and those that wait."""
    return {
        "process": client.process,
        "open": client.open,
        "queued": list(client.queue),
        "context": plain(client.context or {}),
    }


def message_view(flight: Flight) -> dict[str, Any]:
    """A message in flight."""
    return {
        "source": flight.source,
        "target": flight.target,
        "kind": flight.body.kind,
        "category": flight.body.category,
        "label": flight.body.label,
        "words": message_words(flight.body),
        "sent_tick": flight.sent_tick,
        "arrives_tick": flight.arrives_tick,
        "dies_tick": flight.dies_tick,
        "state": "waiting" if flight.waiting else "travelling",
        "operation": flight.body.operation,
        **({"bytes": flight.body.size_bytes} if hasattr(flight.body, "size_bytes") else {}),
    }


def operation_view(operation: Operation, stale: Mapping[str, str] | None) -> dict[str, Any]:
    """An operation with its outcome; `stale` says which finished write a read missed."""
    versions = operation.versions or ()
    is_read = operation.action == "read"
    done = operation.versions is not None
    return {
        "client": operation.client,
        "process": operation.process,
        "node": operation.node,
        "kind": operation.action,
        "key": operation.key,
        "value": operation.value,
        "expected": operation.expected,
        "status": operation.status,
        "invoked_tick": operation.invoked_tick,
        "completed_tick": operation.completed_tick,
        "result": [version.written.value for version in versions] if is_read and done else None,
        "returned": [version.written.operation for version in versions] if is_read and done else None,
        "version": " ‖ ".join(stamp_text(version.stamp) for version in versions) or None,
        "reason": operation.reason,
        "stale": stale,
    }


def latency_view(latency: Latency) -> dict[str, Any]:
    """A latency distribution."""
    return {
        "distribution": latency.distribution,
        "low_ticks": latency.low_ticks,
        "high_ticks": latency.high_ticks,
    }


def link_view(link: LinkSettings) -> dict[str, Any]:
    """The settings of one direction of a link."""
    return {
        "latency": latency_view(link.latency),
        "loss_per_mille": link.loss_per_mille,
        "duplication_per_mille": link.duplication_per_mille,
    }


def network_view(simulation: Simulation) -> dict[str, Any]:
    """The partition, one-way cuts and link settings in force."""
    network = simulation.network
    return {
        "partition": plain(network.groups),
        "partition_since_tick": network.groups_since_tick,
        "cuts": [list(cut) for cut in sorted(network.cuts)],
        "default": link_view(network.default),
        "links": {f"{source}>{target}": link_view(link) for (source, target), link in sorted(network.settings.items())},
    }


def faults_view(simulation: Simulation) -> list[dict[str, Any]]:
    """The faults in force, with what makes one the same as before: its key and its label."""
    return [asdict(active) for fault in FAULTS.values() for active in fault.active(simulation)]


def type_view(crdt: StateBased | OperationBased) -> dict[str, Any]:
    """Return what every key holds in place of a register, its value while it is untouched, and whether its states
    merge.
    """
    return {
        "name": crdt.name,
        "title": crdt.title,
        "initial": value_text(crdt.value(crdt.initial)),
        "merges": isinstance(crdt, StateBased),
    }


def protocol_view(scenario: Scenario) -> dict[str, Any]:
    """The protocol with its dials, what they mean, and what clients can ask for."""
    kept = scenario.replicated_type()
    return {
        "name": scenario.protocol,
        "title": scenario.spec.title,
        "dials": dict(scenario.dials),
        "consequence": plain(scenario.consequence()),
        "actions": sorted(scenario.spec.actions_under(scenario.dials)),
        "offers": plain(scenario.offers()),
        "administration": plain(scenario.administration()),
        "type": None if kept is None else type_view(kept.crdt),
        "promotes": scenario.spec.promotes,
        **board_terms(scenario),
    }


def board_terms(scenario: Scenario) -> dict[str, Any]:
    """Return what a board is made of: its columns, and the points at which a crash can fall."""
    protocol = scenario.spec
    return {"columns": list(protocol.columns), "crash_points": plain(protocol.crash_points(scenario.dials))}


def whole_view(simulation: Simulation, scenario: Scenario, judgement: Judgement, goals: GoalWatch) -> dict[str, Any]:
    """Everything, made afresh."""
    shown = list(simulation.operations.values())[-OPERATIONS_SHOWN:]
    return {
        "processes": list(simulation.processes),
        "protocol": protocol_view(scenario),
        "keys": list(scenario.keys),
        "nodes": {name: node_view(simulation, node, judgement.board) for name, node in simulation.nodes.items()},
        "clients": {name: client_view(client) for name, client in simulation.clients.items()},
        "messages": {name: message_view(flight) for name, flight in simulation.network.flights.items()},
        "operations": {each.operation: operation_view(each, judgement.stale.get(each.operation)) for each in shown},
        "network": network_view(simulation),
        "faults": faults_view(simulation),
        "workload": {"interval_ticks": simulation.workload_interval_ticks},
        "ended": simulation.ended,
        "invariants": judgement.invariants_view(),
        "verdicts": judgement.view(),
        "convergence": judgement.convergence_view(),
        "anomalies": judgement.anomalies_view(),
        "goals": goals.view(),
    }
