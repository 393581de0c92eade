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
        ('{"ops": []}', ["--steps", "0"], "--steps must be more than 0"),
        ('{"ops": []}', ["--keyed", "maybe"], "--keyed maybe: it is one of yes, no"),
        ('{"ops": []}', ["--failed-cas", "no"], "--failed-cas no: it is one of failed, observed"),
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


def written(folder: Path, *operations: dict[str, object]) -> str:
    file = folder / "history.json"
    file.write_text(json.dumps({"ops": operations}))
    return str(file)


def did(process: int, f: str, value: object, start: int, end: int | None, **more: object) -> dict[str, object]:
    return {"process": process, "f": f, "key": "x", "value": value, "start": start, "end": end, **more}


CAS = (did(0, "write", 1, 0, 1), did(1, "cas", [1, 2], 2, 3, status="fail"), did(2, "write", 9, 4, None))
HARD = (
    *(did(number, "increment", 2**number, 0, None) for number in range(14)),
    did(20, "read", 2**14, 1, 2),
    did(20, "read", 1, 3, 4),
)
"""A counter that may have any value, and was read as two that contradict each other."""


def test_the_answer_begins_with_what_the_file_was_taken_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, choice, blank, *_ = manage(capsys, "check_history", written(tmp_path, *CAS)).stdout.splitlines()
    assert (
        first
        == "Read as JSON operations: cas-register; 3 operations, 1 key, 3 sessions, 1 of unknown outcome, 0 failed."
    )
    assert choice == (
        "Choice: 1 compare-and-set failed without an error: each compared and found another value."
        " Read otherwise, linearizable holds. Otherwise: --failed-cas failed"
    )
    assert blank == ""


def test_the_json_answer_has_the_reading_and_not_the_drawing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = json.loads(manage(capsys, "check_history", written(tmp_path, *CAS), "--json").stdout)
    assert said.keys() == {"models", "read_as", "data", "count", "lines"}
    assert said["read_as"] | {"choices": []} == {
        "format": "JSON operations", "data": "cas-register", "initial": None, "operations": 3, "keys": ["x"],
        "sessions": 3, "unknown": 1, "failed": 0, "ignored": [], "choices": [],
    }  # fmt: skip
    assert [choice["option"] for choice in said["read_as"]["choices"]] == ["--failed-cas failed"]


@pytest.mark.parametrize(
    ("options", "bound"),
    [(["--steps", "300"], "after 300 steps"), (["--seconds", "0.000001"], "not over when its time was")],
)
def test_a_search_that_is_cut_off_says_by_what(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], bound: str
) -> None:
    words = [written(tmp_path, *HARD), "--json", "--model", "linearizable", *options]
    verdict = json.loads(manage(capsys, "check_history", *words).stdout)["models"]["linearizable"]
    assert verdict["verdict"] == "undecided"
    assert bound in verdict["explanation"]


def test_another_reading_that_was_not_decided_is_not_said_to_change_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    many = (did(number, "write", number, 0, None) for number in range(12))
    reads = (did(20, "read", number % 12, 10 * number + 50, 10 * number + 51) for number in range(40))
    failed = did(21, "cas", [77, 78], 1, 2, status="fail")
    words = [written(tmp_path, *many, failed, *reads), "--json", "--model", "linearizable"]
    [choice] = json.loads(manage(capsys, "check_history", *words, "--steps", "20").stdout)["read_as"]["choices"]
    assert "It was not decided whether that changes linearizable." in choice["text"]
