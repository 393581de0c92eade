"""Work that was done in a class, as it lies in the database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from apps.classroom.models import Classroom, Exercise, Group, Poll, Seat, Vote
from apps.live.lab.log import create_lab
from apps.live.models import Command, Run
from apps.tutorials.models import Attempt
from tests.classroom.school import LESSON, STEP

BEGAN = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def seated(classroom: Classroom, *nicknames: str, **fields: Any) -> list[Seat]:
    """Learners who are in, without a browser."""
    fields = {"admitted": BEGAN, **fields}
    return [Seat.objects.create(classroom=classroom, nickname=nickname, **fields) for nickname in nicknames]


def attempt(
    owner: Seat | Group, number: int = 1, *, step: str = STEP, at: float = 0, passed: float | None = None, **fields: Any
) -> Attempt:
    """An attempt begun, and perhaps passed, so many minutes after the class began."""
    made = Attempt.objects.create(visitor=owner.visitor, lesson=LESSON, step=step, number=number, **fields)
    made.created = BEGAN + timedelta(minutes=at)
    made.passed = None if passed is None else BEGAN + timedelta(minutes=passed)
    made.save()
    return made


def votes(exercise: Exercise, step: str, cast: dict[Seat, tuple[int, ...]]) -> Poll:
    """A vote that was held, with what each chose in its rounds."""
    poll = Poll.objects.create(classroom=exercise.classroom, exercise=exercise, step=step, phase="revealed")
    for seat, options in cast.items():
        for number, option in enumerate(options, 1):
            Vote.objects.create(poll=poll, seat=seat, round=number, option=option)
    return poll


def run_of(made: Attempt, value: str) -> Run:
    """A run for an attempt, in which a value is written and read."""
    lab = create_lab("stale-read", made.visitor)
    made.lab = lab
    made.save()
    run = lab.runs.get()
    write = {"type": "invoke", "client": "alice", "node": "n1", "operation": "write", "key": "x", "value": value}
    read = {"type": "invoke", "client": "bob", "node": "n4", "operation": "read", "key": "x"}
    Command.objects.create(run=run, index=0, tick=0, body=write)
    Command.objects.create(run=run, index=1, tick=900, body=read)
    Run.objects.filter(pk=run.pk).update(tick=2_000)
    return run
