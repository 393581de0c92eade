"""Sentences about operations, for people.

An operation goes by its identity, at first mention followed by what it did in parentheses: `bob#2 (read x = 1)`.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Any

from apps.consistency.datatypes import same
from apps.consistency.graph import Step
from apps.consistency.history import ONLY_KEY, History, Operation, bits
from apps.consistency.shortening import middle_left_out
from apps.consistency.verdict import HOLDS, UNDECIDED, VIOLATED, Edge, Verdict

INITIAL = "∅"

SIBLINGS = "A read returned several siblings, and only a version order tells which of them a single copy would hold."

LISTED_MAX = 12
DID_CHARS_MAX = 90

WORDS = {
    "po": "same session, earlier",
    "rt": "finished before",
    "rf": "was read by",
    "vo": "was later replaced by",
    "fr": "read a version that was later replaced by",
    "sibling": "left out",
    "missed": "did not show",
    "shown": "was shown before",
    "co": "could have influenced",
    "cf": "was already visible to a reader of",
    "hb": "must come before",
    "so": "must come before",
    "zone": "is linked by compare-and-sets to",
    "returned": "returned the value of",
    "found": "found the value of",
    "alike": "observed the same version as",
}
"""The words between two operations, by the kind of the edge."""

LIKE = {"sibling": "fr", "missed": "fr", "shown": "vo", "returned": "zone", "found": "zone", "alike": "zone"}
"""Kinds that have words of their own, and the kinds that they belong to."""

SENTENCES = {
    "po": "{} came before {} in its session",
    "rt": "{} finished before {} began",
    "rf": "{} was read by {}",
    "vo": "{} was later replaced by {}",
    "fr": "{} returned a version that was later replaced by {}",
    "sibling": "{} left out {}, which nothing that it returned includes",
    "missed": "{} did not show {}",
    "shown": "{} was shown before {}",
    "hb": "{} must come before {}",
    "so": "{} must come before {}",
    "zone": "{} and {} are linked by compare-and-sets, so that no other write comes between them",
    "returned": "{} returned what {} wrote",
    "found": "{} found what {} wrote",
    "alike": "{} observed the same version as {}",
}


INITIAL_REPLACED = "{} returned the initial value, which was later replaced by {}"


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
        return f"{operation.operation} ({middle_left_out(did(self.history, number), DID_CHARS_MAX)})"

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
        return "; ".join(self.say(_sentence(self.history, step), *step[:2]) for step in steps)


def _sentence(history: History, step: Step) -> str:
    source, target, kind = step
    if kind == "fr" and history.sources[source] == ():
        return INITIAL_REPLACED
    return SENTENCES[_told_as(history, source, target, kind)]


def _told_as(history: History, source: int, target: int, kind: str) -> str:
    """Return a kind of edge, or for two operations of a zone what they have to do with each other: one version, or
    versions of which compare-and-sets made one from the other.
    """
    if kind != "zone":
        return kind
    ours, theirs = history.sources[source], history.sources[target]
    if ours == (target,):
        return "found" if history[source].action == "cas" else "returned"
    if theirs == (source,):
        return "rf"
    return "alike" if ours is not None and ours == theirs else kind


def did(history: History, number: int) -> str:
    """Return what an operation did: `write x = 7`, `read x = 7`, `cas x from 7 to 8`."""
    sources = history.sources[number]
    if sources is None or number in history.thin_air:
        return done(history[number], history.alike)
    answer = " ‖ ".join(text(written(history[source]), history.alike) for source in sources) or INITIAL
    return done(history[number], history.alike, answer)


def done(operation: Operation, alike: Container[str] = (), found: str | None = None) -> str:
    """Return what an operation did. `found` says what it answered, if more is known of that than its result."""
    value, what = operation.value, asked(operation)
    if operation.action == "cas":
        told = "which found another value" if found is None else f"found {found}"
        outcome = f", {told}" if operation.result is False else ""
        return f"{what} from {text(value[0], alike)} to {text(value[1], alike)}{outcome}"
    if operation.action in ("read", "dequeue"):
        return with_value(what, text(operation.result, alike) if found is None else found)
    if operation.action in ("acquire", "release"):
        return what
    told = text(value, alike)
    return with_value(what, told) if operation.action == "write" else f"{what} {told}"


def asked(operation: Operation) -> str:
    """Return an operation's action and key: `write x`; the action alone in a history that names no keys."""
    return operation.action if operation.key == ONLY_KEY else f"{operation.action} {operation.key}"


def with_value(what: str, value: str) -> str:
    """Return what was asked with the value that was written or read: `write x = 7`, or `write 7` without a key."""
    return f"{what} = {value}" if " " in what else f"{what} {value}"


def written(operation: Operation) -> Any:
    """Return the value that an operation writes."""
    return operation.value[1] if operation.action == "cas" else operation.value


def text(value: Any, alike: Container[str] = ()) -> str:
    """Return a value as it is shown. Strings that stand in `alike` look like another value, and have quotes."""
    if value is None:
        return INITIAL
    if isinstance(value, frozenset):
        return "{" + ", ".join(sorted(text(each, alike) for each in value)) + "}"
    if isinstance(value, tuple):
        return "[" + ", ".join(text(each, alike) for each in value) + "]"
    return f'"{value}"' if isinstance(value, str) and value in alike else str(value)


def thin_air(history: History, number: int, *, model: str, question: str) -> Verdict:
    """Return the violation that a read of what nobody wrote is; of what only a failed write wrote, an aborted read."""
    read = history[number]
    told = Telling(history).name(number)
    wanted = read.value[0] if read.action == "cas" else read.result
    aborted = next((op for op in history.failed if op.key == read.key and same(written(op), wanted)), None)
    if aborted is not None:
        source = f"{aborted.operation} ({done(aborted, history.alike)})"
        explanation = f"{told} returned the value of {source}, which failed: an aborted read."
    else:
        explanation = f"{told} returned what nobody had written{_looks_like(history, read.key, wanted)}."
    names = tuple(operation.operation for operation in (read, aborted) if operation is not None)
    return Verdict(model=model, question=question, status=VIOLATED, explanation=explanation, operations=names)


def _looks_like(history: History, key: str, wanted: Any) -> str:
    """Return which write wrote what looks like a value, but is another: 3 and "3"."""
    for number in bits(history.written.get(key, 0)):
        value = written(history[number])
        if text(value) == text(wanted):
            found, other = text(wanted, history.alike), text(value, history.alike)
            return f": {history.name(number)} wrote {other}, and {found} is another value" if found != other else ""
    return ""


def edges(history: History, steps: Iterable[Step]) -> tuple[Edge, ...]:
    """Edges as a verdict carries them."""
    told = ((source, target, _told_as(history, source, target, kind)) for source, target, kind in steps)
    return tuple(
        Edge(history.name(source), history.name(target), LIKE.get(kind, kind), WORDS[kind])
        for source, target, kind in told
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
            explanation = (
                f"{Telling(history).name(number)} returned several siblings: a single copy cannot answer like this."
            )
            return violated(history, model, question, explanation, (), (number,))
    return None
