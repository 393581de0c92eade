"""The faults a learner injects: for each command, one function that refuses and one that carries it out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from apps.simulation import commands as c
from apps.simulation import events as e
from apps.simulation.bounds import (
    DELAY_TICKS_MAX,
    DRIFT_PER_MILLE_MAX,
    LATENCY_TICKS_MAX,
    PER_MILLE_MAX,
    PROCESSING_TICKS_MAX,
    SKEW_TICKS_MAX,
)
from apps.simulation.errors import CommandError
from apps.simulation.network import DISTRIBUTIONS, Flight, Latency, Link
from apps.simulation.processes import NodeRecord

if TYPE_CHECKING:
    from apps.simulation.kernel import Simulation

Rule = tuple[Callable[["Simulation", Any], None], Callable[["Simulation", Any], None]]

SHOWN_CHARS = 20
CRASH_POINT = re.compile(r"(before|after) [a-zA-Z0-9_ -]{1,60}")

T = TypeVar("T")


def find(records: Mapping[str, T], name: str, noun: str) -> T:
    """The record of that name, or a CommandError that lists what there is."""
    if name not in records:
        there = ", ".join(records)
        raise CommandError(f"{noun}.unknown", f"This lab has no {noun} {name[:SHOWN_CHARS]!r}. There are {there}.")
    return records[name]


def within(value: int, low: int, high: int, noun: str, what: str) -> None:
    """Refuse a number out of its range, in words."""
    if not low <= value <= high:
        raise CommandError(f"{noun}.out_of_range", f"{what} must be from {low:,} to {high:,}; {value:,} is not.")


# Partitions and cuts


def _check_partition(simulation: Simulation, command: c.Partition) -> None:
    named = [node for group in command.groups for node in group]
    for node in named:
        find(simulation.nodes, node, "node")
    if len(set(named)) != len(named):
        raise CommandError("partition.invalid", "A node can be in one group only.")
    if len(_groups(simulation, command)) < 2:
        raise CommandError("partition.invalid", "A partition needs at least two groups with a node in each.")


def _groups(simulation: Simulation, command: c.Partition) -> tuple[tuple[str, ...], ...]:
    order = list(simulation.nodes)
    named = {node for group in command.groups for node in group}
    rest = tuple(node for node in order if node not in named)
    groups = [tuple(sorted(group, key=order.index)) for group in (*command.groups, rest) if group]
    return tuple(sorted(groups, key=lambda group: order.index(group[0])))


def _partition(simulation: Simulation, command: c.Partition) -> None:
    groups = _groups(simulation, command)
    simulation.network.partition(groups, simulation.now)
    simulation.emit(e.Partitioned, groups)
    _kill_what_crosses(simulation)


def _kill_what_crosses(simulation: Simulation) -> None:
    for flight in list(simulation.network.flights.values()):
        if not flight.waiting and simulation.network.is_cut(flight.source, flight.target):
            simulation.drop(flight, "cut")


def _heal(simulation: Simulation, _: c.Heal) -> None:
    simulation.network.partition(None, simulation.now)
    simulation.network.cuts.clear()
    simulation.emit(e.Healed)


def _check_link(simulation: Simulation, command: c.CutLink | c.MendLink) -> None:
    find(simulation.nodes, command.source, "node")
    find(simulation.nodes, command.target, "node")
    if command.source == command.target:
        raise CommandError("link.unknown", "A link joins two different nodes.")


def _cut_link(simulation: Simulation, command: c.CutLink) -> None:
    simulation.network.cuts.add((command.source, command.target))
    simulation.emit(e.LinkCut, command.source, command.target)
    _kill_what_crosses(simulation)


def _mend_link(simulation: Simulation, command: c.MendLink) -> None:
    simulation.network.cuts.discard((command.source, command.target))
    simulation.emit(e.LinkMended, command.source, command.target)


# Nodes


def _check_up(simulation: Simulation, command: c.CrashNode) -> None:
    if find(simulation.nodes, command.node, "node").status == "crashed":
        raise CommandError("node.crashed", f"{command.node} has crashed already. Restart it first.")


def _crash(simulation: Simulation, command: c.CrashNode) -> None:
    crash(simulation, simulation.nodes[command.node])


def crash(simulation: Simulation, node: NodeRecord) -> None:
    """A node loses what is volatile, and what has waited in its inbox."""
    node.status, node.machine, node.crash_point = "crashed", None, None
    node.timers.clear()
    simulation.emit_at(node.index, e.NodeCrashed)
    for item in list(node.inbox):
        if item.kind == "message":
            simulation.drop(simulation.network.flights[item.name], "crash")
    node.inbox.clear()


def _check_crashed(simulation: Simulation, command: c.RestartNode) -> None:
    if find(simulation.nodes, command.node, "node").status != "crashed":
        raise CommandError("node.not_crashed", f"{command.node} has not crashed, so it cannot be restarted.")


def _restart(simulation: Simulation, command: c.RestartNode) -> None:
    simulation.start_node(simulation.nodes[command.node])


def _check_running(simulation: Simulation, command: c.PauseNode) -> None:
    status = find(simulation.nodes, command.node, "node").status
    if status != "up":
        raise CommandError(f"node.{status}", f"{command.node} is {status} and cannot be paused.")


def _pause(simulation: Simulation, command: c.PauseNode) -> None:
    node = simulation.nodes[command.node]
    node.status = "paused"
    simulation.emit_at(node.index, e.NodePaused)


def _check_paused(simulation: Simulation, command: c.ResumeNode) -> None:
    if find(simulation.nodes, command.node, "node").status != "paused":
        raise CommandError("node.not_paused", f"{command.node} is not paused.")


def _resume(simulation: Simulation, command: c.ResumeNode) -> None:
    node = simulation.nodes[command.node]
    node.status = "up"
    simulation.emit_at(node.index, e.NodeResumed)
    simulation.work_inbox(node)


def _check_promotion(simulation: Simulation, command: c.PromoteNode) -> None:
    status = find(simulation.nodes, command.node, "node").status
    if not simulation.cluster.promotes:
        raise CommandError("promotion.unsupported", "This protocol has no primary that could be replaced by hand.")
    if status != "up":
        raise CommandError(f"node.{status}", f"{command.node} is {status} and cannot be promoted.")


def _promote(simulation: Simulation, command: c.PromoteNode) -> None:
    simulation.promote_node(simulation.nodes[command.node])


def _check_crash_point(simulation: Simulation, command: c.SetCrashPoint) -> None:
    find(simulation.nodes, command.node, "node")
    if command.point is not None and not CRASH_POINT.fullmatch(command.point):
        raise CommandError("crash_point.invalid", "A crash point says before or after what: 'after log commit'.")


def _set_crash_point(simulation: Simulation, command: c.SetCrashPoint) -> None:
    node = simulation.nodes[command.node]
    node.crash_point = command.point
    simulation.emit_at(node.index, e.CrashPointSet, command.point)


def _check_timer(simulation: Simulation, command: c.FireTimer) -> None:
    node = find(simulation.nodes, command.node, "node")
    if node.status != "up" or node.processing_ticks or node.inbox:
        raise CommandError(f"node.{node.status}", f"{command.node} is {node.status} or slow: its timers wait.")
    if command.timer not in node.timers:
        there = ", ".join(sorted(node.timers)) or "none"
        shown = command.timer[:SHOWN_CHARS]
        raise CommandError("timer.unknown", f"{command.node} has no timer {shown!r} set now. Its timers: {there}.")


def _fire_timer(simulation: Simulation, command: c.FireTimer) -> None:
    simulation.fire_timer(simulation.nodes[command.node], command.timer)


def _check_processing(simulation: Simulation, command: c.SetProcessing) -> None:
    find(simulation.nodes, command.node, "node")
    within(command.processing_ticks, 0, PROCESSING_TICKS_MAX, "processing", "The processing time in ms")


def _set_processing(simulation: Simulation, command: c.SetProcessing) -> None:
    node = simulation.nodes[command.node]
    node.processing_ticks = command.processing_ticks
    simulation.emit_at(node.index, e.ProcessingSet, command.processing_ticks)


def _check_skew(simulation: Simulation, command: c.SetSkew) -> None:
    find(simulation.nodes, command.node, "node")
    within(command.skew_ticks, -SKEW_TICKS_MAX, SKEW_TICKS_MAX, "skew", "The skew in ms")


def _set_skew(simulation: Simulation, command: c.SetSkew) -> None:
    node = simulation.nodes[command.node]
    node.wall = node.wall.with_skew(command.skew_ticks, simulation.now)
    simulation.emit_at(node.index, e.SkewSet, command.skew_ticks)


def _check_drift(simulation: Simulation, command: c.SetDrift) -> None:
    find(simulation.nodes, command.node, "node")
    within(command.per_mille, -DRIFT_PER_MILLE_MAX, DRIFT_PER_MILLE_MAX, "drift", "The drift in thousandths")


def _set_drift(simulation: Simulation, command: c.SetDrift) -> None:
    node = simulation.nodes[command.node]
    if command.per_mille != node.wall.drift_per_mille:
        _change_rate(simulation, node, command.per_mille)
    simulation.emit_at(node.index, e.DriftSet, command.per_mille)


def _change_rate(simulation: Simulation, node: NodeRecord, drift_per_mille: int) -> None:
    """Timers that have not run out keep what is left of them on the node's own clock."""
    ran_out = {item.due for item in node.inbox if item.kind == "timer"}
    left = {
        name: node.wall.local_ticks(timer.fires_tick - simulation.now)
        for name, timer in node.timers.items()
        if timer.due not in ran_out
    }
    node.wall = node.wall.with_drift(drift_per_mille, simulation.now)
    for name, local_ticks in left.items():
        simulation.reschedule_timer(node, name, node.wall.true_ticks(local_ticks))


