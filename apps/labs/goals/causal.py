"""Goals about causal order: what overtook its cause waits for it."""

from __future__ import annotations

from collections.abc import Mapping

from apps.labs.goals.evidence import Evidence
from apps.labs.goals.facts import changes
from apps.labs.goals.goal import Finding, NotYet, Reached
from apps.replication.broadcast.node import BroadcastNode
from apps.replication.causal import CausalNode
from apps.simulation import events as e
from apps.simulation.faults.latency import LatencySet
from apps.simulation.faults.partition import Partitioned

Waits = Mapping[str, tuple[str, ...]]
"""What waits at a node, by name, with what it waits for."""


def waited_for_cause(run: Evidence) -> Finding:
    """A write or an operation that had overtaken what it depends on waited at a node (in the buffer of causal memory,
    or in the inbox of causal delivery) until that had come, and then took effect.
    """
    for event in run.latest:
        if isinstance(event, e.NodeCrashed):
            run.seen.pop(("waits", event.process), None)
        elif isinstance(event, e.MessageDelivered) and event.process in run.simulation.nodes:
            released = _follow(run, event)
            if released:
                return released
    return NotYet(_why_nothing_waited(run))


def _follow(run: Evidence, event: e.MessageDelivered) -> Reached | None:
    """Take note of what waits at the node now; whether something that waited before took effect with this delivery."""
    node = str(event.process)
    waits = _waits(run, node)
    before: dict[str, e.MessageDelivered] = run.seen.get(("waits", node), {})
    run.seen["waits", node] = {name: before.get(name, event) for name in waits}
    released = next((name for name in before if name not in waits), None)
    if released is None:
        return None
    arrived = before[released]
    operations = tuple(each.body.operation for each in (arrived, event) if each.body.operation)
    text = f"{released} reached {node} at {arrived.tick} ms, waited for what it depends on, and took effect at"
    return Reached(f"{text} {event.tick} ms.", operations, (arrived.sequence, event.sequence))


def _waits(run: Evidence, node: str) -> Waits:
    machine = run.simulation.nodes[node].machine
    if isinstance(machine, CausalNode):
        return {
            update.version.written.operation: tuple(update.waits_for(machine.applied))
            for update in machine.buffer.values()
        }
    if isinstance(machine, BroadcastNode) and machine.kept.causal:
        return {each.name: tuple(machine.inbox.missing(each)) for each in machine.inbox.waiting}
    return {}


def _why_nothing_waited(run: Evidence) -> str:
    if not any(isinstance(node.machine, CausalNode | BroadcastNode) for node in run.simulation.nodes.values()):
        return "Here nothing waits for its cause: choose a protocol that delivers in causal order under Guarantee."
    for node in run.simulation.nodes:
        for name, causes in _waits(run, node).items():
            return f"{name} waits at {node} for {', '.join(causes)}: let that arrive."
    if not changes(run):
        return "Write something, and delay one of its messages on its way."
    if not run.of(e.MessageDelayed) and not run.of(LatencySet) and not run.of(Partitioned):
        return (
            "Everything arrived in order. Delay a message, and let a client that has seen its write make another write."
        )
    return "Nothing came before its cause. The writer of the effect must have seen the cause, the late node must not."


GOALS = (waited_for_cause,)
