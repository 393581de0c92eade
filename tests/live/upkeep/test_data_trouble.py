"""A disk that is full, read-only or damaged: said in words, at start and while running, without a traceback."""

from __future__ import annotations

import errno
import logging
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.test import Client

from apps.live.lab.hub import CLOSE_FAILED, CLOSE_UNSTORED, failure_code
from apps.live.models import Lab
from apps.live.serving.socket import Socket
from apps.live.upkeep.data_trouble import DAMAGED, FULL, LOCKED, READ_ONLY, InWords, trouble_of
from apps.live.upkeep.databases import sqlite
from tests.serving import ROOT

PAGE_BYTES = 4_096
AS_ANYBODY = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
"""The administrator's account may write everywhere; without this right it is like any other."""


@pytest.fixture
def full_disk(transactional_db: None) -> Iterator[None]:
    """A database that cannot grow: to SQLite that is a full disk."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1")
        yield
        cursor.execute("PRAGMA max_page_count = 1073741823")


def fill() -> None:
    for _ in range(1_000):
        Lab.objects.create(slug="x", brief="x" * PAGE_BYTES)


@pytest.mark.sqlite
def test_a_full_disk_is_told_on_a_page_that_says_what_was_not_stored(full_disk: None) -> None:
    client = Client(raise_request_exception=False)
    with pytest.raises(DatabaseError):
        fill()
    answers = [client.post("/labs/", {"lab": "stale-read"}) for _ in range(20)]
    refused = next(answer for answer in answers if answer.status_code != 302)
    assert refused.status_code == 503
    assert refused["Retry-After"] == "60"
    assert "disk is full" in refused.content.decode()
    assert "was not stored" in refused.content.decode()


@pytest.mark.sqlite
def test_a_socket_is_closed_with_a_code_of_its_own_while_nothing_can_be_stored(full_disk: None) -> None:
    try:
        fill()
    except DatabaseError as error:
        assert trouble_of(error) is FULL
        assert failure_code() == CLOSE_UNSTORED
    try:
        raise RuntimeError("something else")
    except RuntimeError:
        assert failure_code() == CLOSE_FAILED


async def test_any_socket_that_meets_a_full_disk_is_closed_with_that_code_and_other_errors_stay_errors() -> None:
    class Failing(Socket):
        error: Exception = OSError(errno.ENOSPC, "No space left on device")
        closed: int | None = None

        async def websocket_receive(self, _: object) -> None:
            raise self.error

        async def close(self, code: int | bool | None = None, reason: str | None = None) -> None:
            self.closed = code

    socket = Failing()
    await socket.dispatch({"type": "websocket.receive"})
    assert socket.closed == CLOSE_UNSTORED
    socket.error = RuntimeError("a mistake of ours")
    with pytest.raises(RuntimeError):
        await socket.dispatch({"type": "websocket.receive"})


def record_of(error: BaseException) -> logging.LogRecord:
    exc_info = (type(error), error, None)
    return logging.LogRecord("any", logging.ERROR, "", 0, "it failed", None, exc_info)


def test_the_log_says_trouble_with_the_disk_in_one_line_and_not_again_at_once() -> None:
    in_words, full = InWords(), OSError(errno.ENOSPC, "No space left on device")
    first = record_of(full)
    assert in_words.filter(first)
    assert first.getMessage().startswith("The server's disk is full (")
    assert first.exc_info is None
    assert not in_words.filter(record_of(full))
    other = record_of(RuntimeError("a mistake of ours"))
    assert in_words.filter(other)
    assert other.exc_info


@pytest.mark.parametrize(
    ("statement", "trouble"), [("CREATE TABLE t (a)", READ_ONLY), ("SELECT * FROM kept", None)], ids=str
)
def test_what_sqlite_refuses_is_known_by_its_code(tmp_path: Path, statement: str, trouble: object) -> None:
    sqlite3.connect(tmp_path / "db").execute("CREATE TABLE other (a)").connection.close()
    with closing(sqlite3.connect(f"file:{tmp_path / 'db'}?mode=ro", uri=True)) as read_only:
        try:
            read_only.execute(statement)
        except sqlite3.Error as error:
            assert trouble_of(error) is trouble


def test_a_database_that_another_program_holds_is_told_as_busy(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "db", timeout=0)) as one, closing(sqlite3.connect(tmp_path / "db")) as two:
        two.execute("CREATE TABLE t (a)")
        two.execute("BEGIN EXCLUSIVE")
        try:
            one.execute("CREATE TABLE s (a)")
        except sqlite3.Error as error:
            assert trouble_of(error) is LOCKED


# Damage


def a_database(path: Path) -> Path:
    """One of some hundred pages."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE kept (a PRIMARY KEY, b)")
        database.executemany("INSERT INTO kept VALUES (?, ?)", ((n, "x" * 1_000) for n in range(500)))
    return path


def damage(path: Path, page: int) -> None:
    with path.open("r+b") as file:
        file.seek(page * PAGE_BYTES)
        file.write(b"\xff" * PAGE_BYTES)


@pytest.mark.parametrize("page", [0, 1, 7, 60])
def test_a_damaged_page_is_found_by_the_quick_check_and_the_full_one(tmp_path: Path, page: int) -> None:
    database = a_database(tmp_path / "db")
    assert sqlite.damage(database, thorough=False) == sqlite.damage(database, thorough=True) == []
    damage(database, page)
    for found in (sqlite.damage(database, thorough=False), sqlite.damage(database, thorough=True)):
        assert found
        assert found[0].startswith(DAMAGED.title)


def test_a_quick_check_that_takes_too_long_ends_without_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = a_database(tmp_path / "db")
    damage(database, 60)
    monkeypatch.setattr(sqlite, "STEPS_A_LOOK", 10)
    monkeypatch.setattr(sqlite, "QUICK_STEPS_MAX", 0)
    assert sqlite.damage(database, thorough=False) == []
    assert sqlite.damage(database, thorough=True)


@pytest.mark.django_db
def test_the_check_on_request_says_that_nothing_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("check_data")
    assert capsys.readouterr().out.startswith("Nothing is wrong with ")


# At start


def started(folder: Path) -> subprocess.CompletedProcess[str]:
    """A start that is refused."""
    command = [*AS_ANYBODY, sys.executable, str(ROOT / "manage.py"), "serve"]
    environment = {**os.environ, "LIGHTCONE_DATA": str(folder), "PORT": "0"}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.sqlite
def test_a_start_on_a_damaged_database_is_refused_in_words(tmp_path: Path) -> None:
    damage(a_database(tmp_path / "lightcone.sqlite3"), 7)
    refused = started(tmp_path)
    assert refused.returncode == 1
    assert refused.stderr.startswith("Lightcone does not start on this database.\nThe server's database is damaged")
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("name", ["empty", "used"])
def test_a_start_on_a_folder_that_cannot_be_written_is_refused_in_words(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    if name == "used":
        (folder / "secret-key").write_text("secret")
    folder.chmod(0o500)
    refused = started(folder)
    folder.chmod(0o700)
    assert refused.returncode == 1
    assert "Permission denied" in refused.stderr
    assert "write there" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_start_where_no_folder_can_be_made_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    refused = started(tmp_path / "file" / "data")
    assert refused.returncode == 1
    assert refused.stderr.startswith("Lightcone cannot use its data folder")
    assert len(refused.stderr.splitlines()) == 1
