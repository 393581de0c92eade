"""The laws of a state-based type, tried on the states of a run: with the type's merge, or a wrong one on purpose.

1. *At hand* at a moment are the states that the nodes hold for a key, those in flight, and those that the latest
   messages carried, in this order, each once.
2. *Generated* states come from executions of the type alone. For a wrong merge the one is taken, of the first few, that
   breaks the most of its laws.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from apps.crdts.crdt_type import Merge, Slot, State, StateBased
from apps.crdts.generated import generated_states
from apps.crdts.laws import Counterexample, Side, Trial, different, try_laws
from apps.crdts.wrong_merge import WrongMerge
from apps.labs.looking_back.moment import simulation_at
from apps.labs.run.scenario import Scenario
from apps.labs.run.session import LoggedCommand
from apps.replication.held_type import state_of, value_text
from apps.simulation import Position, Simulation
from apps.simulation import events as e

RECENT_MESSAGES = 12
SEEDS = 40


@dataclass(frozen=True, slots=True)
class StateAtHand:
    """A state, and where it is or was."""

    where: tuple[str, ...]
    state: State


@dataclass(frozen=True, slots=True)
class Row:
    """A slot through both sides of a broken law: what it holds in each state, and whether the sides differ in it."""

    kind: str
    name: str
    cells: tuple[str, ...]
    differs: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A broken law, to be read: the states by letter and the sides, with the value and the slots of each."""

    heads: tuple[str, ...]
    values: tuple[str, ...]
    rows: tuple[Row, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Tried:
    """Every law on a few states; `wrong` is the merge, if it is not the type's own."""

    crdt: StateBased
    wrong: WrongMerge | None
    states: tuple[StateAtHand, ...]
    trials: tuple[Trial, ...]

    @property
    def broken(self) -> tuple[str, ...]:
        """The laws that are broken."""
        return tuple(trial.law for trial in self.trials if not trial.holds)


def states_at_hand(
    scenario: Scenario, seed: int, log: Sequence[LoggedCommand], to: Position, seq: int, key: str
) -> tuple[StateAtHand, ...]:
    """The states of a key at the moment after event `seq`."""
    simulation = simulation_at(scenario, seed, log, to, seq)
    found: list[tuple[str, State]] = list(_found(simulation, scenario, key))
    states = different(state for _, state in found)
    return tuple(
        StateAtHand(tuple(dict.fromkeys(where for where, each in found if each == state)), state) for state in states
    )


def _found(simulation: Simulation, scenario: Scenario, key: str) -> Iterator[tuple[str, State]]:
    kept = scenario.replicated_type()
    assert kept is not None
    for name, node in simulation.nodes.items():
        yield name, state_of(kept.crdt, node.durable, key)
    for name, flight in simulation.network.flights.items():
        for state in kept.carried(flight.body, key):
            yield f"in {name}", state
    sent = [event for event in simulation.drain() if isinstance(event, e.MessageSent) and kept.carried(event.body, key)]
    for event in reversed(sent[-RECENT_MESSAGES:]):
        for state in kept.carried(event.body, key):
            yield f"in {event.message}", state


def try_at_hand(crdt: StateBased, merge: str, states: tuple[StateAtHand, ...]) -> Tried:
    """Every law on states at hand."""
    wrong = wrong_merge(crdt, merge)
    return Tried(crdt, wrong, states, try_laws(crdt, _merge(crdt, wrong), (each.state for each in states)))


def try_generated(crdt: StateBased, merge: str) -> Tried:
    """Every law on generated states: for a wrong merge, on those that break the most."""
    wrong = wrong_merge(crdt, merge)
    best: Tried | None = None
    for seed in range(SEEDS if wrong else 1):
        states = different(reversed(generated_states(crdt, seed)))
        trials = try_laws(crdt, _merge(crdt, wrong), states)
        tried = Tried(crdt, wrong, tuple(StateAtHand((), state) for state in states), trials)
        if best is None or len(tried.broken) > len(best.broken):
            best = tried
        if wrong and set(best.broken) == set(wrong.breaks):
            break
    assert best is not None
    return best


def wrong_merge(crdt: StateBased, name: str) -> WrongMerge | None:
    """The wrong merge of that name; None for the type's own, which has no name. Raises KeyError."""
    return {wrong.name: wrong for wrong in crdt.wrong_merges}[name] if name else None


def _merge(crdt: StateBased, wrong: WrongMerge | None) -> Merge:
    return wrong.merge if wrong else crdt.merge


def shown(crdt: StateBased, found: Counterexample) -> Shown:
    """A counterexample slot by slot: every slot of any of its states. A state that is one of the sides stands there."""
    given = tuple(side for side in found.given if side.text not in (found.left.text, found.right.text))
    sides = (*given, found.left, found.right)
    slots = [{slot.key: slot for slot in crdt.slots(side.state)} for side in sides]
    rows = tuple(_row(every, [side.get(key) for side in slots]) for key, every in _all(slots))
    return Shown(tuple(side.text for side in sides), tuple(map(_value, sides)), rows, found.sentence)


def _all(slots: Iterable[dict[object, Slot]]) -> Iterable[tuple[object, Slot]]:
    return {key: slot for side in slots for key, slot in side.items()}.items()


def _row(every: Slot, slots: Sequence[Slot | None]) -> Row:
    cells = tuple(slot.content if slot else "" for slot in slots)
    return Row(every.kind, every.name, cells, cells[-1] != cells[-2])


def _value(side: Side) -> str:
    return value_text(side.value)
