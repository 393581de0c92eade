"""A goal, which a learner should bring about in a run: a named predicate over its history, its state and its verdicts.

A predicate is a function `(run: Evidence, *, terms…) -> NotYet | Reached`. Its keyword-only parameters are the terms
in which a lesson states it (`str`, `int`, `bool` or `tuple[str, ...]`; one without a default has to be given); its
docstring is its help. It is asked after every step of the run until it is reached, so it costs little: it looks up
events by kind (`run.of`) rather than all of them.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, get_type_hints

from apps.protocols.dials import DialValue

NUMBER_MAX = 2**53 - 1
TERM_TYPES: Mapping[Any, str] = {
    str: "text",
    int: "a whole number",
    bool: "true or false",
    tuple[str, ...]: "a list of texts",
}


@dataclass(frozen=True, slots=True)
class NotYet:
    """The goal is not reached; `because` is a sentence that says what is missing, and what the learner might do."""

    because: str


@dataclass(frozen=True, slots=True)
class Reached:
    """The goal is reached; `text` says by what.

    `operations` and `events` (sequences) are the evidence that is marked on the diagram, the telling one first.
    """

    text: str
    operations: tuple[str, ...] = ()
    events: tuple[int, ...] = ()


Finding = NotYet | Reached
Predicate = Callable[..., Finding]


class GoalError(Exception):
    """A goal is stated wrongly: there is no such predicate, or not with these terms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A predicate with its terms, and what it asks for in the learner's words. `name` tells it from the others.

    `protocol` and `dials`: the setting under which alone it counts; empty: any.
    """

    name: str
    title: str
    predicate: str
    terms: Mapping[str, Any] = field(default_factory=dict)
    protocol: str = ""
    dials: Mapping[str, DialValue] = field(default_factory=dict)


def check_terms(predicate: Predicate, terms: Mapping[str, Any]) -> dict[str, Any]:
    """The terms as the predicate takes them; raises GoalError, in words."""
    hints = get_type_hints(predicate)
    parameters = list(inspect.signature(predicate).parameters.values())[1:]
    for name in terms:
        if name not in {each.name for each in parameters}:
            offered = ", ".join(each.name for each in parameters) or "none"
            raise GoalError(f"{predicate.__name__} has no term {name!r}. It has: {offered}.")
    for each in parameters:
        if each.default is inspect.Parameter.empty and each.name not in terms:
            raise GoalError(f"{predicate.__name__} needs the term {each.name!r}.")
    return {name: _read(name, hints[name], value) for name, value in terms.items()}


def _read(name: str, wanted: Any, value: Any) -> Any:
    if wanted == tuple[str, ...] and isinstance(value, (list, tuple)) and all(isinstance(each, str) for each in value):
        return tuple(value)
    if wanted is int and type(value) is int and not 0 <= value <= NUMBER_MAX:
        raise GoalError(f"The term {name!r} has to be a number from 0 to {NUMBER_MAX:,}.")
    if wanted in (str, int, bool) and type(value) is wanted:
        return value
    raise GoalError(f"The term {name!r} has to be {TERM_TYPES[wanted]}, not {value!r}.")
