"""The record of a consistency model: everything about it, in one module of `apps.consistency.models`.

The judge, the lattice, the pages, goals and searches read what they know of a model from its record, so that adding a
model adds a file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from apps.consistency.ages import Ages, CertainAges, VersionAges
from apps.consistency.budget import Budget
from apps.consistency.history import History
from apps.consistency.incremental.arrivals import Arrivals
from apps.consistency.incremental.finder import Finder
from apps.consistency.terms import OBSERVED, Terms
from apps.consistency.verdict import Verdict
from apps.consistency.versions import VersionOrder

Check = Callable[[History, Terms, Budget], Verdict]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A model in the picture of the lattice: the lines of its label, its width and its centre.

    A chip without a `centre` gets a place of its own, below the models that imply it.
    """

    label: tuple[str, ...] = ()
    width: int = 96
    centre: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A model as one question asks for it.

    - `text`: the definition in words; `implies`: the models that it implies directly.
    - `check(history, terms, budget)`: the verdict on a whole history. It is asked only about histories that the model
      is defined for, and as replicated only where there is a version order.
    - `finder(arrivals)`: a finder of violations while a run goes on. None only for sequential as observed, which the
      judge decides itself in bounded steps.
    - `siblings_leave_open`: a history in which a read returned siblings leaves the model undecided.
    - `chip`: its place in the lattice.
    """

    text: str
    check: Check
    finder: Callable[[Arrivals], Finder] | None
    implies: tuple[str, ...] = ()
    siblings_leave_open: bool = False
    chip: Chip = Chip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A consistency model.

    - `observed`, `replicated`: its definitions; None where the model has no place of its own in that question.
    - `decided_by`: the method that decides it as observed, in words; `source`: who defined it.
    - `meaning`, `costs` and where it is `used`: what a learner reads about it, in two sentences at most each. What a
      product offers changes: an entry names it as the product's documentation describes it.
    - `any_data`: it is defined for all kinds of data, not only for registers that are read and written; its check then
      also searches which of several writes of one value a read returned.
    - `order`: its place among the models, the strongest first. `telling`: a run that broke several models is listed
      under the one with the least.
    """

    name: str
    title: str
    decided_by: str
    source: str
    meaning: str
    costs: str
    used: str
    observed: Definition
    replicated: Definition | None = None
    any_data: bool = False
    order: int = 1_000
    telling: int = 1_000

    def definition(self, question: str) -> Definition | None:
        """Return its definition by a question; None if it has none."""
        return self.observed if question == OBSERVED else self.replicated


def by_history(check: Callable[[History], Verdict]) -> Check:
    """Return the check of a model that asks for nothing but the history."""
    return lambda history, terms, budget: check(history)


def by_versions(check: Callable[[History, VersionOrder], Verdict]) -> Check:
    """Return the check of a model that asks for the version order."""
    return lambda history, terms, budget: check(history, _version_order(history, terms))


def by_ages(check: Callable[[History, Ages, str], Verdict]) -> Check:
    """Return the check of a session guarantee, which asks which versions are older."""

    def checked(history: History, terms: Terms, budget: Budget) -> Verdict:
        if terms.question == OBSERVED:
            return check(history, CertainAges(history), terms.question)
        return check(history, VersionAges(history, _version_order(history, terms)), terms.question)

    return checked


def _version_order(history: History, terms: Terms) -> VersionOrder:
    assert terms.supersedes is not None
    return VersionOrder(history, terms.supersedes)
