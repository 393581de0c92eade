"""The data folder: closed to everybody else on the machine, whatever it was before."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from apps.live.management.data_folder import close_to_others
from tests.client import Visitor
from tests.serving import ServerProcess


def open_to_others(folder: Path) -> list[str]:
    """The paths that other accounts have any right to."""
    every = [folder, *folder.rglob("*")]
    return sorted(str(path.relative_to(folder)) for path in every if path.stat().st_mode & 0o077)


def made(folder: Path, *names: str) -> Path:
    """A folder as an older version left it: everybody may read what is in it."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return folder


@pytest.mark.trial
def test_whatever_the_server_makes_is_unreadable_to_others(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path / "new")
    try:
        Visitor(server.url).post("/labs/", lab="stale-read")
        assert (tmp_path / "new" / "lightcone.sqlite3-wal").exists()
        assert (tmp_path / "new" / "static" / "staticfiles.json").exists()
        assert open_to_others(tmp_path / "new") == []
    finally:
        server.end()


def test_a_folder_that_others_could_read_is_closed_at_start_and_said(tmp_path: Path) -> None:
    folder = made(
        tmp_path / "old", "lightcone.sqlite3", "lightcone.sqlite3-wal", "static/css/a.css", "uploads/history-1"
    )
    assert close_to_others(folder).startswith(f"Other accounts on this machine could read the data folder {folder}")
    assert open_to_others(folder) == []
    assert close_to_others(folder) == ""


def test_things_of_others_in_the_folder_keep_their_mode(tmp_path: Path) -> None:
    folder = made(tmp_path / "home", "lightcone.sqlite3", "secret-key", "thesis/chapter.txt")
    close_to_others(folder)
    assert open_to_others(folder) == [".", "thesis", "thesis/chapter.txt"]


def test_a_link_in_the_folder_is_left_alone_with_what_it_leads_to(tmp_path: Path) -> None:
    elsewhere = made(tmp_path / "elsewhere", "file")
    folder = made(tmp_path / "data", "lock")
    (folder / "static").symlink_to(elsewhere)
    close_to_others(folder)
    assert stat.S_IMODE((elsewhere / "file").stat().st_mode) == 0o644
