"""Judging a history from elsewhere: as a job for what visitors bring, at once for the small examples."""

from __future__ import annotations

import json
from functools import cache
from io import StringIO

from apps.consistency import Budget, Verdict, check
from apps.consistency.formats import Imported, Reading, read_history
from apps.live.jobs.job import Job, runs
from apps.live.judge.history_report import history_of, report
from apps.live.judge.judge_form import Options, Submission
from apps.live.judge.judged import Judged, judged_from

CHECK = "check_history"
OPERATIONS_MAX = 20_000
CHECK_SECONDS_MAX = 120
SEARCH_STEPS_MAX = 200_000
SEARCH_SECONDS_MAX = 90
"""A search that is cut off is undecided; a job that is cut off says nothing. Steps end it first, on any machine."""

KEYED = {"yes": True, "no": False}


def judging_job(sent: Submission, owner: str) -> Job:
    """Return a job that judges a history and keeps it; its result is the kept history's id."""
    bounds = {"operations_max": OPERATIONS_MAX, "steps": SEARCH_STEPS_MAX, "seconds": SEARCH_SECONDS_MAX}
    options = {"owner": owner, "title": sent.title, **bounds, **sent.options.chosen()}
    return runs(CHECK, options, owner=owner, seconds_max=CHECK_SECONDS_MAX, file=sent.text)


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
