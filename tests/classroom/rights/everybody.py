"""Everybody that `docs/rights.md` names, with a browser session each, and the things whose rights it states.

It is made with the ORM alone, so that it can be made in this process and, by `manage.py shell`, in a server's data.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from apps.classroom.exercise_file import from_scenario
from apps.classroom.models import Classroom, Exercise, Group, Seat
from apps.classroom.pages.class_views import new_class
from apps.classroom.rights import SEATS
from apps.labs.catalogue import catalogue
from apps.live.access import VISITOR
from apps.live.lab.log import create_lab
from apps.live.models import Command, Lab, Run, ShareLink, new_token
from apps.tutorials.attempts import begin, predict
from apps.tutorials.course import lessons
from apps.tutorials.models import Attempt

LESSON = "quorums"
STEP = "change-r-and-w"
GROUP_LESSON = "causal"

PEOPLE = (
    "nobody",
    "learner",
    "learner of another class",
    "removed learner",
    "owner",
    "co-teacher",
    "other teacher",
    "administrator",
)

LABS = ("lossless-counter", "flp", "two-generals", "in-doubt")
"""Of the catalogue, besides the lab of the step: the pages of some protocols answer for no others."""

SEED = 11
TICK = 4_000
CUT = {"type": "partition", "groups": [["n1", "n2"]]}
HEAL: dict[str, Any] = {"type": "heal"}
WRITE = {"type": "invoke", "client": "alice", "node": "n1", "operation": "write", "key": "x", "value": "1"}
READ = {"type": "invoke", "client": "bob", "node": "n4", "operation": "read", "key": "x"}
UP = {**WRITE, "operation": "increment"}
COMMANDS: dict[str, tuple[tuple[int, dict[str, Any]], ...]] = {
    LESSON: ((0, WRITE), (900, READ)),
    "lossless-counter": ((0, CUT), (100, UP), (200, {**UP, "client": "bob", "node": "n4"}), (1_500, HEAL)),
}


def make() -> dict[str, Any]:
    """Make them: the key of a session for each person, and the names of things, as plain values."""
    users = [instructor(name) for name in ("olga", "carl", "otto", "hans")]
    owner, colleague, other, head = users
    User.objects.filter(pk=head.pk).update(is_superuser=True)
    classroom, elsewhere = new_class("Here", owner), new_class("Elsewhere", other)
    classroom.co_teachers.add(colleague)
    exercises = _exercises(classroom)
    group = Group.objects.create(classroom=classroom, name="Group 1")
    learner, removed, member = (_seat(classroom, name) for name in ("learner", "removed", "member"))
    Seat.objects.filter(pk=member.pk).update(group=group)
    stranger = _seat(elsewhere, "stranger")
    theirs, of_removed = ({"seat": seat.pk, "labs": _labs(seat.visitor)} for seat in (learner, removed))
    Seat.objects.filter(pk=removed.pk).update(removed=timezone.now())
    link = ShareLink.objects.create(lab_id=theirs["labs"][LESSON])
    seated = [session_of(seats=each) for each in ([], [learner.pk], [stranger.pk], [removed.pk])]
    logged_in, again = ([session_of(user=User.objects.get(pk=user.pk)) for user in users] for _ in range(2))
    return {
        "sessions": {
            **dict(zip(PEOPLE, seated + logged_in, strict=True)),
            **{f"{who}, invited": session for who, session in zip(PEOPLE[4:], again, strict=True)},
            "member": session_of(seats=[member.pk]),
        },
        "class_id": classroom.pk,
        "code": classroom.code,
        "instructor": colleague.pk,
        "token": link.token,
        "theirs": theirs,
        "of the removed": of_removed,
        "elsewhere": {
            "seat": stranger.pk,
            "seat_id": stranger.pk,
            "exercise_id": Exercise.objects.create(classroom=elsewhere, made=_made(), published=timezone.now()).pk,
        },
        "group_lab": _begun(group.visitor, GROUP_LESSON).lab_id,
        **exercises,
    }


def instructor(name: str) -> User:
    """An account of its own, whatever else there is on the server."""
    return User.objects.create_user(f"{name}-{new_token()[:8]}")


def _exercises(classroom: Classroom) -> dict[str, int]:
    now = timezone.now()
    taught, _, drafted = (
        Exercise.objects.create(classroom=classroom, order=order, published=now, **fields)
        for order, fields in enumerate(
            ({"lesson": LESSON}, {"lesson": GROUP_LESSON, "in_groups": True}, {"made": _made()})
        )
    )
    Classroom.objects.filter(pk=classroom.pk).update(exercise=taught, step=STEP)
    return {"taught": taught.pk, "made": drafted.pk}


def _made() -> dict[str, Any]:
    scenario = catalogue()["stale-read"].scenario
    return from_scenario(scenario, starts_paused=True, title="Made", question="", task="")


def _seat(classroom: Classroom, nickname: str) -> Seat:
    return Seat.objects.create(classroom=classroom, nickname=nickname, admitted=timezone.now())


def _begun(visitor: str, slug: str) -> Attempt:
    """An attempt at a lesson's first step, predicted and passed, so that every page of the step answers."""
    lesson = lessons()[slug]
    attempt = begin(visitor, lesson, lesson.steps[0], ())
    predict(attempt, 0)
    Attempt.objects.filter(pk=attempt.pk).update(passed=timezone.now(), revealed=True)
    Lab.objects.filter(pk=attempt.lab_id).update(locked=False)
    return attempt


def _labs(visitor: str) -> dict[str, str]:
    """The lab of the step and one of each other kind, with runs that have gone somewhere."""
    labs = {LESSON: str(_begun(visitor, LESSON).lab_id), **{slug: create_lab(slug, visitor).pk for slug in LABS}}
    for kind, lab in labs.items():
        run = Run.objects.get(lab=lab)
        for index, (tick, body) in enumerate(COMMANDS.get(kind, ())):
            Command.objects.create(run=run, index=index, tick=tick, body=body)
        Run.objects.filter(pk=run.pk).update(seed=SEED, tick=TICK, playing=False)
    return labs


def session_of(*, seats: list[str] | None = None, user: User | None = None) -> str:
    """The key of a browser session whose visitor has labs and progress of their own, and perhaps seats, or a login."""
    session, visitor = SessionStore(), new_token()
    session[VISITOR], session["lab"] = visitor, create_lab("stale-read", visitor).pk
    _begun(visitor, LESSON)
    if seats:
        session[SEATS] = seats
    if user is not None:
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)
