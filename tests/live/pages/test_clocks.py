"""Two events of a run are ordered for whoever may see it: what is true, and what every clock says."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from apps.clocks import clocks
from tests.live.stored import lab_with_branches

pytestmark = pytest.mark.django_db(transaction=True)


def ask(client: Client, page: str, **fields: Any) -> Any:
    return client.get(page + "clocks/", {"run": 1, **fields})


def message_of(client: Client, page: str) -> tuple[int, int, int]:
    """A message's sending and receipt, and an event at no process."""
    events = client.get(page + "recording/?run=1").json()["events"]
    sent = next(event for event in events if event["kind"] == "message_sent")
    received = next(event for event in events if event["kind"] == "message_delivered")
    nowhere = next(event for event in events if event["kind"] == "partitioned")
    assert received["message"] == sent["message"]
    return sent["seq"], received["seq"], nowhere["seq"]


def test_two_events_are_ordered_under_every_clock_through_every_page_of_the_run(
    pages: list[tuple[Client, str]],
) -> None:
    a, b, _ = message_of(*pages[0])
    for client, page in pages:
        answer = ask(client, page, a=a, b=b)
        assert [each["clock"].name for each in answer.context["judgements"]] == list(clocks())
        text = answer.content.decode()
        assert "A happened before B." in text
        assert "A path of steps and messages leads from A to B" in text
        assert "B happened before A" in ask(client, page, a=b, b=a).content.decode()


def test_an_answer_is_told_to_be_right_or_not(client: Client) -> None:
    page = lab_with_branches(client)
    a, b, _ = message_of(client, page)
    for answer, start, mark in [
        ("before", "Right: A happened before B.", "right"),
        ("concurrent", "Not so: A happened before B.", "wrong"),
        ("after", "Not so: A happened before B.", "wrong"),
        ("", "A happened before B.", ""),
    ]:
        context = ask(client, page, a=a, b=b, answer=answer).context
        assert (context["sentence"], context["answered"]) == (start, mark)


def test_one_event_is_told_with_its_stamps_alone(client: Client) -> None:
    page = lab_with_branches(client)
    answer = ask(client, page, a=1)
    assert answer.context["stamps"]["Lamport clock"] == "1"
    assert "judgements" not in answer.context


def test_what_cannot_be_ordered_is_refused_in_words(client: Client) -> None:
    page = lab_with_branches(client)
    a, _, nowhere = message_of(client, page)
    for fields, words in [
        ({"a": a, "b": nowhere}, "no clock stamped it"),
        ({"a": nowhere}, "no clock stamped it"),
        ({"a": a, "b": a}, "one event"),
        ({"a": a, "b": 99_999}, "no event 99,999"),
        ({"a": 0, "b": a}, "no event 0"),
    ]:
        answer = ask(client, page, **fields)
        assert answer.status_code == 200
        assert words in answer.context["problem"]


def test_two_events_worth_ordering_are_given_up_to_the_moment_that_is_shown(pages: list[tuple[Client, str]]) -> None:
    for client, page in pages:
        found = [client.get(page + f"clocks/pair/?run=1&until=50&turn={turn}").json() for turn in range(4)]
        assert all(0 < pair["a"] <= 50 and 0 < pair["b"] <= 50 and pair["a"] != pair["b"] for pair in found)
        assert len({tuple(pair.values()) for pair in found}) > 1
        early = client.get(page + "clocks/pair/?run=1&until=2")
        assert early.status_code == 409
        assert "Let some messages arrive" in early.json()["message"]


def test_clocks_are_not_there_for_strangers_for_other_runs_nor_for_what_is_no_question(
    pages: list[tuple[Client, str]],
) -> None:
    (client, page), *_, (_, moment) = pages
    assert ask(Client(), page, a=1, b=2).status_code == 404
    assert ask(client, page, a=1, b=2, run=3).status_code == 404
    assert ask(client, moment, a=1, b=2, run=2).status_code == 404
    assert ask(client, "/moments/nothing/", a=1, b=2).status_code == 404
    for query in ("", "?run=1", "?run=1&b=2", "?run=x&a=1", "?run=1&a=-1", "?run=1&a=" + "9" * 20, "?run=1&a=²"):
        assert client.get(page + "clocks/" + query).status_code == 404
    assert client.get(page + "clocks/?run=1&a=1&b=2&answer=equal").status_code == 404
    for query in ("", "?run=1", "?run=1&until=x", "?run=1&until=9&turn=-1", "?run=3&until=9"):
        assert client.get(page + "clocks/pair/" + query).status_code == 404
    assert client.post(page + "clocks/").status_code == 405


def number(client: Client, page: str, **fields: Any) -> Any:
    return client.get(page + "clocks/number/", {"run": 1, **fields})


def test_the_lamport_number_of_an_event_is_asked_for_and_judged_through_every_page_of_the_run(
    pages: list[tuple[Client, str]],
) -> None:
    _, received, nowhere = message_of(*pages[0])
    right = ask(*pages[0], a=received).context["stamps"]["Lamport clock"]
    for client, page in pages:
        asked = number(client, page, a=received).content.decode()
        assert "Its Lamport number" in asked
        assert "Right:" not in asked
        told = number(client, page, a=received, number=right).content.decode()
        assert f"Right: the Lamport number is {right}." in told
        assert "one more than the greater of two numbers" in told
        assert "Not so:" in number(client, page, a=received, number=int(right) + 1).content.decode()
        assert "no clock stamped it" in number(client, page, a=nowhere).content.decode()
