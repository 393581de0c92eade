"""Lightcone on a real PostgreSQL: what is acknowledged survives the end of either, and copies can be restored."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.client import LabClient, Visitor
from tests.cluster.postgresql import PostgreSQL
from tests.live.visits import lab_of
from tests.serving import ROOT, ServerProcess

pytestmark = pytest.mark.trial

CLOSE_UNSTORED = 4503


@pytest.fixture
def database(postgresql: PostgreSQL) -> str:
    """The address of a new, empty database."""
    return postgresql.new_database()


def manage(folder: Path, url: str, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "LIGHTCONE_DATA": str(folder), "DATABASE_URL": url}
    arguments = [sys.executable, str(ROOT / "manage.py"), *command]
    return subprocess.run(arguments, env=environment, capture_output=True, text=True, timeout=120, check=False)


def page_of_a_new_lab(visitor: Visitor) -> str:
    return visitor.new_lab("gossip").removeprefix("/ws")


async def write(lab: LabClient, value: str) -> None:
    await lab.submit("invoke", client="alice", node="n1", operation="write", key="x", value=value)


async def test_what_was_acknowledged_is_there_after_the_server_was_killed(data_folder: Path, database: str) -> None:
    server = ServerProcess(data_folder, DATABASE_URL=database)
    try:
        _, _, lab = await lab_of(server)
        await lab.connect()
        await write(lab, "7")
        server.kill()
        await lab.until_closed()
        await asyncio.to_thread(server.start)
        await lab.connect()
        await lab.until(lambda view: "alice#1" in view["operations"])
        assert lab.view["operations"]["alice#1"]["value"] == "7"
    finally:
        await lab.disconnect()
        server.end()
    assert not (data_folder / "lightcone.sqlite3-wal").exists()


async def test_while_postgresql_is_away_nothing_is_acknowledged_and_afterwards_the_lab_goes_on(
    data_folder: Path, database: str, postgresql: PostgreSQL, tmp_path: Path
) -> None:
    server = ServerProcess(data_folder, DATABASE_URL=database, stderr=tmp_path / "log")
    try:
        _, _, lab = await lab_of(server)
        await lab.connect()
        await write(lab, "7")
        postgresql.end("immediate")
        unanswered = asyncio.ensure_future(write(lab, "8"))
        await lab.until_closed()
        assert (lab.close_code, unanswered.done()) == (CLOSE_UNSTORED, False)
        unanswered.cancel()
        postgresql.start()
        await lab.connect()
        await lab.until(lambda view: "alice#1" in view["operations"])
        assert [each["value"] for each in lab.view["operations"].values()] == ["7"]
        await write(lab, "9")
    finally:
        await lab.disconnect()
        server.end()
    assert "The server's database cannot be reached" in (tmp_path / "log").read_text()


def test_a_start_without_postgresql_is_refused_in_words(data_folder: Path, postgresql: PostgreSQL) -> None:
    away = postgresql.url.replace(str(postgresql.port), "1")
    refused = manage(data_folder, away, "serve")
    assert refused.returncode == 1
    assert "The server's database cannot be reached" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert "only-on-this-machine" not in refused.stderr


@pytest.mark.parametrize("url", ["mysql://a/b", "nonsense", "postgresql://", "postgresql://host:port/x"])
def test_an_address_that_makes_no_sense_stops_the_start_with_a_sentence(tmp_path: Path, url: str) -> None:
    refused = manage(tmp_path, url, "serve")
    assert refused.returncode == 1
    assert refused.stderr.startswith("DATABASE_URL must be the address of a PostgreSQL database")


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_backup_restored_in_place_of_what_was_changed_since_brings_everything_back(
    data_folder: Path, database: str, kind: str
) -> None:
    url = database if kind == "postgresql" else ""
    server = ServerProcess(data_folder, DATABASE_URL=url)
    visitor = Visitor(server.url)
    kept = page_of_a_new_lab(visitor)
    backup = manage(data_folder, url, "back_up").stdout.split()[-1]
    later = page_of_a_new_lab(visitor)
    running = manage(data_folder, url, "restore", backup)
    assert "Stop Lightcone first" in running.stderr
    server.end()
    restored = manage(data_folder, url, "restore", Path(backup).name)
    assert restored.returncode == 0, restored.stderr
    assert "What was there before is kept in" in restored.stdout
    server.start()
    assert visitor.get(kept)[0] == 200
    assert visitor.get(later)[0] == 404
    server.end()
    undone = manage(data_folder, url, "restore", restored.stdout.split("kept in ")[1].split()[0].rstrip("."))
    assert undone.returncode == 0, undone.stderr
    server.start()
    assert visitor.get(later)[0] == 200
    server.end()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_file_that_is_no_backup_changes_nothing(data_folder: Path, database: str, kind: str, tmp_path: Path) -> None:
    url = database if kind == "postgresql" else ""
    server = ServerProcess(data_folder, DATABASE_URL=url)
    visitor = Visitor(server.url)
    kept = page_of_a_new_lab(visitor)
    server.end()
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("This is no backup. " * 100)
    refused = manage(data_folder, url, "restore", str(wrong))
    assert refused.returncode == 1
    assert "was not restored" in refused.stderr
    server.start()
    assert visitor.get(kept)[0] == 200
    server.end()


def test_the_check_on_request_reads_every_table(data_folder: Path, database: str) -> None:
    ServerProcess(data_folder, DATABASE_URL=database).end()
    checked = manage(data_folder, database, "check_data")
    assert checked.stdout.startswith("Nothing is wrong with ")
