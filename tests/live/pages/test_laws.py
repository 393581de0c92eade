"""The laws of a type, tried on the states of a run at any moment of it, for whoever may see the run."""

from __future__ import annotations

import pytest
from django.test import Client

from apps.live.models import Lab, SharedMoment, ShareLink
from tests.live.pages.test_merge import BOTH, events
from tests.live.pages.test_pages import new_lab
from tests.live.stored import give

pytestmark = pytest.mark.django_db(transaction=True)

END = 10_000


@pytest.fixture
def page(client: Client) -> str:
    """The page of a lab whose counter was incremented on both sides of a cut, which has healed since."""
    found = new_lab(client, "lossless-counter")
    give(Lab.objects.get().runs.get(), BOTH, 6_000)
    return found


def told(client: Client, page: str, seq: int = END, **fields: str) -> str:
    answer = client.get(page + "laws/", {"run": 1, "seq": seq, "key": "x", **fields})
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def before_the_heal(client: Client, page: str) -> int:
    return next(event["seq"] for event in events(client, page) if event["kind"] == "healed") - 1


def test_every_law_holds_on_the_states_at_hand_with_the_merge_of_the_type(client: Client, page: str) -> None:
    text = told(client, page, before_the_heal(client, page))
    assert text.count('data-holds="yes"') == 5
    assert "every law holds on the current states" in text
    assert "<b>2</b> 8 bytes: n1" in text


def test_a_wrong_merge_is_refuted_by_the_states_at_hand_with_both_sides(client: Client, page: str) -> None:
    text = told(client, page, before_the_heal(client, page), merge="greater_total")
    assert "The current states break the law least upper bound" in text
    assert "The result lacks something that a knows." in text
    assert '<th scope="col">merge(a, b)</th>' in text
    assert "differs" in text


def test_states_too_alike_to_refute_a_wrong_merge_are_told_so_with_what_to_do(client: Client, page: str) -> None:
    text = told(client, page, 8, merge="greater_total")
    assert "The current states are too similar to show what is wrong with this merge." in text
    assert "Increment at two nodes on two sides of a partition" in text
    text = told(client, page, 8, merge="greater_total", states="generated")
    assert "Generated states break" in text


def test_any_moment_can_be_asked_about(client: Client, page: str) -> None:
    assert "1 different state at hand" in told(client, page, 8)
    assert "different states at hand" in told(client, page, before_the_heal(client, page))
    assert "1 different state at hand" in told(client, page)


def test_the_laws_are_tried_wherever_the_run_is_shown_and_for_nobody_else(client: Client, page: str) -> None:
    here = told(client, page)
    link = ShareLink.objects.create(lab=Lab.objects.get())
    client.post(page + "moments/", {"run": 1, "seq": 8, "tick": 6_000})
    stranger = Client()
    assert told(stranger, f"/shared/{link.token}/") == here
    assert told(stranger, f"/moments/{SharedMoment.objects.get().token}/") == here
    assert told(client, page + "compare/") == here
    assert stranger.get(page + "laws/", {"run": 1, "seq": END, "key": "x"}).status_code == 404


def test_what_cannot_be_tried_is_not_there(client: Client, page: str) -> None:
    fields = {"run": 1, "seq": END, "key": "x"}
    for wrong in ({"key": "z"}, {"merge": "nonsense"}, {"seq": "a"}, {"run": 7}):
        assert client.get(page + "laws/", {**fields, **wrong}).status_code == 404
    for slug in ("stale-read", "operations-travel"):
        assert client.get(new_lab(client, slug) + "laws/", fields).status_code == 404
