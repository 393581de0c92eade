"""Runs side by side: which columns there are, what is refused, and that the recordings are those of the columns."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from apps.live.models import Command, Lab, Run
from apps.live.pages import compare_views
from tests.live.lab.test_history import hold
from tests.live.pages.test_pages import new_lab
from tests.live.stored import lab_with_branches

pytestmark = pytest.mark.django_db(transaction=True)


def text_of(answer: Any) -> str:
    """A page's words, without its tags."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def recordings(answer: Any) -> list[str]:
    return [column["recording"] for column in answer.context["columns"]]


def test_two_branches_stand_side_by_side_with_where_they_part(client: Client) -> None:
    page = lab_with_branches(client)
    answer = client.get(page + "compare/?run=1&run=2")
    text = text_of(answer)
    assert answer.status_code == 200
    assert "Run 2 keeps linearizable; run 1 breaks it." in text
    assert "Run 1 and run 2 part at 1.500 s . Run 1" in text
    assert "every cut is healed" in text
    assert "returned 1 stale" in text
    assert [client.get(address).json()["title"][:5] for address in recordings(answer)] == ["Run 1", "Run 2"]


@pytest.mark.parametrize("query", ["run=1", "run=1&run=1"])
def test_a_run_alone_waits_for_modes_to_be_set_beside_it(client: Client, query: str) -> None:
    answer = client.get(f"{lab_with_branches(client)}compare/?{query}")
    assert answer.status_code == 200
    assert [column["run"] for column in answer.context["columns"]] == [1]
    assert "Choose below the modes" in text_of(answer)


def test_every_columns_recording_folds_and_ends_where_the_column_does(client: Client) -> None:
    page = lab_with_branches(client)
    answer = client.get(page + "compare/?run=1&mode=quorum:majorities&mode=eventual:siblings&mode=raft:log")
    assert len(recordings(answer)) == 3
    for address in recordings(answer):
        recording = client.get(address).json()
        hold(recording)
        assert recording["until"]["tick"] == 4_000


def test_a_comparison_that_was_asked_for_before_is_not_made_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = lab_with_branches(client) + "compare/?run=1&run=2"
    first = client.get(address)
    monkeypatch.setattr(compare_views, "shown", None)
    assert text_of(client.get(address)) == text_of(first)


def test_one_schedule_under_two_modes_has_a_headline_that_names_both(client: Client) -> None:
    page = lab_with_branches(client)
    text = text_of(client.get(page + "compare/?run=1&mode=quorum:majorities&mode=quorum:ones"))
    assert "This schedule keeps linearizable under" in text
    assert "(Majorities) and breaks it under" in text
    assert " part at " not in text


def test_one_mode_is_set_beside_the_run_as_it_is(client: Client) -> None:
    page = lab_with_branches(client)
    answer = client.get(page + "compare/?run=1&mode=raft:log")
    assert [column["mode"] for column in answer.context["columns"]] == ["", "raft:log"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "you chose 0"),
        ("mode=raft:log&mode=raft:local", "Choose one run"),
        ("run=1&run=2&mode=raft:log", "Choose one run"),
        ("run=1&mode=raft:log&mode=raft:local&mode=quorum:ones&mode=quorum:majorities&mode=causal:arrival", "chose 5"),
    ],
)
def test_a_choice_that_makes_no_columns_is_refused_in_words(client: Client, query: str, words: str) -> None:
    answer = client.get(f"{lab_with_branches(client)}compare/?{query}")
    assert answer.status_code == 400
    assert words in text_of(answer)


@pytest.mark.parametrize(
    "query",
    [
        "run=1&run=9",
        "run=1&run=x",
        "run=1&mode=raft:none",
        "run=1&mode=nothing",
        "run=1&run=" + "9" * 30,
        "run=1&run=²",
    ],
)
def test_what_is_not_there_is_not_found(client: Client, query: str) -> None:
    page = lab_with_branches(client)
    assert client.get(f"{page}compare/?{query}").status_code == 404


def lab_of_two_nodes(client: Client) -> str:
    """The page of a new lab whose cluster is too small for many modes."""
    page = new_lab(client)
    run = Run.objects.get()
    Run.objects.update(scenario={**run.scenario, "nodes": ["n1", "n2"], "dials": {**run.scenario["dials"], "N": 2}})
    return page


def test_a_mode_that_does_not_fit_the_cluster_says_so_in_its_column(client: Client) -> None:
    page = lab_of_two_nodes(client)
    answer = client.get(page + "compare/?run=1&mode=quorum:majorities&mode=raft:log")
    assert answer.status_code == 200
    assert "This mode does not fit a cluster of 2 nodes." in text_of(answer)
    assert [bool(column["problem"]) for column in answer.context["columns"]] == [True, False]
    assert client.get(page + "compare/recording/?run=1&mode=quorum:majorities").status_code == 404


PANELS = ("witness/replicated/linearizable/", "order/linearizable/", "clocks/", "clocks/pair/", "merge/", "laws/")


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("mode", ["quorum:majorities", "ben_or:mixed"])
def test_a_column_whose_mode_does_not_fit_the_cluster_has_no_panels(client: Client, panel: str, mode: str) -> None:
    page = lab_of_two_nodes(client)
    assert client.get(f"{page}compare/{panel}?run=1&mode={mode}&a=1&until=2&seq=1").status_code == 404


def test_a_columns_recording_stays_the_same_while_its_run_goes_on(client: Client) -> None:
    page = lab_with_branches(client)
    (address, _) = recordings(client.get(page + "compare/?run=1&run=2"))
    before = client.get(address).json()
    Run.objects.filter(number=1).update(tick=6_000)
    body = {"type": "crash", "node": "n1"}
    Command.objects.create(run=Run.objects.get(number=1), index=4, tick=4_000, body=body)
    assert client.get(address).json() == before
    assert client.get(page + "compare/recording/?run=1").json()["until"]["tick"] == 6_000


def test_a_recording_beyond_the_present_is_not_found_and_strangers_find_nothing(client: Client) -> None:
    page = lab_with_branches(client)
    for at in ("4.5000", "5.4000", "4.4000.x", "4", "", "4.4000.1.1", "4.4001.0"):
        assert client.get(f"{page}compare/recording/?run=1&at={at}").status_code == 404
    for suffix in ("compare/?run=1&run=2", "compare/recording/?run=1", "branches/"):
        assert client.get(page + suffix).status_code == 200
        assert Client().get(page + suffix).status_code == 404


def test_a_run_of_an_earlier_simulation_is_said_to_be_gone(client: Client) -> None:
    page = lab_with_branches(client)
    Run.objects.filter(number=1).update(simulation_version=1)
    answer = client.get(page + "compare/?run=1&run=2")
    assert answer.status_code == 400
    assert "earlier version" in text_of(answer)
    assert client.get(page + "compare/recording/?run=1").status_code == 410
    assert Lab.objects.count() == 1
