"""Static files are put in an order in which one pass settles their names: each after those that it refers to."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage

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
