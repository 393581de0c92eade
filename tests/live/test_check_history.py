"""The command that judges a history from elsewhere: its answers, and its refusals in one line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command_line import manage
from tests.serving import ROOT


@pytest.mark.parametrize(
    ("text", "options", "words"),
    [
        ('{"ops": [\n{}]}', [], "line 2: the operation has no 'process'"),
        (None, [], "No such file"),
        ('{"ops": []}', ["--model", "perfect"], "there is no such model"),
        ('{"ops": []}', ["--data", "tree"], "--data tree"),
        ('{"ops": []}', ["--seconds", "0"], "--seconds"),
    ],
)
def test_a_history_that_cannot_be_judged_is_told_in_one_line_with_exit_code_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | None, options: list[str], words: str
) -> None:
    file = tmp_path / "history"
    if text is not None:
        file.write_text(text)
    told = manage(capsys, "check_history", str(file), *options)
    assert told.returncode == 2
    assert words in told.stderr
    assert told.stderr.count("\n") == 1


def test_a_violated_model_is_a_result_and_no_error(tmp_path: Path) -> None:
    file = tmp_path / "history.json"
    operation = {"process": 0, "f": "write", "key": "x", "value": 1, "start": 0, "end": 8}
    stale = {"process": 1, "f": "get", "key": "x", "value": None, "start": 10, "end": 14}
    file.write_text(json.dumps({"ops": [operation, stale]}))
    arguments = [sys.executable, str(ROOT / "manage.py"), "check_history", str(file), "--json"]
    told = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert told.returncode == 0
    models = json.loads(told.stdout)["models"]
    assert len(models) == 10
    assert models["linearizable"]["verdict"] == "violated"
    assert models["linearizable"]["operations"] == [0, 1]
    assert "#0 (write x = 1) finished before #1" in models["linearizable"]["explanation"]
    assert models["sequential"]["verdict"] == "holds"