# Links


def _link(simulation: Simulation, command: c.SetLatency | c.SetLoss | c.SetDuplication) -> Link | None:
    if command.source is None and command.target is None:
        return None
    source, target = command.source or "", command.target or ""
    find(simulation.nodes, source, "node")
    find(simulation.nodes, target, "node")
    if source == target:
        raise CommandError("link.unknown", "A link joins two different nodes.")
    return source, target


def _check_latency(simulation: Simulation, command: c.SetLatency) -> None:
    _link(simulation, command)
    if command.distribution not in DISTRIBUTIONS:
        raise CommandError("latency.out_of_range", f"The distribution is one of {', '.join(DISTRIBUTIONS)}.")
    within(command.low_ticks, 1, LATENCY_TICKS_MAX, "latency", "The shortest latency in ms")
    within(command.high_ticks, command.low_ticks, LATENCY_TICKS_MAX, "latency", "The longer latency in ms")


def _set_latency(simulation: Simulation, command: c.SetLatency) -> None:
    latency = Latency(command.distribution, command.low_ticks, command.high_ticks)
    simulation.network.change(_link(simulation, command), latency=latency)
    simulation.emit(
        e.LatencySet, command.source, command.target, command.distribution, command.low_ticks, command.high_ticks
    )


def _check_rate(simulation: Simulation, command: c.SetLoss | c.SetDuplication) -> None:
    _link(simulation, command)
    within(command.per_mille, 0, PER_MILLE_MAX, "rate", "The rate per thousand")


