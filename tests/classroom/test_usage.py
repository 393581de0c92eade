"""The page for administrators that says what is used."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from apps.classroom.usage import files, rows
from apps.live.lab.log import create_lab
from tests.classroom.school import a_class, teacher

pytestmark = pytest.mark.django_db


def test_what_is_used_is_counted_by_kind_with_the_oldest(settings: Any, tmp_path: Path) -> None:
    settings.BACKUPS_DIR = tmp_path
    (tmp_path / "lightcone-1.sqlite3").write_bytes(b"x" * 1_000)
    (tmp_path / "lightcone-2.sqlite3").write_bytes(b"x" * 500)
    lab = create_lab("stale-read", "visitor")
    create_lab("stale-read", "visitor")
    (kept,) = (kind for kind in files() if kind.title == "Backups")
    assert (kept.bytes, kept.count) == (1_500, 2)
    assert kept.oldest
    (labs,) = (kind for kind in rows() if kind.title == "Labs")
    assert (labs.count, labs.oldest) == (2, lab.created)


def test_an_administrator_finds_the_page_under_their_classes_and_other_teachers_do_not() -> None:
    a_class(teacher()[0])
    _, head = teacher("head", administrator=True)
    _, other = teacher("bob")
    assert "/usage/" in head.get("/classes/").content.decode()
    assert "/usage/" not in other.get("/classes/").content.decode()
    page = head.get("/usage/").content.decode()
    for told in ("of at most", "Backups", "Browser sessions", "Judged histories"):
        assert told in page
    assert other.get("/usage/").status_code == 404
