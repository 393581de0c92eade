"""Sentences about operations, for people.

An operation goes by its identity, at first mention followed by what it did in parentheses: `bob#2 (read x = 1)`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from apps.consistency.graph import Step
from apps.consistency.history import History, Operation
from apps.consistency.verdict import HOLDS, UNDECIDED, VIOLATED, Edge, Verdict

INITIAL = "∅"

SIBLINGS = "A read returned several siblings, and only a version order tells which of them a single copy would hold."

LISTED_MAX = 12

WORDS = {
    "po": "same session, earlier",
    "rt": "finished before",
    "rf": "was read by",
    "vo": "is superseded by",
    "fr": "returned what is superseded by",
    "sibling": "left out",
    "co": "is in the causal past of",
    "cf": "had been seen by a reader of",
    "hb": "has to come before",
    "so": "has to come before",
    "zone": "is about the same version as",
}
"""What stands between two operations, by the kind of the edge."""

SENTENCES = {
    "po": "{} came before {} in its session",
    "rt": "{} finished before {} began",
    "rf": "{} was read by {}",
    "vo": "{} is superseded by {}",
    "fr": "{} returned a version that is superseded by {}",
    "sibling": "{} left out {}, which nothing that it returned includes",
    "hb": "{} has to come before {}",
    "so": "{} has to come before {}",
    "zone": "{} is about the same version as {}",
}


INITIAL_SUPERSEDED = "{} returned the initial value, which is superseded by {}"


class Telling:
    """An explanation while it is put together: it knows what has been mentioned."""

    def __init__(self, history: History) -> None:
        self.history = history
        self._mentioned: set[int] = set()

    def name(self, number: int) -> str:
        """An operation's identity, with what it did if this is its first mention."""
        operation = self.history[number]
        if number in self._mentioned:
            return operation.operation
        self._mentioned.add(number)
        return f"{operation.operation} ({did(self.history, number)})"

    def say(self, sentence: str, *numbers: int) -> str:
        """A sentence with operations in its places."""
        return sentence.format(*(self.name(number) for number in numbers))

    def list(self, numbers: Iterable[int]) -> str:
        """Operations in a row; the first few of many."""
        numbers = list(numbers)
        shown = ", ".join(self.name(number) for number in numbers[:LISTED_MAX])
        return shown if len(numbers) <= LISTED_MAX else f"{shown} and {len(numbers) - LISTED_MAX} more"

    def steps(self, steps: Iterable[Step]) -> str:
        """Edges in a row, as clauses."""
        return "; ".join(self.say(self._sentence(source, kind), source, target) for source, target, kind in steps)

    def _sentence(self, source: int, kind: str) -> str:
        return INITIAL_SUPERSEDED if kind == "fr" and not self.history.sources[source] else SENTENCES[kind]


def did(history: History, number: int) -> str:
    """What an operation did: `write x = 7`, `read x = 7`, `cas x from 7 to 8`."""
    operation = history[number]
    answer = _answer(history, number)
    if operation.action == "cas":
        expected, new = operation.value
        found = "which found another value" if history.sources[number] is None else f"found {answer}"
        outcome = f", {found}" if operation.result is False else ""
        return f"cas {operation.key} from {text(expected)} to {text(new)}{outcome}"
    if operation.action in ("read", "dequeue"):
        return f"{operation.action} {operation.key} = {answer}"
    if operation.action == "write":
        return f"write {operation.key} = {text(operation.value)}"
    return f"{operation.action} {operation.key} {text(operation.value)}"


def _answer(history: History, number: int) -> str:
    sources = history.sources[number]
    if sources and number not in history.thin_air:
        return " ‖ ".join(text(written(history[source])) for source in sources)
    return INITIAL if sources == () and number not in history.thin_air else text(history[number].result)


def written(operation: Operation) -> Any:
    """The value that an operation writes."""
    return operation.value[1] if operation.action == "cas" else operation.value


def text(value: Any) -> str:
    """A value as it is shown."""
    if value is None:
        return INITIAL
    if isinstance(value, frozenset):
        return "{" + ", ".join(sorted(map(text, value))) + "}"
    if isinstance(value, tuple):
        return "[" + ", ".join(map(text, value)) + "]"
    return str(value)


def edges(history: History, steps: Iterable[Step]) -> tuple[Edge, ...]:
    """Edges as a verdict carries them."""
    return tuple(
        Edge(history.name(source), history.name(target), "fr" if kind == "sibling" else kind, WORDS[kind])
        for source, target, kind in steps
    )


def violated(
    history: History, model: str, question: str, explanation: str, steps: Iterable[Step], others: Iterable[int] = ()
) -> Verdict:
    """The verdict that these edges give, with whatever other operations take part, and what all of these need."""
    steps = list(steps)
    ends = {number for source, target, _ in steps for number in (source, target)}
    return Verdict(
        model=model,
        question=question,
        status=VIOLATED,
        explanation=explanation,
        operations=tuple(history.name(number) for number in sorted(history.closed(ends.union(others)))),
        edges=edges(history, steps),
    )


def holds(history: History, model: str, question: str, witness: Iterable[int] = ()) -> Verdict:
    """The verdict that a model holds, with the order that explains the run if there is one."""
    order = tuple(history.name(number) for number in witness)
    return Verdict(model=model, question=question, status=HOLDS, witness=order)


def undecided(model: str, question: str, bound: str) -> Verdict:
    """The verdict that a checker has reached a bound, or meets what its model is not defined for."""
    return Verdict(model=model, question=question, status=UNDECIDED, bound=bound)


def sibling_read(history: History, model: str, question: str) -> Verdict | None:
    """The violation that a read of several siblings is, where a single copy is what is asked for."""
    for number, sources in enumerate(history.sources):
        if sources is not None and len(sources) > 1:
            explanation = f"{Telling(history).name(number)} returned several siblings: no single copy can answer so."
            return violated(history, model, question, explanation, (), (number,))
    return None
