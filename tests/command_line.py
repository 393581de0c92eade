"""`manage.py` in this process: what it says and its exit code, without the seconds that starting Python takes."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from django.core.management import execute_from_command_line


class Told(NamedTuple):
    """What a command left behind."""

    returncode: int
    stdout: str
    stderr: str


def manage(capsys: pytest.CaptureFixture[str], *arguments: str) -> Told:
    """Run a command line as `manage.py` would."""
    code = 0
    try:
        execute_from_command_line(["manage.py", *arguments])
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(bool(ended.code))
    return Told(code, *capsys.readouterr())
