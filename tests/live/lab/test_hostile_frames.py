"""Thousands of hostile frames on a real server: each is answered in words, nothing fails, and nothing changes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.client import LabClient
from tests.live.hostile import send_hostile
from tests.live.visits import lab_of, share
from tests.serving import ServerProcess


@pytest.mark.parametrize(
    "count", [pytest.param(3_000, marks=pytest.mark.trial), pytest.param(100_000, marks=pytest.mark.sweep)]
)
async def test_hostile_frames_are_refused_fail_nothing_and_change_nothing(
    data_folder: Path, tmp_path: Path, count: int
) -> None:
    complaints = tmp_path / "stderr"
    server = ServerProcess(data_folder, stderr=complaints)
    try:
        owner, path, lab = await lab_of(server)
        watching, _ = share(owner, path, "watch")
        async with lab:
            await lab.submit("pause")
            before = json.loads(json.dumps(lab.view))
        codes = await send_hostile(server.url, path, lab._headers, seed=count, count=count)
        async with LabClient(server.url, watching) as watcher:
            assert watcher.view == before
        assert codes <= {4429}
    finally:
        server.end()
    assert complaints.read_text() == ""
