"""Bounds on what visitors store: for one of them and in all, refused in words, with nothing stored."""

from __future__ import annotations

import shutil
from types import SimpleNamespace

import pytest
from django.test import Client

from apps.live.lab.log import create_lab
from apps.live.models import Command, Lab, Run
from apps.live.upkeep import disk_room
from apps.live.upkeep.databases import database
from apps.live.upkeep.disk_room import NoRoomError, ask_for_commands, ask_for_lab

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_labs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk_room, "LABS_A_VISITOR_MAX", 2)


def test_a_visitor_is_refused_another_lab_at_the_bound_and_others_are_not(
    two_labs: None, caplog: pytest.LogCaptureFixture
) -> None:
    client, other = Client(), Client()
    answers = [client.post("/labs/", {"lab": "stale-read"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 507]
    assert caplog.records == []
    assert "the bound for one visitor" in answers[2].content.decode()
    assert Lab.objects.count() == 2
    assert other.post("/labs/", {"lab": "stale-read"}).status_code == 302


def test_labs_that_belong_to_nobody_in_particular_are_not_counted(two_labs: None) -> None:
    for _ in range(3):
        create_lab("stale-read", "")
    assert Lab.objects.count() == 3


def test_no_lab_is_made_on_a_disk_that_is_nearly_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1_000_000))
    refused = Client().post("/labs/", {"lab": "stale-read"})
    assert refused.status_code == 507
    assert "no room for another lab" in refused.content.decode()
    assert not Lab.objects.exists()


@pytest.mark.sqlite
def test_no_lab_is_made_in_a_database_at_its_bound_and_deleting_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    Lab.objects.bulk_create(Lab(slug="x", brief="x" * 4_000) for _ in range(200))
    monkeypatch.setattr(disk_room, "DATABASE_BYTES_MAX", database().bytes_used() - 100_000)
    with pytest.raises(NoRoomError):
        ask_for_lab("visitor")
    Lab.objects.all().delete()
    ask_for_lab("visitor")


def test_forks_stop_at_a_visitors_bound_of_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk_room, "COMMANDS_A_VISITOR_MAX", 5)
    run = Run.objects.get(lab=create_lab("stale-read", "visitor"))
    Command.objects.bulk_create(Command(run=run, index=index, tick=0, body={}) for index in range(3))
    ask_for_commands("visitor", 2)
    with pytest.raises(NoRoomError, match="commands in all"):
        ask_for_commands("visitor", 3)
    ask_for_commands("another", 3)
    ask_for_commands("visitor", 0)
