"""`make record` records what is new, and leaves what is recorded as it is."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from apps.labs.protocols import PROTOCOLS
from tests import record


def test_only_what_is_new_is_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.traces.golden_digest", lambda protocol, choices, drawn: f"digest of {protocol}")
    monkeypatch.setattr("tests.replication.test_claims.first_seed", lambda protocol, preset, model: 7)
    assert record.new_golden_traces() == {}
    assert record.new_breaking_seeds() == {}
    copied = replace(PROTOCOLS["causal"], name="copied", presets=PROTOCOLS["causal"].presets[:1])
    with PROTOCOLS.holding(copied):
        choices = {"conflict": ["arrival", "lamport"]}
        figure = {"digest": "digest of copied", "choices": choices, "dials": ["conflict"]}
        assert record.new_golden_traces() == {"copied": figure}
        assert record.new_breaking_seeds() == {
            f"copied {copied.presets[0].name} {model}": 7 for model in copied.presets[0].breaks
        }


def test_a_break_that_no_run_shows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.replication.test_claims.first_seed", lambda protocol, preset, model: None)
    with PROTOCOLS.holding(replace(PROTOCOLS["causal"], name="copied")), pytest.raises(SystemExit, match="copied"):
        record.new_breaking_seeds()


def test_recorded_figures_stay_as_they_are(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    file.write_text(json.dumps({"old": 1}))
    record.add_figures(file, {"old": 2, "new": 3})
    assert record.recorded(file) == {"old": 1, "new": 3}
