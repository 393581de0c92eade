"""Judged histories that are kept: whose they are, who may look, how long, and that they come out the same again."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from apps.live.access import VISITOR
from apps.live.examples import every_example, find_example
from apps.live.examples.example import Example
from apps.live.judge.judge_form import Options, Submission
from apps.live.judge.judged import KEPT_DAYS, KEPT_MAX, Judged, keep
from apps.live.judge.judging import judged_at_once, judged_now, read
from apps.live.judge.mistake import lines_around
from apps.live.management.commands.serve import tidy
from apps.live.models import JudgedHistory
from apps.live.upkeep.clock_watch import believe_clock
from apps.tutorials.record import delete_all, exported, join

pytestmark = pytest.mark.django_db

STALE = '{"ops": [{"process": 0, "f": "write", "key": "x", "value": 1, "start": 0, "end": 1}]}'


def judged(title: str = "A history", text: str = STALE) -> Judged:
    return judged_now(text, title)


def owner_of(client: Client) -> str:
    client.get("/check/")
    return str(client.session[VISITOR])


def kept_by(client: Client, title: str = "A history", text: str = STALE) -> JudgedHistory:
    return keep(owner_of(client), judged(title, text))


def result_of(answer: Any) -> dict[str, Any]:
    body = gzip.decompress(answer.content) if answer.get("Content-Encoding") == "gzip" else answer.content
    found: dict[str, Any] = json.loads(body)
    return found


# Whose it is


def test_a_history_is_there_for_the_browser_that_brought_it_and_for_no_other(client: Client) -> None:
    kept = kept_by(client)
    address = f"/check/{kept.pk}/"
    assert client.get(address).status_code == 200
    assert f'href="{address}"' in client.get("/check/").content.decode()
    other = Client()
    for path in ("", "result.json", "history.json"):
        assert other.get(address + path).status_code == 404
    for path in ("order/", "again/", "share/", "revoke/", "delete/"):
        assert other.post(address + path).status_code in (400, 404)
    assert JudgedHistory.objects.filter(pk=kept.pk, link=None).exists()


def test_a_link_opens_it_to_others_until_it_is_revoked(client: Client) -> None:
    kept = kept_by(client)
    panel = client.post(f"/check/{kept.pk}/share/").content.decode()
    kept.refresh_from_db()
    shared = f"/check/shared/{kept.link}/"
    assert shared in panel
    other = Client()
    page = other.get(shared)
    assert page.status_code == 200
    assert 'data-opens="delete"' not in page.content.decode()
    assert result_of(other.get(f"{shared}result.json"))["count"] == 1
    client.post(f"/check/{kept.pk}/revoke/")
    assert other.get(shared).status_code == 404
    assert other.get(f"{shared}result.json").status_code == 404


def test_what_is_deleted_is_gone_with_its_link(client: Client) -> None:
    kept = kept_by(client)
    client.post(f"/check/{kept.pk}/share/")
    kept.refresh_from_db()
    assert client.post(f"/check/{kept.pk}/delete/")["Location"] == "/check/"
    assert client.get(f"/check/{kept.pk}/").status_code == 404
    assert client.get(f"/check/shared/{kept.link}/").status_code == 404
    assert not JudgedHistory.objects.exists()


def test_no_more_than_twenty_are_kept_and_the_page_says_which_goes_next(client: Client) -> None:
    owner = owner_of(client)
    for number in range(KEPT_MAX + 1):
        keep(owner, judged(f"History {number}"))
    titles = set(JudgedHistory.objects.filter(owner=owner).values_list("title", flat=True))
    assert titles == {f"History {number}" for number in range(1, KEPT_MAX + 1)}
    page = client.get("/check/").content.decode()
    assert "The next one replaces the oldest, “History 1”" in " ".join(page.split())


# How long


@pytest.mark.django_db(transaction=True)
def test_nobody_opens_it_for_its_time_and_it_is_gone(client: Client) -> None:
    kept = kept_by(client)
    JudgedHistory.objects.filter(pk=kept.pk).update(expires=timezone.now())
    assert client.get(f"/check/{kept.pk}/").status_code == 404
    tidy()
    assert JudgedHistory.objects.exists()  # the clock is not believed before it has been steady for a day
    believe_clock()
    tidy()
    assert not JudgedHistory.objects.exists()


def test_opening_it_by_page_or_by_link_lets_it_live_on(client: Client) -> None:
    kept = kept_by(client)
    client.post(f"/check/{kept.pk}/share/")
    kept.refresh_from_db()
    for who, address in ((client, f"/check/{kept.pk}/"), (Client(), f"/check/shared/{kept.link}/")):
        soon = timezone.now() + timedelta(days=1)
        JudgedHistory.objects.update(opened=soon - timedelta(days=KEPT_DAYS), expires=soon)
        who.get(address)
        assert JudgedHistory.objects.get().expires > soon + timedelta(days=KEPT_DAYS - 2)
    believe_clock()
    call_command("delete_expired_histories", verbosity=0)
    assert JudgedHistory.objects.count() == 1


def test_it_goes_with_all_that_is_deleted_and_comes_along_to_another_browser(client: Client) -> None:
    kept = kept_by(client)
    join(kept.owner, "another")
    assert [history["text"] for history in exported("another")["histories"]] == [STALE]
    delete_all(["another"])
    assert not JudgedHistory.objects.exists()


# What it says


@pytest.mark.parametrize("example", every_example(), ids=lambda example: example.slug)
def test_an_example_breaks_and_keeps_what_it_says(client: Client, example: Example) -> None:
    answer = client.get(f"/check/examples/{example.slug}/")
    assert example.see in answer.content.decode().replace("&#x27;", "'")
    models = result_of(client.get(f"/check/examples/{example.slug}/result.json"))["models"]
    assert {model: models[model]["verdict"] for model in example.breaks} == dict.fromkeys(example.breaks, "violated")
    assert {model: models[model]["verdict"] for model in example.keeps} == dict.fromkeys(example.keeps, "holds")


@pytest.mark.parametrize("example", every_example(), ids=lambda example: example.slug)
def test_an_exported_history_is_judged_as_it_was(client: Client, example: Example) -> None:
    before = result_of(client.get(f"/check/examples/{example.slug}/result.json"))
    saved = client.get(f"/check/examples/{example.slug}/history.json").content.decode()
    after = result_of_text(saved)
    assert verdicts(after) == verdicts(before)
    told = [(each["name"], each["said"], each["status"]) for each in before["history"]["operations"]]
    assert [(each["name"], each["said"], each["status"]) for each in after["history"]["operations"]] == told


def test_an_export_carries_how_the_history_was_read(client: Client) -> None:
    example = find_example("old-log")
    assert example is not None
    options = Options(failed_cas="failed", initial="7")
    kept = keep(owner_of(client), judged_read(example.text, options))
    saved = client.get(f"/check/{kept.pk}/history.json").content.decode()
    assert result_of_text(saved)["read_as"]["initial"] == "7"
    assert verdicts(result_of_text(saved)) == verdicts(result_of(client.get(f"/check/{kept.pk}/result.json")))


def judged_read(text: str, options: Options) -> Judged:
    return judged_at_once(Submission(text.encode(), "A history", options))


def result_of_text(text: str) -> dict[str, Any]:
    """What comes of a text that is brought to the page."""
    found: dict[str, Any] = json.loads(gzip.decompress(judged_read(text, Options()).result))
    return found


def verdicts(result: dict[str, Any]) -> dict[str, str]:
    return {model: said["verdict"] for model, said in result["models"].items()}


def test_the_page_says_how_the_file_was_read_and_offers_the_other_reading(client: Client) -> None:
    page = client.get("/check/examples/old-log/").content.decode()
    assert "Read as Jepsen log lines: a compare-and-set register" in page
    assert "Read otherwise, linearizable holds" in page
    assert '<input type="hidden" name="failed_cas" value="failed">' in page


def test_the_lines_around_a_mistake_are_told_with_the_one_that_has_it() -> None:
    found = lines_around("line 3: the operation has no 'start'", b"one\ntwo\nthree\nfour\nfive\nsix")
    assert [(line.number, line.text, line.wrong) for line in found] == [
        (1, "one", False),
        (2, "two", False),
        (3, "three", True),
        (4, "four", False),
        (5, "five", False),
    ]
    assert lines_around("no line in this", b"one") == []


# Points by hand


def order(client: Client, slug: str, operations: list[str], placed: list[str]) -> dict[str, Any]:
    body = json.dumps({"operations": operations, "order": placed})
    answer = client.post(f"/check/examples/{slug}/order/", body, content_type="application/json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_an_order_placed_by_hand_is_judged_by_the_data_of_the_file(client: Client) -> None:
    every = ["#0", "#1", "#2", "#3"]
    said = order(client, "queue-out-of-order", every, every)
    assert said == {"legal": False, "sentence": "#2 (dequeue q → y) comes where q holds [x, y].", "operation": "#2"}
    assert order(client, "queue-out-of-order", ["#1", "#2"], ["#1", "#2"])["legal"]


@pytest.mark.parametrize("body", ["", "[]", '{"operations": ["#0"]}', '{"operations": [1], "order": []}', "[" * 9_000])
def test_an_order_of_another_shape_is_refused(client: Client, body: str) -> None:
    answer = client.post("/check/examples/stale-read/order/", body, content_type="application/json")
    assert answer.status_code == 400


def test_more_than_sixty_operations_are_not_placed(client: Client) -> None:
    names = [f"#{number}" for number in range(61)]
    body = json.dumps({"operations": names, "order": []})
    answer = client.post("/check/examples/stale-read/order/", body, content_type="application/json")
    assert answer.status_code == 400
    assert "at most 60" in answer.json()["message"]


def test_a_history_is_read_for_its_points_as_it_was_judged() -> None:
    imported = read('{"ops": [{"process": 0, "f": "read", "value": 7, "start": 0, "end": 1}]}', Options(initial="7"))
    assert imported.initial == 7
