"""Judging a history from elsewhere: as a job for what visitors bring, at once for the small examples.

A job's result is kept (`judged.keep`) and what the job then holds is the kept history's id. A refusal is shown with the
lines of the text that it speaks of.
"""

from __future__ import annotations

import asyncio
import json
import re
import tempfile
from dataclasses import dataclass
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings

from apps.consistency import Budget, Verdict, check
from apps.consistency.formats import Imported, Reading, read_history
from apps.live.jobs import Job, runs
from apps.live.judge.history_report import history_of, report
from apps.live.judge.judge_form import Options, Submission
from apps.live.judge.judged import Judged, judged_from, keep

CHECK = "check_history"
OPERATIONS_MAX = 20_000
CHECK_SECONDS_MAX = 120
SEARCH_STEPS_MAX = 200_000
SEARCH_SECONDS_MAX = 90
"""A search that is cut off is undecided; a job that is cut off says nothing. Steps end it first, on any machine."""

KEYED = {"yes": True, "no": False}

LINE = re.compile(r"^line ([\d,]+): ")
LINES_AROUND = 2
LINE_CHARS_MAX = 240


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text: its number, and whether it is the one with the mistake."""

    number: int
    text: str
    wrong: bool


@dataclass(frozen=True, slots=True)
class Mistake:
    """Why a text could not be judged, and the lines of it around the mistake."""

    message: str
    lines: tuple[Line, ...]

    def __str__(self) -> str:
        return self.message


def judging_job(sent: Submission, owner: str) -> Job:
    """Return a job that judges a history and then keeps it."""
    file = _file_of(sent.text)
    bounds = {"operations_max": OPERATIONS_MAX, "steps": SEARCH_STEPS_MAX, "seconds": SEARCH_SECONDS_MAX}
    options = {**bounds, **sent.options.chosen()}

    async def end(state: str, result: Any) -> Any:
        if state == "refused":
            return mistake(str(result), sent.text)
        judged = await asyncio.to_thread(judged_from, sent, result)
        return (await sync_to_async(keep)(owner, judged)).pk

    return runs(CHECK, options, owner=owner, seconds_max=CHECK_SECONDS_MAX, file=file, remove_after=file, end=end)


def _file_of(text: bytes) -> Path:
    folder = Path(settings.UPLOADS_DIR)
    folder.mkdir(exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix="history-", delete=False) as file:
        file.write(text)
    return Path(file.name)


def mistake(message: str, text: bytes) -> Mistake:
    """Return a refusal with the lines that it speaks of."""
    found = LINE.match(message)
    if found is None:
        return Mistake(message, ())
    number = int(found[1].replace(",", ""))
    lines = text.decode(errors="replace").split("\n")
    first, last = max(1, number - LINES_AROUND), min(len(lines), number + LINES_AROUND)
    around = (Line(at, _clipped(lines[at - 1]), at == number) for at in range(first, last + 1))
    return Mistake(message, tuple(around))


def _clipped(line: str) -> str:
    line = line.rstrip("\r")
    return line if len(line) <= LINE_CHARS_MAX else f"{line[:LINE_CHARS_MAX]}…"


# At once


def read(text: str, options: Options) -> Imported:
    """Return the history of a text, read as it was when it was judged."""
    chosen = options.chosen()
    reading = Reading(
        data=chosen.get("data"),
        initial=chosen.get("initial"),
        keyed=KEYED.get(options.keyed),
        failed_cas=chosen.get("failed_cas"),
    )
    return read_history(StringIO(text), reading)


@cache
def judged_now(text: str, title: str) -> Judged:
    """Return a small history of ours, judged."""
    return judged_at_once(Submission(text.encode(), title, Options()))


def judged_at_once(sent: Submission) -> Judged:
    """Return a small history, judged."""
    imported = read(sent.text.decode(), sent.options)
    otherwise = [
        None if choice.otherwise is None else _verdicts(choice.otherwise()) for choice in imported.read_as.choices
    ]
    result = {**report(imported, _verdicts(imported), otherwise), "history": history_of(imported)}
    return judged_from(sent, json.loads(json.dumps(result)))


def _verdicts(imported: Imported) -> dict[str, Verdict]:
    return check(imported.operations, data=imported.data, initial=imported.initial, budget=Budget())