def _set_loss(simulation: Simulation, command: c.SetLoss) -> None:
    simulation.network.change(_link(simulation, command), loss_per_mille=command.per_mille)
    simulation.emit(e.LossSet, command.source, command.target, command.per_mille)


def _set_duplication(simulation: Simulation, command: c.SetDuplication) -> None:
    simulation.network.change(_link(simulation, command), duplication_per_mille=command.per_mille)
    simulation.emit(e.DuplicationSet, command.source, command.target, command.per_mille)


# Single messages


def _flight(simulation: Simulation, message: str) -> Flight:
    flight = simulation.network.flights.get(message)
    if flight is None:
        raise CommandError("message.unknown", "That message is no longer in flight.")
    return flight


def _check_message(simulation: Simulation, command: c.DropMessage | c.DuplicateMessage) -> None:
    _flight(simulation, command.message)


def _check_travelling(simulation: Simulation, command: c.DeliverMessage | c.DelayMessage) -> None:
    if _flight(simulation, command.message).waiting:
        raise CommandError("message.unknown", "That message has arrived already and waits at its node.")
    if isinstance(command, c.DelayMessage):
        within(command.delay_ticks, 1, DELAY_TICKS_MAX, "delay", "The delay in ms")


def _deliver(simulation: Simulation, command: c.DeliverMessage) -> None:
    simulation.arrive(_flight(simulation, command.message))


def _delay(simulation: Simulation, command: c.DelayMessage) -> None:
    flight = _flight(simulation, command.message)
    flight.arrives_tick += command.delay_ticks
    if flight.dies_tick is not None:
        flight.dies_tick += command.delay_ticks
    simulation.emit(e.MessageDelayed, flight.message, flight.body, flight.arrives_tick)
    simulation.schedule_flight(flight)


def _duplicate(simulation: Simulation, command: c.DuplicateMessage) -> None:
    flight = _flight(simulation, command.message)
    simulation.fly_copy(flight, max(1, flight.arrives_tick - flight.sent_tick))


def _drop(simulation: Simulation, command: c.DropMessage) -> None:
    simulation.drop(_flight(simulation, command.message), "command")


def _nothing_to_check(simulation: Simulation, command: c.Heal) -> None:
    """Healing is always possible."""


RULES: Mapping[type[c.Command], Rule] = {
    c.Partition: (_check_partition, _partition),
    c.Heal: (_nothing_to_check, _heal),
    c.CutLink: (_check_link, _cut_link),
    c.MendLink: (_check_link, _mend_link),
    c.CrashNode: (_check_up, _crash),
    c.RestartNode: (_check_crashed, _restart),
    c.PauseNode: (_check_running, _pause),
    c.ResumeNode: (_check_paused, _resume),
    c.PromoteNode: (_check_promotion, _promote),
    c.SetCrashPoint: (_check_crash_point, _set_crash_point),
    c.FireTimer: (_check_timer, _fire_timer),
    c.SetProcessing: (_check_processing, _set_processing),
    c.SetLatency: (_check_latency, _set_latency),
    c.SetLoss: (_check_rate, _set_loss),
    c.SetDuplication: (_check_rate, _set_duplication),
    c.SetSkew: (_check_skew, _set_skew),
    c.SetDrift: (_check_drift, _set_drift),
    c.DeliverMessage: (_check_travelling, _deliver),
    c.DelayMessage: (_check_travelling, _delay),
    c.DuplicateMessage: (_check_message, _duplicate),
    c.DropMessage: (_check_message, _drop),
}
