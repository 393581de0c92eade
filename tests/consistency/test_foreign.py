"""Histories as other tools write them: each file of `foreign/` gives the verdicts and the words of `expected.json`.

`why` is what the file is there for; `options` are those of the command line, and `verdicts` some of the models'. The
answer, as it is printed by `--json`, contains each of `says`; the line by which a file is refused contains `refused`.
A case of the same file under other options names it in `file`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import manage

FOLDER = Path(__file__).parent / "foreign"
CASES: dict[str, dict[str, Any]] = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
EXIT_BAD_INPUT = 2


def test_every_file_of_the_folder_is_a_case() -> None:
    files = {path.name for path in FOLDER.iterdir()} - {"expected.json"}
    assert files == {case.get("file", name) for name, case in CASES.items()}


@pytest.mark.parametrize("name", CASES)
def test_a_history_from_elsewhere_is_read_as_the_field_means_it(capsys: pytest.CaptureFixture[str], name: str) -> None:
    case = CASES[name]
    told = manage(capsys, "check_history", str(FOLDER / case.get("file", name)), "--json", *case.get("options", []))
    if "refused" in case:
        assert told.returncode == EXIT_BAD_INPUT
        assert case["refused"] in told.stderr
        assert told.stderr.count("\n") == 1
        return
    assert told.returncode == 0, told.stderr
    models = json.loads(told.stdout)["models"]
    assert {model: models[model]["verdict"] for model in case["verdicts"]} == case["verdicts"], case["why"]
    for words in case.get("says", ()):
        assert words in told.stdout, case["why"]
