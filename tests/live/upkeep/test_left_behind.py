"""What nobody needs any more goes: files of killed jobs, expired sessions, empty pages of the database."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone

from apps.live.bounds import FIRST_VISIT_HOURS
from apps.live.management.commands.serve import tidy
from apps.live.models import Lab
from apps.live.upkeep.clock_watch import believe_clock
from apps.live.upkeep.databases import database
from tests.serving import ServerProcess

AUTO_VACUUM_INCREMENTAL = 2


@pytest.fixture
def uploads(tmp_path: Path, settings: Any) -> Path:
    settings.UPLOADS_DIR = tmp_path / "uploads"
    settings.UPLOADS_DIR.mkdir()
    return settings.UPLOADS_DIR  # type: ignore[no-any-return]


def test_a_start_deletes_the_files_that_jobs_of_a_killed_server_left(data_folder: Path) -> None:
    (data_folder / "uploads").mkdir(exist_ok=True)
    (data_folder / "uploads" / "history-1").write_text("x")
    server = ServerProcess(data_folder)
    try:
        assert list((data_folder / "uploads").iterdir()) == []
    finally:
        server.end()


@pytest.mark.django_db(transaction=True)
def test_while_running_only_files_that_are_too_old_for_any_job_are_deleted(uploads: Path) -> None:
    for name, hours in (("new", 1), ("old", 25)):
        (uploads / name).write_text("x")
        at = (timezone.now() - timedelta(hours=hours)).timestamp()
        os.utime(uploads / name, (at, at))
    tidy()
    assert sorted(path.name for path in uploads.iterdir()) == ["new", "old"]  # the clock is not believed yet
    believe_clock()
    tidy()
    assert [path.name for path in uploads.iterdir()] == ["new"]


@pytest.mark.django_db(transaction=True)
def test_expired_sessions_are_deleted_and_no_others(uploads: Path) -> None:
    for key, days in (("expired", -1), ("kept", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=timezone.now() + timedelta(days=days))
    believe_clock()
    tidy()
    assert [session.session_key for session in Session.objects.all()] == ["kept"]


def days_kept() -> float:
    return (Session.objects.get().expire_date - timezone.now()) / timedelta(days=1)


@pytest.mark.django_db
def test_a_session_that_never_comes_back_is_kept_for_hours_and_one_that_does_for_a_year() -> None:
    client = Client()
    client.get("/labs/")
    assert days_kept() <= FIRST_VISIT_HOURS / 24
    client.get("/labs/")
    assert days_kept() > 364
    client.get("/labs/")
    assert days_kept() > 364
    assert client.cookies[django_settings.SESSION_COOKIE_NAME]["max-age"] == django_settings.SESSION_COOKIE_AGE


# The database


def pages() -> int:
    with connection.cursor() as cursor:
        return int(cursor.execute("PRAGMA page_count").fetchone()[0])


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_the_database_shrinks_when_much_was_deleted() -> None:
    before = pages()
    Lab.objects.bulk_create(Lab(slug="x", brief="x" * 4_000) for _ in range(500))
    grown = pages()
    assert grown > before + 400
    Lab.objects.all().delete()
    assert database().shrink() > 400
    assert pages() < before + 50


@pytest.mark.sqlite
@pytest.mark.trial
def test_a_database_of_an_older_version_is_made_one_that_can_shrink_at_start(tmp_path: Path) -> None:
    path = tmp_path / "lightcone.sqlite3"
    with closing(sqlite3.connect(path)) as old, old:
        old.execute("PRAGMA journal_mode = WAL")
        old.execute("CREATE TABLE other (a)")
    ServerProcess(tmp_path).end()
    with closing(sqlite3.connect(path)) as now:
        assert now.execute("PRAGMA auto_vacuum").fetchone() == (AUTO_VACUUM_INCREMENTAL,)


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_a_database_that_can_shrink_is_left_as_it_is() -> None:
    database().let_shrink()
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA auto_vacuum").fetchone() == (AUTO_VACUUM_INCREMENTAL,)
