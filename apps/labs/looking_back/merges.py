"""A delivery of a run, opened: what a node held, what came to it, and what it made of both: a merge of states, or the
effect of operations.

A delivery is the first thing in its step, so the run at the event before it is the node as the message found it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from apps.labs.looking_back.moment import simulation_at
from apps.labs.run.scenario import Scenario
from apps.labs.run.session import LoggedCommand
from apps.protocols.replicated_type import KeyEffect, KeyMerge
from apps.simulation import Position
from apps.simulation import events as e


@dataclass(frozen=True, slots=True)
class OpenedMerge:
    """A message that carried states to a node, or operations, and what it did there: key by key, or one by one.

    `repeated` names those of the operations that had arrived there before, whether the node knew it or not.
    """

    tick: int
    source: str
    node: str
    merges: tuple[KeyMerge, ...]
    effects: tuple[KeyEffect, ...]
    repeated: frozenset[str]


def opened_merge(
    scenario: Scenario, seed: int, log: Sequence[LoggedCommand], to: Position, seq: int
) -> OpenedMerge | None:
    """Return what event `seq` of a run did, if it is the arrival of states or operations at a node."""
    kept = scenario.replicated_type()
    if kept is None:
        return None
    events = simulation_at(scenario, seed, log, to, seq).drain()
    event = next((event for event in events if event.sequence == seq), None)
    if not isinstance(event, e.MessageDelivered) or event.process not in scenario.nodes:
        return None
    before = simulation_at(scenario, seed, log, to, seq - 1).nodes[event.process].durable
    merges, effects = kept.merges(before, event.body), kept.effects(before, event.body)
    if not merges and not effects:
        return None
    earlier = (each for each in events if isinstance(each, e.MessageDelivered) and each.sequence < seq)
    here = (effect for each in earlier if each.process == event.process for effect in kept.effects({}, each.body))
    repeated = {effect.name for effect in effects} & {effect.name for effect in here}
    return OpenedMerge(event.tick, event.source, event.process, merges, effects, frozenset(repeated))
