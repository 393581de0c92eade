"""Orders placed by hand are judged for whoever may see the run, at the event that is shown."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.live.pages.test_moments import shared
from tests.live.stored import lab_with_branches

pytestmark = pytest.mark.django_db(transaction=True)

READ_LAST = ["alice#1", "alice#2", "bob#1"]


def judge(client: Client, page: str, order: Any, run: Any = 1, seq: Any = 10_000) -> Any:
    asked = {"seq": seq, "order": order}
    return client.post(f"{page}order/?run={run}", asked, content_type="application/json")


def test_an_order_is_judged_through_every_page_of_the_run(pages: list[tuple[Client, str]]) -> None:
    for client, page in pages:
        assert judge(client, page, READ_LAST).json() == {
            "legal": False,
            "sentence": "bob#1 (read x → 1) comes after alice#2 (write x = 2), with no write of 1 between them.",
            "operation": "bob#1",
        }
        early = judge(client, page, ["alice#1", "bob#1", "alice#2"]).json()
        assert early["operation"] == "bob#1"
        assert "had finished before bob#1 began" in early["sentence"]
        past = judge(client, page, ["alice#1"], seq=40).json()
        assert past["legal"]


def test_an_order_that_explains_the_run_is_given_where_there_is_one(client: Client) -> None:
    page = lab_with_branches(client)
    found = client.get(page + "order/linearizable/?run=2").json()["order"]
    assert found == READ_LAST
    assert judge(client, page, found, run=2).json()["legal"]
    assert client.get(page + "order/linearizable/?run=1").status_code == 404
    assert client.get(page + "order/sequential/?run=1").json()["order"] == ["alice#1", "bob#1", "alice#2"]
    assert client.get(page + "order/linearizable/").status_code == 404
    assert client.get(page + "order/linearizable/?seq=40").json()["order"] == ["alice#1"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b"[" * 20_000,
        b'{"seq":9,"order":"alice#1"}',
        b'{"seq":9,"order":[1]}',
        b'{"seq":-1,"order":[]}',
        b'{"seq":true,"order":[]}',
        b'{"seq":1e400,"order":[]}',
        b'{"seq":99999999999999999999,"order":[]}',
        b'{"seq":9,"order":[' + b'"a",' * 3_000 + b'"a"]}',
    ],
)
def test_what_is_no_order_is_refused_in_words(client: Client, body: bytes) -> None:
    page = lab_with_branches(client)
    answer = client.post(page + "order/", body, content_type="application/json")
    assert answer.status_code == 400
    assert "An order is an object" in answer.json()["message"]


def test_orders_are_not_there_for_strangers_for_other_runs_nor_for_other_models(
    pages: list[tuple[Client, str]],
) -> None:
    (client, page), *_, (_, moment) = pages
    assert judge(Client(), page, READ_LAST).status_code == 404
    assert judge(client, page, READ_LAST, run=3).status_code == 404
    assert judge(client, moment, READ_LAST, run=2).status_code == 404
    assert judge(client, "/moments/nothing/", READ_LAST).status_code == 404
    for suffix in ("order/pram/", "order/x/", "order/sequential/?run=x", "order/sequential/?seq=" + "9" * 20):
        assert client.get(page + suffix).status_code == 404
    assert client.get(page + "order/").status_code == 405


def test_a_moment_under_a_mode_is_judged_by_what_happened_under_that_mode(client: Client) -> None:
    page = lab_with_branches(client)
    compared = client.get(page + "compare/?run=1&mode=quorum:majorities")
    link = shared(client, page, columns=compared.context["columns_json"], run="")
    assert judge(client, page, READ_LAST).json()["operation"] == "bob#1"
    orders = [["alice#1", "bob#1"], READ_LAST]
    assert [judge(Client(), link, order, run="1&column=1").json()["legal"] for order in orders] == [True, False]
