"""OR-Map, a map whose keys are removed as observed (Almeida, Shoker, Baquero 2018; Riak's map).

Each key holds a multi-value register: the values put there, each under a dot; with one context for the whole map. What
a merge keeps stands in `dots`.

1. `put` replaces the values seen under the key with one under a new dot;
2. `remove` removes the values seen under the key;
3. so a concurrent `put` survives a `remove`, and concurrent `put`s are both kept until one who has seen both puts
   again.

Choice: the paper's map holds any causal type; ours holds registers, so that what is inside stays readable.
"""

from __future__ import annotations

from typing import NamedTuple

from apps.clocks.dotted import Dot
from apps.crdts import dots
from apps.crdts.arguments import KEY_AND_VALUE, TEXT
from apps.crdts.crdt_type import Mutator, Replica, Slot, StateBased
from apps.crdts.dots import Dotted
from apps.crdts.errors import CrdtError


class Pair(NamedTuple):
    """A value under a key, and the `put` that put it there."""

    key: str
    value: str
    dot: Dot

    def __str__(self) -> str:
        return f"{self.key}={self.value} · {self.dot}"


Pairs = frozenset[Pair]


def under(state: Dotted, key: str) -> Pairs:
    """The pairs of one key."""
    return frozenset(pair for pair in state.entries if pair.key == key)


def seen(state: Dotted, key: str) -> Pairs:
    """The pairs of one key; CrdtError if there are none."""
    pairs = under(state, key)
    if not pairs:
        raise CrdtError("crdt.absent", f"{key} is not in the map here.")
    return pairs


def new(state: Dotted, replica: Replica, key_and_value: tuple[str, str]) -> Pair:
    """The pair under the replica's next dot."""
    key, value = key_and_value
    return Pair(key, value, state.context.next_dot(replica.name))


def put(state: Dotted, replica: Replica, key_and_value: tuple[str, str]) -> Dotted:
    """The value under a new dot, in place of those seen under the key."""
    return state.put(new(state, replica, key_and_value), under(state, key_and_value[0]))


def put_delta(state: Dotted, replica: Replica, key_and_value: tuple[str, str]) -> Dotted:
    """The new dot, and those that it replaces as seen."""
    return dots.delta(frozenset({new(state, replica, key_and_value)}), under(state, key_and_value[0]))


def remove(state: Dotted, replica: Replica, key: str) -> Dotted:
    """The map without the values seen under the key."""
    return state.drop(seen(state, key))


def remove_delta(state: Dotted, replica: Replica, key: str) -> Dotted:
    """Their dots as seen."""
    return dots.delta(frozenset(), seen(state, key))


def keys(state: Dotted) -> list[str]:
    """The keys, each once, in order."""
    return sorted({pair.key for pair in state.entries})


def value(state: Dotted) -> dict[str, list[str]]:
    """The values by key."""
    return {key: sorted(pair.value for pair in under(state, key)) for key in keys(state)}


def slots(state: Dotted) -> list[Slot]:
    """The keys, every pair by its dot, and the context."""
    rows = [Slot("key", ("key", key), key, " ‖ ".join(values)) for key, values in value(state).items()]
    return rows + dots.slots(state)


def why(slot: Slot, left: Dotted, right: Dotted) -> str:
    """Return what became of a key, by its dots; or of a dot."""
    return key_fate(slot.name, left, right) if slot.kind == "key" else dots.why(slot, left, right)


def key_fate(key: str, left: Dotted, right: Dotted) -> str:
    """Return what became of one key in a merge."""
    stayed = sorted(pair.dot for pair in under(dots.merge(left, right), key))
    named = ", ".join(map(str, stayed))
    if not stayed:
        return "Every value under it has been removed by one who had seen that value: the key is out."
    if len(stayed) > 1:
        return (
            f"{named} were put without knowing of one another: both stay, until someone who has seen both puts again."
        )
    if under(left, key) and under(right, key):
        return f"{named} stays under it."
    lacking = "right" if under(left, key) else "left"
    return f"The {lacking} does not have the key, but no removal there had seen {named}: the put wins, it is in."


TYPE = StateBased(
    name="or_map",
    order=90,
    title="OR-Map",
    source="Almeida, Shoker, Baquero 2018",
    semantics=(
        "A removal of a key removes the values that it has seen; a concurrent put wins. Concurrent puts of one key are"
        " both kept."
    ),
    initial=Dotted(),
    operations={
        "put": Mutator(
            argument=KEY_AND_VALUE,
            help="Put a value under a key, in place of those seen there.",
            choices=lambda _: (("x", "1"), ("x", "2"), ("y", "1")),
            apply=put,
            delta=put_delta,
        ),
        "remove": Mutator(argument=TEXT, help="Remove a key.", choices=keys, apply=remove, delta=remove_delta),
    },
    merge=dots.merge,
    at_most=dots.at_most,
    value=value,
    slots=slots,
    why=why,
    mistakes=dots.MISTAKES,
)
