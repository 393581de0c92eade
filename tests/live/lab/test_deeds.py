"""Deeds: what a lab's owner does well in a panel is kept once; what others do, or what fails, is not."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from apps.labs.catalogue import catalogue
from apps.labs.trials import TRIALS
from apps.live.jobs.job import Job
from apps.live.jobs.processes import ProcessJobs
from apps.live.lab.deeds import DEEDS_MAX, deeds_of, note_deed
from apps.live.management.commands.measure_agreement import plain
from apps.live.models import Deed, Lab, Run, ShareLink
from tests.live.pages.test_clocks import ask, message_of, number
from tests.live.pages.test_merge import BOTH
from tests.live.pages.test_order import READ_LAST, judge
from tests.live.pages.test_pages import new_lab
from tests.live.stored import give, lab_with_branches

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lab(client: Client) -> Lab:
    return Lab.objects.get(pk=new_lab(client, "stale-read").split("/")[2])


def data_of(kind: str) -> list[Any]:
    """What the deeds of a kind say, of the one lab there is."""
    return [deed.data for deed in Deed.objects.filter(kind=kind)]


def watching(lab_page: str) -> str:
    """The page of a link to a lab."""
    link = ShareLink.objects.create(lab=Lab.objects.get(pk=lab_page.split("/")[2]))
    return f"/shared/{link.token}/"


def test_a_deed_is_kept_once_a_run_whatever_the_order_of_what_it_says(lab: Lab) -> None:
    note_deed(lab.pk, "points_placed", 1, {"model": "linearizable", "operations": 4})
    note_deed(lab.pk, "points_placed", 1, {"operations": 4, "model": "linearizable"})
    note_deed(lab.pk, "points_placed", 2, {"model": "linearizable", "operations": 4})
    said = {"model": "linearizable", "operations": 4}
    assert deeds_of(lab.pk) == [{"kind": "points_placed", "run": run, "data": said} for run in (1, 2)]


def test_a_lab_keeps_a_bounded_number_of_deeds(lab: Lab) -> None:
    Deed.objects.bulk_create(Deed(lab=lab, kind="k", run=1, data={"n": n}) for n in range(DEEDS_MAX))
    note_deed(lab.pk, "k", 1, {"n": -1})
    assert len(deeds_of(lab.pk)) == DEEDS_MAX


def test_deeds_go_with_their_lab(lab: Lab) -> None:
    note_deed(lab.pk, "k", 1, {})
    lab.delete()
    assert not Deed.objects.exists()


def test_points_that_explain_the_run_are_noted_for_its_owner_and_others_are_not(client: Client) -> None:
    page = lab_with_branches(client)
    judge(client, page, READ_LAST, run=1)
    judge(Client(), watching(page), READ_LAST, run=2)
    assert not Deed.objects.exists()
    for _ in range(2):
        judge(client, page, READ_LAST, run=2)
    assert deeds_of(Lab.objects.get().pk) == [
        {"kind": "points_placed", "run": 2, "data": {"model": "linearizable", "operations": 3}}
    ]


def test_pairs_count_if_they_are_ordered_rightly_at_the_first_attempt(client: Client) -> None:
    page = lab_with_branches(client)
    a, b, _ = message_of(client, page)
    ask(Client(), watching(page), a=a, b=b, answer="before")
    assert not Deed.objects.exists()
    ask(client, page, a=a, b=b, answer="concurrent")
    ask(client, page, a=a, b=b, answer="before")
    ask(client, page, a=b, b=a, answer="after")
    ask(client, page, a=a - 1, b=b)
    ask(client, page, a=a - 1, b=b, answer="before")
    assert [each["said"] for each in data_of("pair_ordered")] == ["concurrent", ""]
    assert data_of("pairs_ordered") == []
    ask(client, page, a=a - 1, b=a, answer="before")
    assert data_of("pairs_ordered") == [{"asked": 3, "correct": 1}]


def test_a_pair_is_noted_with_whether_its_lamport_numbers_differ(client: Client) -> None:
    page = lab_with_branches(client)
    a, b, _ = message_of(client, page)
    ask(client, page, a=a, b=b, answer="before")
    assert [(each["truth"], each["numbers_differ"]) for each in data_of("pair_ordered")] == [("before", True)]


def test_numbers_count_if_they_are_right_at_the_first_attempt(client: Client) -> None:
    page = lab_with_branches(client)
    sent, received, _ = message_of(client, page)
    numbers = {seq: ask(client, page, a=seq).context["stamps"]["Lamport clock"] for seq in (1, sent, received)}
    number(Client(), watching(page), a=received, number=numbers[received])
    assert not Deed.objects.exists()
    number(client, page, a=sent, number=int(numbers[sent]) + 1)
    number(client, page, a=sent, number=numbers[sent])
    assert data_of("events_numbered") == []
    number(client, page, a=1, number=numbers[1])
    number(client, page, a=received, number=numbers[received])
    assert data_of("events_numbered") == [
        {"asked": 2, "correct": 1, "receipts": 0},
        {"asked": 3, "correct": 2, "receipts": 1},
    ]


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Jobs are over as soon as they start, with the result put here."""
    results: dict[str, Any] = {}

    async def start(_: ProcessJobs, job: Job) -> Job:
        job.state, job.result = ("done", results[job.kind]) if job.kind in results else ("failed", None)
        return job

    monkeypatch.setattr(ProcessJobs, "start", start)
    return results


