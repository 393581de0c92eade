"""A protocol that only this test declares opens as a lab page and runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.test import Client

from apps.labs.protocols import PROTOCOLS, relatives, stores
from apps.labs.run.scenario import Scenario
from apps.live.lab.log import create_found_lab
from apps.live.models import Lab
from tests.clusters import ONES, Run
from tests.live.pages.test_pages import new_lab


@pytest.fixture(autouse=True)
def held() -> Iterator[None]:
    with PROTOCOLS.holding(replace(PROTOCOLS["quorum"], name="copied", title="Copied quorums")):
        yield


SCENARIO = Scenario(protocol="copied", dials=ONES)


def test_a_new_protocol_runs_and_is_judged() -> None:
    run = Run(SCENARIO, 1)
    run.finish(run.write("alice", "n1", "1"))
    assert run.result(run.read("bob", "n1")) == ["1"]
    assert run.snapshot()["protocol"]["title"] == "Copied quorums"
    assert run.judgement.verdict("replicated", "linearizable").status == "holds"


def test_a_new_protocol_can_take_the_place_of_its_relatives() -> None:
    assert "copied" in stores()
    assert "copied" in relatives("raft")
    assert Scenario(protocol="quorum", dials=ONES).under("copied", ONES).protocol == "copied"


@pytest.mark.django_db
def test_a_new_protocol_opens_as_a_lab_page(client: Client) -> None:
    path = new_lab(client)
    assert "Copied quorums" in client.get(path).content.decode()
    lab = create_found_lab(SCENARIO, 1, owner=Lab.objects.get().owner, title="A copy", brief="Try it.")
    assert client.get(f"/labs/{lab.pk}/").status_code == 200
