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
    assert "Choose below what to set beside this run" in text_of(answer)


def test_every_columns_recording_folds_and_ends_where_the_column_does(client: Client) -> None:
    page = lab_with_branches(client)
    answer = client.get(page + "compare/?run=1&mode=quorum:majorities&mode=eventual:siblings&mode=raft:log")
    assert len(recordings(answer)) == 4
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


def test_a_run_is_not_repeated_under_its_own_mode_and_the_headline_names_both(client: Client) -> None:
    page = lab_with_branches(client)
    answer = client.get(page + "compare/?run=1&mode=quorum:majorities&mode=quorum:ones")
    text = text_of(answer)
    assert [column["mode"] for column in answer.context["columns"]] == ["", "quorum:majorities"]
    assert "With the same commands, Quorum register (Majorities) keeps linearizable; run 1 breaks it." in text
    assert " part at " not in text


@pytest.mark.parametrize(
    "modes", [["raft:log"], ["raft:log", "causal:arrival"], ["raft:log", "causal:arrival", "raft:local"]]
)
def test_the_run_as_it_is_stays_beside_every_number_of_modes(client: Client, modes: list[str]) -> None:
    page = lab_with_branches(client)
    answer = client.get(f"{page}compare/", {"run": "1", "mode": modes})
    assert [column["mode"] for column in answer.context["columns"]] == ["", *modes]


def test_the_difference_stands_above_the_columns_and_names_what_ended_differently(client: Client) -> None:
    page = lab_with_branches(client)
    answer = client.get(page + "compare/?run=1&mode=quorum:majorities")
    html = answer.content.decode()
    assert html.index("With the same commands") < html.index("Operations that ended differently")
    assert html.index("Operations that ended differently") < html.index('class="compare-columns"')
    assert "bob#1" in answer.context["differing"].split()


def test_where_runs_cannot_be_compared_runs_can_be_ticked_the_only_two_are(client: Client) -> None:
    page = lab_with_branches(client)
    html = client.get(page + "compare/").content.decode()
    assert len(re.findall(r'name="run" value="\d" checked', html)) == 2
    assert len(re.findall(r'name="run" value="\d" checked', client.get(page + "branches/").content.decode())) == 2
    first = Run.objects.get(number=1)
    third = {"parent": 1, "simulation_version": first.simulation_version, "scenario": first.scenario, "seed": 1}
    Run.objects.create(lab=first.lab, number=3, **third)
    assert "checked" not in client.get(page + "branches/").content.decode()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "Tick two to four runs."),
        ("mode=raft:log&mode=raft:local", "Choose one run"),
        ("run=1&run=2&mode=raft:log", "Choose one run"),
        ("run=1&mode=raft:log&mode=raft:local&mode=quorum:ones&mode=causal:arrival", "Tick at most three"),
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
    assert [bool(column["problem"]) for column in answer.context["columns"]] == [False, True, False]
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
    assert client.get(page + "compare/recording/?run=1").status_code == 409
    assert Lab.objects.count() == 1
