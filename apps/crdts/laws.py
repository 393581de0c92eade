"""The laws of a state-based type, tried on given states (Shapiro and others 2011, section 2; Baquero, Moura 1999).

A type converges, whatever is lost, repeated or reordered, if its states form a semilattice that `merge` joins and that
operations only climb:

| law | for all states |
|---|---|
| commutative | merge(a, b) = merge(b, a) |
| associative | merge(merge(a, b), c) = merge(a, merge(b, c)) |
| idempotent | merge(a, a) = a |
| monotone | after an operation on a, giving a': a ≤ a', and merge(a, a') = a' |
| least upper bound | a ≤ merge(a, b) and b ≤ merge(a, b); and any c that is at least both is at least merge(a, b) |

A law that holds for the states at hand may still be broken by others; one counterexample settles it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from apps.crdts.crdt_type import Merge, Replica, State, StateBased
from apps.crdts.errors import CrdtError
from apps.simulation.plain import plain

STATES_MAX = 12
"""Three at a time they make 1,728 cases."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of an equation: what is computed, what comes out, and how a client would read it."""

    text: str
    state: Any
    value: Any


@dataclass(frozen=True, slots=True)
class Counterexample:
    """The states, by letter, for which both sides differ (or the left is not at most the right), and a sentence."""

    given: tuple[Side, ...]
    left: Side
    right: Side
    sentence: str


@dataclass(frozen=True, slots=True)
class Trial:
    """A law on the states at hand: in how many cases it was tried, and the first that breaks it."""

    law: str
    statement: str
    cases: int
    counterexample: Counterexample | None

    @property
    def holds(self) -> bool:
        """Return whether no case broke it."""
        return self.counterexample is None


@dataclass(frozen=True, slots=True)
class Bench:
    """What is tried: a type, a merge that need not be its own, and a few states."""

    crdt: StateBased
    merge: Merge
    states: Sequence[State]

    def side(self, text: str, state: State) -> Side:
        """A state as a page shows it."""
        return Side(text, state, plain(self.crdt.value(state)))

    def given(self, *states: State) -> tuple[Side, ...]:
        """States under the letters a, b, c."""
        return tuple(self.side(letter, state) for letter, state in zip("abc", states, strict=False))


Cases = Iterator[Counterexample | None]


def commutative(bench: Bench) -> Cases:
    """It does not matter who merges whom."""
    for a, b in product(bench.states, repeat=2):
        left, right = bench.merge(a, b), bench.merge(b, a)
        yield (
            None
            if left == right
            else Counterexample(
                bench.given(a, b),
                bench.side("merge(a, b)", left),
                bench.side("merge(b, a)", right),
                "Two replicas that merge each other's state end up different.",
            )
        )


def associative(bench: Bench) -> Cases:
    """It does not matter in which order three meet."""
    for a, b, c in product(bench.states, repeat=3):
        left, right = bench.merge(bench.merge(a, b), c), bench.merge(a, bench.merge(b, c))
        yield (
            None
            if left == right
            else Counterexample(
                bench.given(a, b, c),
                bench.side("merge(merge(a, b), c)", left),
                bench.side("merge(a, merge(b, c))", right),
                "It depends on which two states met first.",
            )
        )


def idempotent(bench: Bench) -> Cases:
    """It does not matter how often a state arrives."""
    for a in bench.states:
        merged = bench.merge(a, a)
        yield (
            None
            if merged == a
            else Counterexample(
                bench.given(a),
                bench.side("merge(a, a)", merged),
                bench.side("a", a),
                "A state that arrives a second time changes the result.",
            )
        )


def monotone(bench: Bench) -> Cases:
    """Return what an operation did is not undone by a state from before it."""
    for a in bench.states:
        for text, after in changes(bench.crdt, a):
            merged = bench.merge(a, after)
            if not bench.crdt.at_most(a, after):
                yield Counterexample(
                    bench.given(a),
                    bench.side("a", a),
                    bench.side(f"a after {text}", after),
                    "The state after the operation does not include the state before it.",
                )
            else:
                yield (
                    None
                    if merged == after
                    else Counterexample(
                        bench.given(a),
                        bench.side(f"merge(a, a after {text})", merged),
                        bench.side(f"a after {text}", after),
                        "Merging with the state from before the operation changes what it did.",
                    )
                )


def least_upper_bound(bench: Bench) -> Cases:
    """The result knows all that both know, and nothing more."""
    for a, b in product(bench.states, repeat=2):
        merged = bench.merge(a, b)
        yield next(_not_least(bench, a, b, merged), None)


def _not_least(bench: Bench, a: State, b: State, merged: State) -> Iterator[Counterexample]:
    at_most = bench.crdt.at_most
    result = bench.side("merge(a, b)", merged)
    for letter, state in (("a", a), ("b", b)):
        if not at_most(state, merged):
            yield Counterexample(
                bench.given(a, b), bench.side(letter, state), result, f"The result lacks something that {letter} knows."
            )
    for c in bench.states:
        if at_most(a, c) and at_most(b, c) and not at_most(merged, c):
            yield Counterexample(
                bench.given(a, b, c), result, bench.side("c", c), "The result holds what neither state knew."
            )


@dataclass(frozen=True, slots=True)
class Law:
    """A law: its statement, and the cases that try it."""

    name: str
    statement: str
    cases: Callable[[Bench], Cases]


LAWS = {
    law.name: law
    for law in (
        Law("commutative", "merge(a, b) = merge(b, a)", commutative),
        Law("associative", "merge(merge(a, b), c) = merge(a, merge(b, c))", associative),
        Law("idempotent", "merge(a, a) = a", idempotent),
        Law("monotone", "a ≤ a after an operation = merge(a, a after the operation)", monotone),
        Law("least upper bound", "a ≤ merge(a, b) ≥ b, and no c with a ≤ c ≥ b is less", least_upper_bound),
    )
}


def try_laws(crdt: StateBased, merge: Merge, states: Iterable[State]) -> tuple[Trial, ...]:
    """Every law on these states (the first few that differ), with the first counterexample each."""
    bench = Bench(crdt, merge, different(states))
    return tuple(_try(law, bench) for law in LAWS.values())


def _try(law: Law, bench: Bench) -> Trial:
    cases = 0
    for counterexample in law.cases(bench):
        cases += 1
        if counterexample:
            return Trial(law.name, law.statement, cases, counterexample)
    return Trial(law.name, law.statement, cases, None)


def different(states: Iterable[State]) -> list[State]:
    """The states that differ, in order of their first appearance, up to the bound."""
    found: list[State] = []
    for state in states:
        if state not in found and len(found) < STATES_MAX:
            found.append(state)
    return found


def changes(crdt: StateBased, state: State) -> Iterator[tuple[str, State]]:
    """Yield what each operation would make of a state, with each of its suggested arguments."""
    for name, operation in crdt.operations.items():
        for argument in operation.choices(state):
            try:
                yield _call(name, argument), crdt.apply(state, Replica("n1"), name, argument)
            except CrdtError:
                continue


def _call(name: str, argument: Any) -> str:
    if argument is None:
        return name
    return f"{name} {' '.join(map(str, argument)) if isinstance(argument, tuple) else argument}"
