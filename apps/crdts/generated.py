"""Generated states of a type: those of a few replicas that act, and merge what any of them ever had.

All states of one seed belong to one execution, so identities in them are unique, as the laws take for granted.
"""

from __future__ import annotations

from apps.crdts.crdt_type import Replica, State, StateBased
from apps.crdts.errors import CrdtError
from apps.simulation.randomness import Stream

REPLICAS = ("n1", "n2", "n3")
STEPS = 14
MERGES_IN_THREE = 1


def generated_states(crdt: StateBased, seed: int) -> list[State]:
    """The states of one execution, in the order in which they came to be, the initial one first."""
    stream = Stream(seed, "states", crdt.name)
    now = dict.fromkeys(REPLICAS, crdt.initial)
    states = [crdt.initial]
    for tick in range(STEPS):
        name = REPLICAS[stream.below(len(REPLICAS))]
        if stream.below(3) < MERGES_IN_THREE:
            now[name] = crdt.merge(now[name], states[stream.below(len(states))])
        else:
            now[name] = _after_an_operation(crdt, now[name], Replica(name, tick), stream)
        states.append(now[name])
    return states


def _after_an_operation(crdt: StateBased, state: State, replica: Replica, stream: Stream) -> State:
    """The state after one of the operations that it offers; as it is, if that turns out not to be allowed."""
    offered = [(name, argument) for name, each in crdt.operations.items() for argument in each.choices(state)]
    try:
        return crdt.apply(state, replica, *offered[stream.below(len(offered))])
    except CrdtError:
        return state
