"""What a page asks about generals and consensus: valence, endings, the argument, counting; and who may ask."""

from __future__ import annotations

import pytest
from django.test import Client

from apps.labs.run.scenario import Scenario
from apps.live.models import Lab, ShareLink
from tests.live.pages.test_pages import new_lab

pytestmark = pytest.mark.django_db(transaction=True)

SEQ = {"run": 1, "seq": 9}


def test_the_valence_of_a_moment_is_told_with_what_each_message_would_make_of_it(client: Client) -> None:
    page = new_lab(client, "flp")
    told = client.get(page + "valence/", SEQ).content.decode()
    assert 'data-valence="bivalent"' in told
    assert told.count("data-deliver=") == 6
    assert told.count("data-ending=") == 2


def test_an_ending_is_told_as_messages_to_deliver(client: Client) -> None:
    page = new_lab(client, "flp")
    messages = client.get(page + "ending/", {**SEQ, "value": "1"}).json()["messages"]
    assert len(messages) == 7
    assert client.get(page + "ending/", {**SEQ, "value": "2"}).status_code == 404


def test_another_protocol_has_no_valence_and_no_argument(client: Client) -> None:
    page = new_lab(client, "two-generals")
    assert client.get(page + "valence/", SEQ).status_code == 404
    assert client.get(new_lab(client, "flp") + "argument/").status_code == 404


def test_others_may_ask_only_through_a_link(client: Client) -> None:
    page = new_lab(client, "flp")
    stranger = Client()
    for part in ("valence/", "ending/", "argument/", "measure/"):
        assert stranger.get(page + part, {**SEQ, "value": "1"}).status_code == 404
    link = ShareLink.objects.create(lab=Lab.objects.get(), token="watch-this-lab")
    assert stranger.get(f"/shared/{link.token}/valence/", SEQ).status_code == 200


def test_a_step_of_the_argument_opens_as_a_lab_that_plays_it(client: Client) -> None:
    page = new_lab(client, "two-generals")
    assert "Message 3, from A to B, is captured." in client.get(page + "argument/", {"step": 1}).content.decode()
    answer = client.post(page + "argument/", {"step": 1})
    assert answer.status_code == 302
    found = Lab.objects.exclude(slug="two-generals").get()
    script = Scenario.from_json(found.runs.get().scenario).script
    assert [type(command).__name__ for _, command in script] == ["InvokeOperation", "DropMessage"]
    assert client.get(page + "argument/", {"step": 4}).status_code == 404


def test_only_what_the_form_offers_is_counted(client: Client) -> None:
    page = new_lab(client, "two-generals")
    assert "100,000" in client.get(page + "measure/").content.decode()
    assert client.post(page + "measure/", {"runs": "7", "loss": "100"}).status_code == 404
    assert client.post(page + "measure/", {"runs": "1000", "loss": "999"}).status_code == 404
    gossip = new_lab(client, "gossip")
    assert "How long one write takes" in client.get(gossip + "measure/").content.decode()
    assert client.post(gossip + "measure/", {"runs": "10000"}).status_code == 404
    quorum = client.get(new_lab(client, "stale-read") + "measure/").content.decode()
    assert "Choose Eventual, by gossip under Guarantee" in " ".join(quorum.split())
