"""Deeds: what a lab's owner does well in a panel is kept once; what others do, or what fails, is not."""

from __future__ import annotations

import pytest
from django.test import Client

from apps.live.deeds import DEEDS_MAX, deeds_of, note_deed
from apps.live.models import Deed, Lab
from tests.live.test_pages import new_lab

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lab(client: Client) -> Lab:
    return Lab.objects.get(pk=new_lab(client, "stale-read").split("/")[2])


def test_a_deed_is_kept_once_a_run_whatever_the_order_of_what_it_says(lab: Lab) -> None:
    note_deed(lab.pk, "points_placed", 1, {"model": "linearizable", "operations": 4})
    note_deed(lab.pk, "points_placed", 1, {"operations": 4, "model": "linearizable"})
    note_deed(lab.pk, "points_placed", 2, {"model": "linearizable", "operations": 4})
    said = {"model": "linearizable", "operations": 4}
    assert deeds_of(lab.pk) == [{"kind": "points_placed", "run": run, "data": said} for run in (1, 2)]


def test_a_lab_keeps_a_bounded_number_of_deeds(lab: Lab) -> None:
    Deed.objects.bulk_create(Deed(lab=lab, kind="k", run=1, data={"n": n}) for n in range(DEEDS_MAX))
    note_deed(lab.pk, "k", 1, {"n": -1})
    assert len(deeds_of(lab.pk)) == DEEDS_MAX


def test_deeds_go_with_their_lab(lab: Lab) -> None:
    note_deed(lab.pk, "k", 1, {})
    lab.delete()
    assert not Deed.objects.exists()
