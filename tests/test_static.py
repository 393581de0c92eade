"""Static files: in an order in which one pass settles their names, and collected anew when a source has changed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage

from apps.live.management import static_files
from apps.live.management.static_files import collect_static_if_stale
from config.static import in_order, references


def test_each_of_our_files_comes_after_those_that_it_refers_to() -> None:
    folder = Path(settings.BASE_DIR) / "static"
    storage = FileSystemStorage(folder)
    names = [str(path.relative_to(folder)) for path in sorted(folder.rglob("*")) if path.is_file()]
    ordered = in_order({name: (storage, name) for name in names})
    place = {name: nth for nth, name in enumerate(ordered)}
    assert sorted(ordered) == sorted(names)
    pairs = [(name, other) for name in names for other in references(name, storage, name)]
    assert ("js/lab.js", "js/dialogs.js") in pairs
    assert ("css/tokens.css", "fonts/inter-400-700.woff2") in pairs
    assert [pair for pair in pairs if place[pair[1]] > place[pair[0]]] == []


def test_files_that_refer_to_one_another_are_each_there_once(tmp_path: Path) -> None:
    (tmp_path / "one.js").write_text('import "./two.js";')
    (tmp_path / "two.js").write_text('import "./one.js"; import "./nowhere.js";')
    storage = FileSystemStorage(tmp_path)
    assert list(in_order({name: (storage, name) for name in ("one.js", "two.js")})) == ["two.js", "one.js"]


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
