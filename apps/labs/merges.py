"""A merge of a run, opened: what a node held, what came to it, and what it made of both.

A delivery is the first thing in its step, so the run at the event before it is the node as the message found it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from apps.labs.moment import simulation_at
from apps.labs.scenario import Scenario
from apps.labs.session import LoggedCommand
from apps.replication.protocol import KeyMerge
from apps.simulation import Position
from apps.simulation import events as e


@dataclass(frozen=True, slots=True)
class OpenedMerge:
    """A message that carried states to a node, and what it did there, key by key."""

    tick: int
    source: str
    node: str
    merges: tuple[KeyMerge, ...]


def opened_merge(
    scenario: Scenario, seed: int, log: Sequence[LoggedCommand], to: Position, seq: int
) -> OpenedMerge | None:
    """The merge that event `seq` of a run brought about, if it did."""
    kept = scenario.replicated_type()
    if kept is None:
        return None
    events = simulation_at(scenario, seed, log, to, seq).drain()
    event = next((event for event in events if event.sequence == seq), None)
    if not isinstance(event, e.MessageDelivered) or event.process not in scenario.nodes:
        return None
    before = simulation_at(scenario, seed, log, to, seq - 1)
    merges = kept.merges(before.nodes[event.process].durable, event.body)
    return OpenedMerge(event.tick, event.source, event.process, merges) if merges else None
