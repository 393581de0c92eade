"""What can be done to a node: crashes, pauses, promotion, timers, and a slow or wrong clock."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from apps.simulation import commands as c
from apps.simulation import events as e
from apps.simulation.bounds import DRIFT_PER_MILLE_MAX, PROCESSING_TICKS_MAX, SKEW_TICKS_MAX
from apps.simulation.errors import CommandError
from apps.simulation.processes import NodeRecord
from apps.simulation.refusals import SHOWN_CHARS, Rule, find, within

if TYPE_CHECKING:
    from apps.simulation.kernel import Simulation

CRASH_POINT = re.compile(r"(before|after) [a-zA-Z0-9_ -]{1,60}")


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


RULES: Mapping[type[c.Command], Rule] = {
    c.CrashNode: (_check_up, _crash),
    c.RestartNode: (_check_crashed, _restart),
    c.PauseNode: (_check_running, _pause),
    c.ResumeNode: (_check_paused, _resume),
    c.PromoteNode: (_check_promotion, _promote),
    c.SetCrashPoint: (_check_crash_point, _set_crash_point),
    c.FireTimer: (_check_timer, _fire_timer),
    c.SetProcessing: (_check_processing, _set_processing),
    c.SetSkew: (_check_skew, _set_skew),
    c.SetDrift: (_check_drift, _set_drift),
}
