"""Short trials of what `python -m tests.attacks.bad_days` does for long: killed servers, and a locked database."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.attacks import bad_days

pytestmark = [pytest.mark.trial, pytest.mark.sweep]


async def test_a_server_killed_under_load_loses_nothing_acknowledged_and_changes_nothing_shown(tmp_path: Path) -> None:
    told = await bad_days.kills(tmp_path, count=2, labs=2)
    assert told["kills"] == 2
    assert told["acknowledged, none lost"] > 0
    assert told["events shown, none another"] > 0


async def test_a_command_is_acknowledged_once_another_program_unlocks_the_database(tmp_path: Path) -> None:
    told = await bad_days.write_lock(tmp_path, seconds=2)
    assert told["page answered 200"] == 1
