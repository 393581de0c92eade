"""The dare of the day, its score, and the card of what somebody broke."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from django.test import Client

from apps.labs.catalogue import catalogue
from apps.labs.find.dares import FILE, dare_of, dares
from apps.labs.find.matrix import Cell
from apps.labs.find.search import attempt
from apps.labs.looking_back.score import score
from apps.labs.signature import run_signature
from apps.live.lab.log import create_found_lab
from apps.live.models import Lab, ReachedGoal, SharedMoment
from apps.simulation import Position
from apps.simulation.commands import InvokeOperation
from apps.simulation.faults.crash import CrashNode
from apps.simulation.faults.partition import Heal, Partition

WRITE = InvokeOperation(client="alice", node="n1", operation="write", key="x", value="1")
CUT = Partition(groups=(("n1",), ("n2",)))


def test_a_score_counts_operations_and_faults_but_not_the_ways_back() -> None:
    found = score([WRITE, CUT, Heal(), CrashNode(node="n2")])
    assert (found.total, found.operations, found.faults) == (3, 1, 2)


def test_the_par_of_every_dare_is_small_and_has_a_fault() -> None:
    assert len(dares()) > 10
    for each in dares():
        assert each.par.faults >= 1
        assert 2 <= each.par.total <= 6
        assert each.scenario.script == ()


def test_every_dare_can_be_won_by_its_par_and_dares_ask_for_many_models() -> None:
    cells = [Cell.from_json(members) for members in json.loads(FILE.read_text())]
    for cell in cells:
        assert attempt(cell.scenario, cell.seed, cell.shows, cell.question) is not None, cell
    assert len({cell.shows for cell in cells}) > 3


def test_days_next_to_each_other_have_different_dares() -> None:
    week = [dare_of(day).title for day in range(739_952, 739_959)]
    assert len(set(week)) > 3


@pytest.mark.django_db
def test_a_dare_opens_one_lab_a_day_and_tells_the_best_score(client: Client) -> None:
    page = client.get("/dare/").content.decode()
    assert "Take the dare" in page
    opened = client.post("/dare/")["Location"]
    assert client.post("/dare/")["Location"] == opened
    lab = Lab.objects.get()
    ReachedGoal.objects.create(lab=lab, run=1, name="dare", seq=9, tick=900, text="", operations=[], events=[])
    assert "Lightcone dare" in client.get("/dare/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_card_of_a_moment_says_what_was_broken_and_has_its_own_colours(client: Client) -> None:
    entry = catalogue()["stale-read"]
    scenario = replace(entry.scenario, script=entry.signature.script)
    horizon = Position(entry.signature.tick)
    lab = create_found_lab(scenario, 1, owner="", title="A stale read", brief="", horizon=horizon)
    end = run_signature(entry.scenario, entry.signature).simulation
    part = {"run": 1, "commands": 0, "tick": end.now, "steps": None, "mode": ""}
    moment = SharedMoment.objects.create(lab=lab, columns=[part], seq=end.sequence, tick=end.now)
    answer = client.get(f"/moments/{moment.token}/card.svg")
    card = answer.content.decode()
    assert answer["Content-Type"] == "image/svg+xml"
    assert "I made 5 replicas give" in " ".join(re.findall(r">([^<>]+)</text>", card))
    defined = set(re.findall(r"(--[\w-]+):", card))
    assert set(re.findall(r"var\((--[\w-]+)\)", card)) <= defined
    assert client.get("/moments/nothing/card.svg").status_code == 404
