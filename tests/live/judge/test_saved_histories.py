"""A saved history is judged from its file as the run itself was judged, by every way of asking."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from apps.consistency import OBSERVED, UNDECIDED, VIOLATED
from apps.labs.export.jepsen import jepsen_edn
from apps.labs.find.search import history
from apps.labs.protocols import PROTOCOLS
from apps.labs.run.projection import WireEvent
from apps.labs.run.session import Session
from apps.live.lab import log
from apps.live.lab.run_files import run_file
from apps.simulation import Position
from tests.command_line import manage
from tests.labs.test_export import played
from tests.schedules import REGISTERS
from tests.seeds import over_seeds
from tests.serving import ROOT

OTHERS = [name for name in PROTOCOLS if name not in REGISTERS]
SURELY_VIOLATED = {"causal", "eventual", "quorum", "session"}


def as_edn(session: Session, events: list[WireEvent]) -> str:
    return jepsen_edn(session.simulation, events)


def as_json(session: Session, events: list[WireEvent]) -> str:
    stored = log.StoredRun(
        pk=1, number=1, scenario=session.scenario, seed=session.seed, log=(), bodies=(), horizon=Position(0),
        playing=False, speed_per_mille=1000,
    )  # fmt: skip
    return json.dumps(run_file("A run", stored, session.simulation, "digest"))


FORMATS: dict[str, Callable[[Session, list[WireEvent]], str]] = {"edn": as_edn, "json": as_json}


def own_verdicts(session: Session) -> dict[str, str]:
    """The run's own, as far as it decided them."""
    models = session.judgement.models[OBSERVED]
    statuses = {model: session.judgement.verdict(OBSERVED, model).status for model in models}
    return {model: status for model, status in statuses.items() if status != UNDECIDED}


def asked(file: Path, *options: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, str(ROOT / "manage.py"), "check_history", str(file), *options]
    return subprocess.run(words, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("protocol", REGISTERS)
@over_seeds(2, 40)
def test_the_command_line_judges_a_saved_run_as_the_run_was_judged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], protocol: str, ending: str, seeds: range
) -> None:
    violated = 0
    for seed in seeds:
        session, events = played(seed, protocol)
        file = tmp_path / f"run.{ending}"
        file.write_text(FORMATS[ending](session, events))
        said = json.loads(manage(capsys, "check_history", str(file), "--json").stdout)
        found = {model: verdict["verdict"] for model, verdict in said["models"].items()}
        own = own_verdicts(session)
        assert {model: found[model] for model in own} == own, (protocol, seed)
        assert said["count"] == len(history(session.simulation))
        violated += VIOLATED in own.values()
    assert violated >= (protocol in SURELY_VIOLATED)


@pytest.mark.parametrize("ending", FORMATS)
def test_a_violated_run_that_was_saved_is_judged_as_a_job_too(tmp_path: Path, ending: str) -> None:
    session, events = played(0, "eventual")
    own = own_verdicts(session)
    assert VIOLATED in own.values()
    file = tmp_path / f"run.{ending}"
    file.write_text(FORMATS[ending](session, events))
    words = [sys.executable, str(ROOT / "manage.py"), "check_history", str(file), "--job"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as job:
        assert job.stdout is not None
        told = [json.loads(line) for line in job.stdout]
    [result] = [each["result"] for each in told if "result" in each]
    assert {model: result["models"][model]["verdict"] for model in own} == own
    _expect_whole_drawing(result)


def _expect_whole_drawing(result: dict[str, Any]) -> None:
    """Every number that a verdict names is an operation that is drawn, with its interval and its line."""
    drawn = {operation["number"]: operation for operation in result["history"]["operations"]}
    assert sorted(drawn) == list(range(result["count"]))
    for verdict in result["models"].values():
        named = {*verdict["operations"], *verdict["witness"]}
        named |= {edge[end] for edge in verdict["edges"] for end in ("source", "target")}
        assert named <= drawn.keys()
        assert all(result["lines"][str(number)] == drawn[number]["line"] for number in verdict["operations"])
    assert all(each["end"] is None or each["end"] >= each["start"] for each in drawn.values())


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("protocol", OTHERS)
@over_seeds(1, 10)
def test_a_saved_run_of_other_data_is_judged_or_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], protocol: str, ending: str, seeds: range
) -> None:
    for seed in seeds:
        session, events = played(seed, protocol)
        file = tmp_path / f"run.{ending}"
        file.write_text(FORMATS[ending](session, events))
        told = manage(capsys, "check_history", str(file), "--json", "--steps", "2000")
        assert told.returncode in (0, 2), told.stderr
        assert told.returncode == 0 or told.stderr.count("\n") == 1
