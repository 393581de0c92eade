"""Data folders that earlier versions of the simulation wrote: this version opens everything in them.

`tests/fixtures/make_data_folder.py` made them, by those versions' own code.
"""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest

from apps.labs.run.scenario import SIMULATION_VERSION
from tests.client import Visitor
from tests.fixtures.make_data_folder import FOLDER
from tests.old_folders import OldFolder

pytestmark = pytest.mark.trial

VERSIONS = sorted(int(path.name.split(".")[0]) for path in FOLDER.glob("*.sqlite3.gz"))
AGAIN = "Begin again from the same scenario"


def opens(visitor: Visitor, path: str) -> str:
    """The text of a page that has to open."""
    status, text = visitor.get(path)
    assert status == 200, f"{path}: {status} {text[:500]}"
    return unescape(text)


def test_there_is_a_data_folder_of_every_version() -> None:
    assert list(range(1, SIMULATION_VERSION + 1)) == VERSIONS


@pytest.mark.parametrize("version", VERSIONS)
def test_every_page_of_an_earlier_data_folder_opens(tmp_path: Path, version: int) -> None:
    old = OldFolder(tmp_path / "data", version)
    labs = old.column("SELECT id FROM live_lab ORDER BY slug = 'lesson'")
    tokens = old.column("SELECT token FROM live_sharedmoment") if old.has("live_sharedmoment") else []
    is_earlier = version < SIMULATION_VERSION
    assert len(labs) >= 2
    with old.served() as visitor:
        parts = [f"/labs/{lab}/{part}" for lab in labs for part in ("branches/", "share/")]
        for page in ["/labs/", "/lessons/", "/progress/", *parts]:
            opens(visitor, page)
        for page in [*(f"/labs/{lab}/" for lab in labs), *(f"/moments/{token}/" for token in tokens)]:
            assert (AGAIN in opens(visitor, page)) == is_earlier
        for token in tokens:
            opens(visitor, f"/embed/{token}/")
        if is_earlier:
            assert "write x = 2" in opens(visitor, f"/labs/{labs[0]}/")
            status, text = visitor.post(f"/labs/{labs[0]}/runs/1/again/")
            assert (status, "lab-session" in text) == (200, True)
            (runs,) = old.column(f"SELECT count(*) FROM live_run WHERE lab_id = '{labs[0]}'")
            assert runs == 2


def test_what_was_recorded_opens_in_the_next_version_as_it_was(tmp_path: Path) -> None:
    old = OldFolder(tmp_path / "data", SIMULATION_VERSION)
    (token,) = old.column("SELECT token FROM live_sharedmoment")
    (step,) = old.column("SELECT lesson || '/' || step FROM tutorials_attempt")
    with old.served() as visitor:
        before = visitor.get_json(f"/moments/{token}/recording/?column=0")
        lesson = opens(visitor, f"/lessons/{step}/")
    assert "lab-session" in lesson
    old.write(f"UPDATE live_run SET simulation_version = {SIMULATION_VERSION - 1}")
    with old.served() as visitor:
        assert "recorded" in opens(visitor, f"/moments/{token}/")
        assert visitor.get_json(f"/moments/{token}/recording/?column=0") == before
        page = opens(visitor, f"/lessons/{step}/")
        address = re.findall(r'data-recording="([^"]+)"', page)[0]
        recording = visitor.get_json(address)
        again = f"{address.split('recording')[0]}runs/1/again/"
        status, text = visitor.post(again, then=f"/lessons/{step}/")
    assert AGAIN in page
    assert (status, "lesson-panel" in text, "lab-session" in text) == (200, True, True)
    assert recording["events"][-1]["seq"] == recording["until"]["seq"]
    assert json.dumps(recording).count("alice") > 0
