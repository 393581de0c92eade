"""A merge opens for whoever may see the run, and only where there was one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from apps.live.lab.branches import verdict
from apps.live.models import Lab, SharedMoment, ShareLink
from tests.live.pages.test_pages import new_lab
from tests.live.stored import CUT, HEAL, give

pytestmark = pytest.mark.django_db(transaction=True)

UP = {"type": "invoke", "client": "alice", "node": "n1", "operation": "increment", "key": "x", "value": "2"}
UP_THERE = {**UP, "client": "bob", "node": "n4", "value": "3"}
BOTH = ((0, CUT), (100, UP), (200, UP_THERE), (1_500, HEAL))


@pytest.fixture
def page(client: Client) -> str:
    """The page of a lab whose counter was incremented on both sides of a cut."""
    found = new_lab(client, "lossless-counter")
    give(Lab.objects.get().runs.get(), BOTH, 6_000)
    return found


def events(client: Client, page: str) -> list[dict[str, Any]]:
    return json.loads(client.get(page + "recording/?run=1", headers={"accept-encoding": "identity"}).content)["events"]


def deliveries(client: Client, page: str) -> list[int]:
    arrived = [event for event in events(client, page) if event["kind"] == "message_delivered"]
    return [event["seq"] for event in arrived if event["message"].endswith(":states")]


def test_a_merge_opens_with_both_sides_the_result_and_why(client: Client, page: str) -> None:
    texts = [client.get(f"{page}merge/?run=1&seq={seq}").content.decode() for seq in deliveries(client, page)]
    assert len(texts) > 5
    assert any("Only the right knows about n4." in text for text in texts)
    lossy = next(text for text in texts if "result <b>5</b>" in text and "result <b>3</b>" in text)
    assert "the greater wins" in lossy
    assert "left is what" in lossy


def test_a_merge_opens_through_a_share_link_and_for_nobody_else(client: Client, page: str) -> None:
    seq = deliveries(client, page)[-1]
    link = ShareLink.objects.create(lab=Lab.objects.get())
    stranger = Client()
    assert stranger.get(f"/shared/{link.token}/merge/?run=1&seq={seq}").status_code == 200
    assert stranger.get(f"{page}merge/?run=1&seq={seq}").status_code == 404


def test_a_merge_opens_wherever_its_run_is_shown(client: Client, page: str) -> None:
    """On a comparison's column, on a shared moment, and not once that is revoked."""
    seq = deliveries(client, page)[-1]
    here = client.get(f"{page}merge/?run=1&seq={seq}").content
    assert client.get(f"{page}compare/merge/?run=1&seq={seq}").content == here
    assert client.get(f"{page}compare/merge/?run=1&at=3.700&seq={seq}").status_code == 404
    assert client.get(f"{page}compare/merge/?run=1&mode=raft:log&seq={seq}").status_code == 404
    client.post(page + "moments/", {"run": 1, "seq": seq, "tick": 6_000})
    moment = SharedMoment.objects.get()
    stranger = Client()
    assert stranger.get(f"/moments/{moment.token}/merge/?column=0&seq={seq}").content == here
    assert stranger.get(f"/moments/{moment.token}/merge/?column=1&seq={seq}").status_code == 404
    assert stranger.get(f"{page}compare/merge/?run=1&seq={seq}").status_code == 404
    client.post(f"{page}moments/{moment.pk}/revoke/")
    assert stranger.get(f"/moments/{moment.token}/merge/?seq={seq}").status_code == 404


def test_what_an_operation_did_opens_in_place_of_a_merge(client: Client) -> None:
    page = new_lab(client, "operations-travel")
    add = {**UP, "operation": "add", "value": "milk"}
    give(Lab.objects.get().runs.get(), ((0, add),), 2_000)
    arrived = [event for event in events(client, page) if event["kind"] == "message_delivered"]
    seqs = [event["seq"] for event in arrived if event["message"].endswith(":operation")]
    assert len(seqs) == 4
    text = client.get(f"{page}merge/?run=1&seq={seqs[0]}").content.decode()
    assert "milk · n1:1 goes in." in text
    assert "before <b>{}</b>" in text
    assert "after <b>{milk}</b>" in text


def test_an_operation_that_had_arrived_before_is_told_to_take_effect_again(client: Client) -> None:
    page = new_lab(client, "operations-travel")
    double: dict[str, Any] = {"type": "set_duplication", "source": None, "target": None, "per_mille": 1_000}
    give(Lab.objects.get().runs.get(), ((0, double), (1, {**UP, "operation": "add", "value": "milk"})), 2_000)
    seqs = [each["seq"] for each in events(client, page) if each["kind"] == "message_delivered"]
    found = [client.get(f"{page}merge/?run=1&seq={seq}").content.decode() for seq in seqs]
    opened = [text for text in found if "n1#1" in text]
    assert len(opened) == 8
    assert sum("It had arrived here before" in text for text in opened) == 4


def test_what_is_no_merge_does_not_open(client: Client, page: str) -> None:
    other = next(event["seq"] for event in events(client, page) if event["kind"] == "timer_fired")
    for query in (f"?run=1&seq={other}", "?run=1&seq=999999", "?run=1&seq=0", "?run=7&seq=3", "?run=a&seq=1", ""):
        assert client.get(f"{page}merge/{query}").status_code == 404, query
    stale = new_lab(client, "stale-read")
    assert client.get(f"{stale}merge/?run=1&seq=3").status_code == 404


def test_no_order_of_operations_is_judged_where_the_keys_hold_no_registers(client: Client, page: str) -> None:
    body = {"run": 1, "seq": 10_000, "order": ["alice#1"]}
    assert client.post(page + "order/", body, content_type="application/json").status_code == 404
    assert client.get(page + "order/linearizable/?run=1").status_code == 404


def test_such_a_run_has_its_page_branches_comparison_prints_and_downloads(client: Client, page: str) -> None:
    assert client.get(page).status_code == 200
    assert client.get(page + "branches/").status_code == 200
    assert verdict({"verdicts": {}})["text"] == "not judged by models"
    compared = ("compare/?run=1&run=1", "compare/?run=1&mode=eventual:siblings")
    for address in (*compared, "runs/1/print/", "runs/1/json/", "runs/1/edn/"):
        assert client.get(page + address).status_code == 200, address