def test_a_measurement_and_an_exploration_are_noted_once_shown(client: Client, at_once: dict[str, Any]) -> None:
    generals, commit = (catalogue()[slug].scenario for slug in ("two-generals", "in-doubt"))
    ways = (
        (new_lab(client, "two-generals") + "measure/", {"runs": "1000", "loss": "100"}),
        (new_lab(client, "in-doubt") + "explore/", {"exploration": "crash"}),
    )
    for address, fields in ways:
        client.post(address, fields)
    assert not Deed.objects.exists()
    at_once["measure_agreement"] = plain(TRIALS["two_generals"](generals, 3, lambda *_: None))
    at_once["explore_agreement"] = {"title": "t", "worlds": 1, "transitions": 1, "is_complete": True, "found": []}
    for address, fields in ways:
        client.post(address, fields)
    counted = {"protocol": "two_generals", "runs": 1000, "loss_per_mille": 100}
    assert data_of("measured") == [{**counted, "dials": dict(generals.dials)}]
    assert data_of("explored") == [
        {"protocol": "two_phase_commit", "dials": dict(commit.dials), "exploration": "crash"}
    ]


def test_rows_of_the_table_of_crashes_are_noted_as_far_as_they_are_right(client: Client) -> None:
    page = new_lab(client, "in-doubt")
    client.post(page + "outcomes/", {"answer-0": "no such answer"})
    assert not Deed.objects.exists()
    told = client.get(page + "outcomes/").context
    rows, words = told["rows"], {text: name for name, text in told["answers"]}
    client.post(page + "outcomes/", {f"answer-{row['number']}": words[row["down"]] for row in rows})
    everything = {"all": len(rows), "asked": len(rows), "protocol": "two_phase_commit", "rows": len(rows)}
    assert data_of("outcomes_filled") == [everything]


def test_only_the_first_answer_to_a_row_of_the_table_counts(client: Client) -> None:
    page = new_lab(client, "in-doubt")
    told = client.get(page + "outcomes/").context
    words = {text: name for name, text in told["answers"]}
    first, second = told["rows"][:2]
    wrong = next(name for name in words.values() if name != words[first["down"]])
    client.post(page + "outcomes/", {"answer-0": wrong})
    corrected = {"answer-0": words[first["down"]], "answer-1": words[second["down"]]}
    checked = client.post(page + "outcomes/", corrected)
    assert (checked.context["right"], checked.context["first_right"], checked.context["first_given"]) == (2, 1, 2)
    client.post(page + "outcomes/", {"answer-1": wrong})
    filled = {"all": len(told["rows"]), "asked": 2, "protocol": "two_phase_commit", "rows": 1}
    assert data_of("outcomes_filled") == [filled]


def test_runs_that_their_owner_set_side_by_side_are_noted(client: Client) -> None:
    page = lab_with_branches(client)
    client.get(page + "compare/?run=1")
    Client().get(page + "compare/?run=1&run=2")
    assert not Deed.objects.exists()
    client.get(page + "compare/?run=1&run=2")
    assert data_of("compared") == [{"runs": 2}]


def test_laws_that_were_tried_are_noted_with_what_came_of_it(client: Client) -> None:
    page = new_lab(client, "lossless-counter")
    give(Run.objects.get(), BOTH, 6_000)
    asked = {"run": 1, "seq": 40, "key": "x", "states": "generated"}
    Client().get(watching(page) + "laws/", asked)
    assert not Deed.objects.exists()
    client.get(page + "laws/", asked)
    assert data_of("laws_tried") == [{"type": "g_counter", "merge": "", "states": "generated", "refuted": False}]
