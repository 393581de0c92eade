"""A class's work without its people, as JSON for whoever studies how it is learnt: every run replays from it.

Runs are written as in a run's own file (`live.lab.run_files`), without the history that follows from them.

1. Learners and groups have numbers, dealt at random for this file: neither the order of joining nor that of names.
2. Nothing that names anybody or leads back here: no nickname, student number, code, visitor or address of a lab.
3. Times are seconds since each learner, or group, first opened a step: nobody is found by when they were there.
4. What was typed in a run is kept, for it is the run. Only a nickname or student number in it, of three characters or
   more and a word of its own, becomes the learner's number (L7), everywhere alike, so that the run stays what it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from random import SystemRandom
from typing import Any

from apps.classroom.exercises import lesson_of
from apps.classroom.models import Classroom, Exercise, Seat, Vote, learners
from apps.classroom.results.results import published
from apps.live.models import Lab
from apps.tutorials.lesson import Lesson
from apps.tutorials.models import Attempt

FORMAT, VERSION = "lightcone-class", 1
NAME_CHARS_MIN = 3
VALUE_CHARS_MAX = 64
TYPED = ("value", "expected")
"""The members of a command that hold what somebody typed."""

Hide = Callable[[str], str]


def anonymised(classroom: Classroom) -> dict[str, Any]:
    """Return everything done in a class, as plain values under numbers that are dealt anew each time.

    Learners, groups and their attempts come one at a time, each with its lab fetched when its turn comes.
    """
    seats = list(learners(classroom).select_related("group"))
    SystemRandom().shuffle(seats)
    exercises = [(each, lesson_of(each)) for each in published(classroom)]
    numbers = {each.slug: number for number, (each, _) in enumerate(exercises, 1)}
    hide = _hiding(seats)
    groups = {seat.group: None for seat in seats if seat.group}
    group_numbers = {group.pk: number for number, group in enumerate(groups, 1)}
    votes = _votes(classroom, numbers)
    return {
        "format": FORMAT,
        "version": VERSION,
        "exercises": [_outline(number, each, lesson) for number, (each, lesson) in enumerate(exercises, 1)],
        "learners": (
            {
                "number": number,
                "group": group_numbers.get(seat.group_id) if seat.group_id else None,
                "votes": votes.get(seat.pk, []),
                "attempts": _attempts(seat.visitor, numbers, hide),
            }
            for number, seat in enumerate(seats, 1)
        ),
        "groups": (
            {"number": group_numbers[group.pk], "attempts": _attempts(group.visitor, numbers, hide)} for group in groups
        ),
    }


def _outline(number: int, exercise: Exercise, lesson: Lesson) -> dict[str, Any]:
    return {
        "number": number,
        "title": lesson.title,
        "in_groups": exercise.in_groups,
        "steps": [
            {
                "name": step.slug,
                "title": step.title,
                "options": [option.text for option in step.prediction.options] if step.prediction else [],
            }
            for step in lesson.steps
        ],
    }


def _votes(classroom: Classroom, numbers: Mapping[str, int]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    cast = Vote.objects.filter(poll__classroom=classroom).select_related("poll__exercise").order_by("pk")
    for vote in cast:
        exercise = numbers.get(vote.poll.exercise.slug)
        told = {"exercise": exercise, "step": vote.poll.step, "round": vote.round, "option": vote.option}
        found.setdefault(vote.seat_id, []).append(told)
    return found


# What was done by a visitor


def _attempts(visitor: str, numbers: Mapping[str, int], hide: Hide) -> Iterator[dict[str, Any]]:
    """Yield the attempts of a visitor, each with its lab."""
    attempts = list(Attempt.objects.filter(visitor=visitor, lesson__in=numbers).order_by("pk"))
    for attempt in attempts:
        yield _attempt(attempt, attempts[0].created, numbers, hide)


def _attempt(attempt: Attempt, began: datetime, numbers: Mapping[str, int], hide: Hide) -> dict[str, Any]:
    names = (
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
    )
    times = {name: getattr(attempt, name) for name in ("created", "predicted", "hinted", "passed")}
    lab = Lab.objects.filter(pk=attempt.lab_id).first()
    return {
        "exercise": numbers[attempt.lesson],
        **{name: getattr(attempt, name) for name in names},
        "explained": {name: value for name, value in (attempt.explained or {}).items() if name != "text"},
        **{f"{name}_at": time and round((time - began).total_seconds()) for name, time in times.items()},
        "lab": None if lab is None else _lab(lab, hide),
    }


def _lab(lab: Lab, hide: Hide) -> dict[str, Any]:
    return {
        "runs": [
            {
                "number": run.number,
                "parent": run.parent,
                "forked_seq": run.forked_seq,
                "forked_tick": run.forked_tick,
                "simulation_version": run.simulation_version,
                "seed": run.seed,
                "scenario": run.scenario,
                # As values: rows would refer to their run and it to them, which only a full collection frees.
                "commands": [_command(*row, hide) for row in run.commands.values_list("tick", "steps", "body")],
                "until": {"tick": run.tick, "steps": run.steps},
            }
            for run in lab.runs.all()
        ],
        "goals": [
            {"run": goal.run, "name": goal.name, "tick": goal.tick, "text": hide(goal.text)}
            for goal in lab.reached_goals.all()
        ],
        "deeds": [{"kind": deed.kind, "run": deed.run, "data": deed.data} for deed in lab.deeds.all()],
    }


def _command(tick: int, steps: int | None, body: Mapping[str, Any], hide: Hide) -> dict[str, Any]:
    typed = {name: hide(body[name])[:VALUE_CHARS_MAX] for name in TYPED if body.get(name)}
    return {"tick": tick, "steps": steps, "command": {**body, **typed}}


def _hiding(seats: Iterable[Seat]) -> Hide:
    """Return a function that puts a number in the place of every nickname and student number."""
    named = {
        name.lower(): f"L{number}"
        for number, seat in enumerate(seats, 1)
        for name in (seat.nickname, seat.student_id)
        if len(name) >= NAME_CHARS_MIN
    }
    if not named:
        return str
    longest_first = sorted(named, key=lambda name: (-len(name), name))
    names = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)
    return lambda text: names.sub(lambda found: named[found[0].lower()], text)
