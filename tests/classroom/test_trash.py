"""The end of a class whose day has come: first the trash, to be restored from, then a backup, then nothing."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from apps.classroom.models import Classroom
from apps.classroom.retention import RESTORED_DAYS, TRASH_DAYS, days_left, delete_trashed, trash_expired
from apps.classroom.rights import gone, seat_ground
from apps.live.management.backup import BackupRefusedError, backups
from apps.live.management.commands.serve import tidy
from apps.live.models import ClockRecord, Lab
from apps.live.upkeep.clock_watch import _LastLook, believe_clock
from tests.classroom.school import a_class, page_of, sit, teacher

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_backups(settings: Any, tmp_path: Path) -> None:
    settings.BACKUPS_DIR = tmp_path / "backups"


def expired(classroom: Classroom, now: datetime = NOON) -> Classroom:
    Classroom.objects.filter(pk=classroom.pk).update(kept_until=now.date())
    return classroom


def test_a_class_goes_to_the_trash_on_its_day_and_not_before() -> None:
    classroom = expired(a_class(teacher()[0]))
    assert days_left(classroom, NOON.date() - timedelta(days=1)) > 0
    assert trash_expired(NOON - timedelta(days=1)) == 0
    assert trash_expired(NOON) == 1
    assert Classroom.objects.get().deleted == NOON


def test_a_class_in_the_trash_is_gone_to_its_learners_and_teachers() -> None:
    owner, client = teacher()
    classroom = a_class(owner)
    seat, learner = sit(classroom, "one")
    assert learner.get(page_of(seat)).status_code == 200
    lab = Lab.objects.get(owner=seat.visitor)
    trash_expired(timezone.now() + timedelta(days=181))
    for path in (page_of(seat), f"/seats/{seat.pk}/", f"/labs/{lab.pk}/"):
        assert learner.get(path).status_code == 404
    assert client.get(f"/classes/{classroom.pk}/").status_code == 404
    ground = seat_ground(learner.session, seat.pk)
    assert gone({ground}) == {ground}
    assert learner.post("/join/", {"code": classroom.code}).status_code == 200  # no seat: the form again


def test_its_owner_restores_a_class_with_everything_in_it_for_a_month_at_least() -> None:
    owner, client = teacher()
    classroom = a_class(owner)
    seat, learner = sit(classroom, "one")
    expired(classroom, timezone.now())
    trash_expired(timezone.now())
    assert f"Restore {classroom.title}" in client.get("/classes/").content.decode()
    assert client.post(f"/classes/{classroom.pk}/restore/")["Location"] == "/classes/"
    assert learner.get(page_of(seat)).status_code == 200
    assert days_left(Classroom.objects.get()) == RESTORED_DAYS
    assert trash_expired(timezone.now()) == 0


def test_a_co_teacher_neither_sees_nor_restores_a_class_in_the_trash() -> None:
    classroom = expired(a_class(teacher()[0]))
    colleague, client = teacher("bob")
    classroom.co_teachers.add(colleague)
    trash_expired(NOON)
    assert "Restore" not in client.get("/classes/").content.decode()
    assert client.post(f"/classes/{classroom.pk}/restore/").status_code == 404


def test_a_class_is_deleted_for_good_after_its_days_in_the_trash_and_not_before() -> None:
    expired(a_class(teacher()[0]))
    trash_expired(NOON)
    assert delete_trashed(NOON + timedelta(days=TRASH_DAYS, seconds=-1)) == 0
    assert backups() == []
    assert delete_trashed(NOON + timedelta(days=TRASH_DAYS)) == 1
    assert not Classroom.objects.exists()


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_before_a_class_is_deleted_the_database_is_backed_up_whole() -> None:
    classroom = expired(a_class(teacher()[0]))
    trash_expired(NOON)
    delete_trashed(NOON + timedelta(days=TRASH_DAYS))
    (backup,) = backups()
    with closing(sqlite3.connect(backup)) as copy:
        assert copy.execute("SELECT id FROM classroom_classroom").fetchall() == [(classroom.pk,)]
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert backup.stat().st_mode & 0o077 == 0


def test_where_no_backup_can_be_made_nothing_is_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    expired(a_class(teacher()[0]))
    trash_expired(NOON)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: type("Usage", (), {"free": 0}))
    with pytest.raises(BackupRefusedError, match="free disk"):
        delete_trashed(NOON + timedelta(days=TRASH_DAYS))
    assert Classroom.objects.exists()


def test_the_command_says_how_many_classes_went_where(capsys: pytest.CaptureFixture[str]) -> None:
    expired(a_class(teacher()[0]), timezone.now())
    call_command("delete_expired_classes")
    assert "0 classes put into the trash, 0 classes deleted for good" in capsys.readouterr().out
    call_command("delete_expired_classes", "--the-clock-is-right")
    assert capsys.readouterr().out == "1 class put into the trash, 0 classes deleted for good.\n"
    Classroom.objects.update(deleted=timezone.now() - timedelta(days=TRASH_DAYS))
    call_command("delete_expired_classes", verbosity=0)
    assert not Classroom.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_server_puts_what_has_expired_into_the_trash_by_itself_without_a_word(
    capsys: pytest.CaptureFixture[str],
) -> None:
    believe_clock()
    classroom = a_class(teacher()[0])
    tidy()
    assert Classroom.objects.get().deleted is None
    expired(classroom, timezone.now())
    tidy()
    assert Classroom.objects.get().deleted is not None
    assert capsys.readouterr().out == ""


@pytest.mark.django_db(transaction=True)
def test_a_start_with_the_clock_two_hundred_days_ahead_deletes_nothing() -> None:
    """As a start now looks to a server that was last alive 200 days before, with a class that expired since."""
    _, client = teacher()
    past = timezone.now() - timedelta(days=200)
    a_class(teacher("bob")[0])
    Classroom.objects.update(kept_until=(past + timedelta(days=180)).date())
    Classroom.objects.create(title="In the trash", owner=teacher("eve")[0], deleted=past, code="X")
    ClockRecord.objects.create(pk=1, seen=past, steady_since=past - timedelta(days=300))
    _LastLook.ahead = None  # as in a process that has just started
    tidy()
    assert sorted(Classroom.objects.values_list("deleted", flat=True), key=bool) == [None, past]
    assert "went 200 days ahead" in client.get("/classes/").content.decode()
