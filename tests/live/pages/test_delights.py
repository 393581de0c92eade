"""The dare of the day, its score, and the card of what somebody broke."""

from __future__ import annotations

import pytest
from django.test import Client

from apps.labs.find.dares import dare_of, dares
from apps.labs.looking_back.score import score
from apps.live.models import Lab, ReachedGoal
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
