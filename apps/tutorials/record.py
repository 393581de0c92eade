"""A learner's record: coming back to it in another browser, taking it away, deleting it.

Logging in makes another visitor, to whom what was done before is carried (`visitor_at_login`).

Coming back: whoever types a return code becomes the visitor that it belongs to. What they had done before, in the
browser in which they typed it, goes with them; where both have attempts at a step, those of this browser come last.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max

from apps.live.jobs.queues import jobs
from apps.live.judge.judged import judged_of, text_of
from apps.live.models import JudgedHistory, Lab, new_token
from apps.tutorials.models import ALPHABET, CODE_CHARS, Attempt, ReturnCode


def return_code(visitor: str) -> str:
    """The visitor's code, made at the first need."""
    return ReturnCode.objects.get_or_create(visitor=visitor)[0].code


def visitor_of(typed: str) -> str | None:
    """Whose code this is; capitals, spaces and dashes do not matter."""
    letters = "".join(letter for letter in typed.upper() if letter in ALPHABET)
    if len(letters) != CODE_CHARS:
        return None
    code = "-".join(letters[at : at + 4] for at in range(0, CODE_CHARS, 4))
    found = ReturnCode.objects.filter(code=code).first()
    return None if found is None else found.visitor


def join(here: str, to: str) -> None:
    """Bring everything of the visitor `here` to the visitor `to`."""
    if here == to:
        return
    with transaction.atomic():
        Lab.objects.filter(owner=here).update(owner=to)
        JudgedHistory.objects.filter(owner=here).update(owner=to)
        latest = {
            (each["lesson"], each["step"]): each["number"]
            for each in Attempt.objects.filter(visitor=to).values("lesson", "step").annotate(number=Max("number"))
        }
        moved = list(Attempt.objects.filter(visitor=here))
        for attempt in moved:
            attempt.visitor = to
            attempt.number += latest.get((attempt.lesson, attempt.step), 0)
        Attempt.objects.bulk_update(moved, ["visitor", "number"])
        ReturnCode.objects.filter(visitor=here).delete()
    jobs.carry(here, to)


def visitor_at_login(before: str | None, account: User) -> str:
    """Return the visitor that a browser session is from a login on: one that only whoever logged in can know.

    What the session did before goes with it. So somebody who planted the session, or has the return code of its
    visitor, is left with an empty record. A visitor that began at a login of the same account stays: its other browsers
    go on. One that began at a login of somebody else stays theirs, and nothing is carried.
    """
    known = None if before is None else ReturnCode.objects.filter(visitor=before).first()
    if known is not None and known.account == account:
        return known.visitor
    code = ReturnCode.objects.create(visitor=new_token(), account=account)
    if before is not None and (known is None or known.account is None):
        join(before, code.visitor)
    return code.visitor


def delete_all(visitors: Collection[str]) -> None:
    """Delete every lab, run, judged history, attempt, job and code of these visitors."""
    with transaction.atomic():
        Attempt.objects.filter(visitor__in=visitors).delete()
        Lab.objects.filter(owner__in=visitors).delete()
        JudgedHistory.objects.filter(owner__in=visitors).delete()
        ReturnCode.objects.filter(visitor__in=visitors).delete()
    jobs.forget(visitors)


def exported(visitor: str) -> dict[str, Any]:
    """Return everything that is kept of a visitor, as plain values; what there may be many of comes one at a time."""
    return {"return_code": return_code(visitor), **work(visitor)}


def work(visitor: str) -> dict[str, Any]:
    """Return the attempts, labs and judged histories of a visitor, as plain values that come one at a time."""
    return {
        "attempts": (_attempt(each) for each in one_by_one(Attempt.objects, visitor=visitor)),
        "labs": (_lab(each) for each in one_by_one(Lab.objects, owner=visitor)),
        "histories": (_history(each) for each in one_by_one(JudgedHistory.objects, owner=visitor)),
    }


def one_by_one(rows: Any, **which: str) -> Iterator[Any]:
    """Yield rows, each fetched when its turn comes: those that are gone by then are left out."""
    for pk in list(rows.filter(**which).values_list("pk", flat=True)):
        yield from rows.filter(pk=pk)


def _history(kept: JudgedHistory) -> dict[str, Any]:
    return {
        "id": kept.pk,
        "title": kept.title,
        "made": kept.made.isoformat(),
        "read_as": kept.options,
        "text": text_of(judged_of(kept)),
        "verdicts": kept.summary["models"],
    }


def _attempt(attempt: Attempt) -> dict[str, Any]:
    names = (
        "lesson",
        "step",
        "number",
        "shown",
        "prediction",
        "hints",
        "found",
        "found_right",
        "found_tries",
        "found_at_once",
        "revealed",
        "explained",
    )
    times = {name: getattr(attempt, name) for name in ("created", "predicted", "hinted", "passed")}
    return {
        **{name: getattr(attempt, name) for name in names},
        **{name: time and time.isoformat() for name, time in times.items()},
        "lab": attempt.lab_id,
    }


def _lab(lab: Lab) -> dict[str, Any]:
    return {
        "id": lab.pk,
        "slug": lab.slug,
        "title": lab.title,
        "created": lab.created.isoformat(),
        "runs": [
            {
                "number": run.number,
                "parent": run.parent,
                "simulation_version": run.simulation_version,
                "seed": run.seed,
                "scenario": run.scenario,
                # As values: rows would refer to their run and it to them, which only a full collection frees.
                "commands": [
                    {"tick": tick, "steps": steps, **body}
                    for tick, steps, body in run.commands.values_list("tick", "steps", "body")
                ],
            }
            for run in lab.runs.all()
        ],
        "goals": [
            {"run": goal.run, "name": goal.name, "tick": goal.tick, "text": goal.text}
            for goal in lab.reached_goals.all()
        ],
        "deeds": [{"kind": deed.kind, "run": deed.run, "data": deed.data} for deed in lab.deeds.all()],
    }
