"""Static files: bundled for pages, served under names with a hash, and collected anew when a source has changed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from apps.live.management import static_files
from apps.live.management.static_files import collect_static_if_stale

# When they are collected


@pytest.fixture
def sources(tmp_path: Path, settings: Any) -> Path:
    """A folder of sources of its own."""
    (tmp_path / "sources").mkdir()
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [tmp_path / "sources"], tmp_path / "static"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "config.static.HashedStaticFiles"}}
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    return tmp_path / "sources"


def collected(sources: Path) -> dict[str, str]:
    """What is served under each name: the file's content."""
    collect_static_if_stale()
    root = sources.with_name("static")
    paths = json.loads((root / "staticfiles.json").read_text())["paths"]
    return {name: (root / hashed).read_text() for name, hashed in paths.items()}


def write(path: Path, text: str, *, year: int) -> None:
    path.write_text(text)
    os.utime(path, (31_556_952 * (year - 1970),) * 2)


def test_a_source_that_is_older_than_the_last_collection_is_collected_if_it_is_new_or_has_changed(
    sources: Path,
) -> None:
    write(sources / "a.css", "a {}", year=2020)
    assert collected(sources) == {"a.css": "a {}"}
    write(sources / "a.css", "b {}", year=1999)
    write(sources / "new.css", "n {}", year=1999)
    assert collected(sources) == {"a.css": "b {}", "new.css": "n {}"}


def test_sources_that_are_the_same_are_not_collected_again_whatever_their_time(
    sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(sources / "a.css", "a {}", year=2020)
    before = collected(sources)
    calls = counted(monkeypatch)
    write(sources / "a.css", "a {}", year=2040)
    assert collected(sources) == before
    assert calls == []


def test_a_collection_that_was_broken_off_is_made_again(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(sources / "a.css", "a {}", year=2020)
    collected(sources)
    write(sources / "a.css", "b {}", year=1999)
    with monkeypatch.context() as broken:
        broken.setattr(static_files, "call_command", interrupt)
        with pytest.raises(KeyboardInterrupt):
            collect_static_if_stale()
    write(sources / "a.css", "a {}", year=1999)
    calls = counted(monkeypatch)
    assert collected(sources) == {"a.css": "a {}"}
    assert calls == ["collectstatic"]


def interrupt(*_: Any, **__: Any) -> None:
    raise KeyboardInterrupt


def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The commands that are called from now on."""
    calls: list[str] = []
    real: Callable[..., Any] = static_files.call_command

    def call(name: str, **options: Any) -> None:
        calls.append(name)
        real(name, **options)

    monkeypatch.setattr(static_files, "call_command", call)
    return calls
