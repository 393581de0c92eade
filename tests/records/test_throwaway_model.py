"""A consistency model that only this test declares is judged, and has its place in the lattice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.test import Client

from apps.consistency import HOLDS, OBSERVED, REPLICATED, VIOLATED, Budget, Operation, Verdict, check
from apps.consistency.explain.words import holds, violated
from apps.consistency.history import History
from apps.consistency.incremental.arrivals import Arrival, Arrivals
from apps.consistency.incremental.finder import Core, Finder
from apps.consistency.model import Definition, Model
from apps.consistency.models import MODELS
from apps.consistency.terms import Terms
from apps.labs.run.scenario import Scenario
from apps.live.pages.lattice import pictures
from apps.registry import RecordError
from tests.clusters import ONES, Run
from tests.live.pages.test_pages import new_lab

NAME = "never_empty"


def _check(history: History, terms: Terms, budget: Budget) -> Verdict:
    empty = next((number for number in range(len(history)) if _is_empty(history, number)), None)
    if empty is None:
        return holds(history, NAME, terms.question)
    return violated(history, NAME, terms.question, "A read found nothing.", (), [empty])


def _is_empty(history: History, number: int) -> bool:
    return history.sources[number] is not None and not history.sources[number]


class NeverEmptyFinder(Finder):
    """Finds a read of the initial value."""

    def __init__(self, arrivals: Arrivals) -> None:
        self.history = arrivals.history

    def take(self, arrival: Arrival) -> Core:
        """Add an operation."""
        return [arrival.number] if _is_empty(self.history, arrival.number) else []


DEFINITION = Definition(text="No read finds nothing.", check=_check, finder=NeverEmptyFinder)
MODEL = Model(
    name=NAME,
    title="Never empty",
    decided_by="direct",
    source="This test",
    meaning="A read finds a value.",
    costs="Nothing.",
    used="Nowhere.",
    observed=DEFINITION,
    replicated=DEFINITION,
)


@pytest.fixture(autouse=True)
def held() -> Iterator[None]:
    with MODELS.holding(MODEL):
        yield


def test_a_new_model_is_judged_in_a_run_and_in_a_whole_history() -> None:
    run = Run(Scenario(protocol="quorum", dials=ONES), 1)
    assert run.judgement.verdict(REPLICATED, NAME).status == HOLDS
    run.finish(run.read("alice", "n1"))
    for question in (REPLICATED, OBSERVED):
        verdict = run.judgement.verdict(question, NAME)
        assert (verdict.status, verdict.explanation) == (VIOLATED, "A read found nothing.")
    read = Operation(
        operation="a1", process="a", action="read", key="x", invoked=1, completed=2, status="ok", returned=()
    )
    assert check([read], models=[NAME])[NAME].status == VIOLATED


def test_a_new_model_without_a_place_gets_one_that_no_other_has() -> None:
    for picture in pictures():
        (chip,) = [chip for chip in picture.chips if chip.model == NAME]
        assert chip.words == ("Never empty",)
        assert [other.model for other in picture.chips if (other.x, other.y) == (chip.x, chip.y)] == [NAME]
        assert chip.y + chip.height // 2 <= picture.height


def test_a_new_model_between_two_others_stands_between_them() -> None:
    between = replace(MODEL, name="between", order=65, observed=replace(DEFINITION, implies=("monotonic_reads",)))
    with MODELS.holding(between):
        chips = {chip.model: chip for chip in pictures()[1].chips}
        assert chips["between"].y < chips["monotonic_reads"].y


@pytest.mark.django_db
def test_a_new_model_has_its_chip_on_every_lab_page_and_its_entry(client: Client) -> None:
    page = client.get(new_lab(client))
    assert page.status_code == 200
    assert f'data-model="{NAME}"' in page.content.decode()
    assert "A read finds a value." in client.get(f"/models/{NAME}/").content.decode()
    assert "Never empty" in client.get("/models/").content.decode()


@pytest.mark.parametrize("other", ["no_such_model", "linearizable"])
def test_a_model_that_implies_an_unknown_or_a_stronger_one_is_refused(other: str) -> None:
    wrong = replace(MODEL, name="wrong", observed=replace(DEFINITION, implies=(other,)))
    with pytest.raises(RecordError, match=other), MODELS.holding(wrong):
        pass
