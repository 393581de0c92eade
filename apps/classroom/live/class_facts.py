"""The stored facts of a class, for its dashboard: read in a fixed number of queries, however large the class is.

Where a learner is, `classroom.whereabouts` says.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max
from django.utils import timezone

from apps.classroom.exercises import lesson_of, taught
from apps.classroom.models import Classroom, Exercise, Seat, Snapshot
from apps.classroom.polls import DISCUSS, REVEALED, ROUND_OF, current_poll, poll_state
from apps.classroom.pushed import labs_elsewhere, last_pushed
from apps.classroom.whereabouts import attempt_at, attempts_of
from apps.live.models import ReachedGoal, Run
from apps.tutorials.lesson import Lesson
from apps.tutorials.models import Attempt

TELLING = ("stale", "violating")
"""The bars of a run's picture that show what broke."""

BEFORE_TICKS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Where a learner is: lesson and step by slug, the lab of the latest attempt there, and what is stored of it.

    `passed` says of each step of the lesson that was begun whether it was passed. Times are seconds of real time.
    """

    lesson: str
    step: str
    lab_id: str
    began_at: float
    passed: Mapping[str, bool]
    acted_at: float
    hints_ended_at: float | None
    begun_again: int
    goals: int = 0
    goal_at: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatFacts:
    """A learner's place as stored. `number` is theirs in the class for good, for whoever is not to be named.

    `vote` says in words where they stand in the vote that holds their cluster, or that their cluster is in another lab
    that the teacher pushed; it is empty without these.
    """

    seat_id: str
    number: int
    nickname: str
    group: str
    hand: float | None
    invited: bool
    joined_at: float
    vote: str
    work: Work | None


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """The stored facts of a class; `about` is what the dashboard and the projector are told, as plain values."""

    about: Mapping[str, Any]
    seats: tuple[SeatFacts, ...]


def read_class(class_id: str) -> ClassFacts | None:
    """The class as it is stored now; None if it is gone."""
    classroom = (
        Classroom.objects.filter(pk=class_id, deleted=None).select_related("exercise", "projected__moment").first()
    )
    if classroom is None:
        return None
    exercises = taught(classroom)
    seats = list(Seat.objects.filter(classroom=classroom, preview=False).select_related("group", "at_exercise"))
    work = _work(seats, exercises)
    pushed = last_pushed(classroom)
    elsewhere = labs_elsewhere(pushed)
    votes = {seat: "in the pushed lab" for seat, each in work.items() if each.lab_id in elsewhere}
    votes |= _votes(classroom, work)
    numbered = [(number, seat) for number, seat in enumerate(seats, 1) if seat.is_in]
    found = [_seat(number, seat, work.get(seat.pk), votes.get(seat.pk, "")) for number, seat in numbered]
    waiting = sum(seat.admitted is None and seat.removed is None for seat in seats)
    about = _about(classroom) | {"pushed": pushed and {"title": pushed.title, "back": pushed.may_be_taken_back}}
    about |= {"exercises": [_outline(each) for each in exercises], **_poll(classroom)}
    return ClassFacts(about | {"waiting": waiting, "joined": len(found)}, tuple(found))


def _poll(classroom: Classroom) -> dict[str, Any]:
    """The question, which stays, and the votes, which come in: apart, so that only these are sent again."""
    state = poll_state(classroom)
    if state is None:
        return {"poll": None, "votes": None}
    asked = {name: state[name] for name in ("question", "options", "right", "because")}
    return {"poll": asked, "votes": {name: state[name] for name in state if name not in asked}}


def _seat(number: int, seat: Seat, work: Work | None, vote: str) -> SeatFacts:
    return SeatFacts(
        seat_id=seat.pk,
        number=number,
        nickname=seat.nickname,
        group=seat.group.name if seat.group else "",
        hand=_seconds(seat.hand),
        invited=seat.invited is not None,
        joined_at=(seat.admitted or seat.created).timestamp(),
        vote=vote,
        work=work,
    )


def _seconds(at: datetime | None) -> float | None:
    return None if at is None else at.timestamp()


def _votes(classroom: Classroom, work: Mapping[str, Work]) -> dict[str, str]:
    """Where those stand, by seat, whose cluster a vote holds: they are at its step."""
    poll, exercise = current_poll(classroom), classroom.exercise
    if poll is None or exercise is None or poll.phase == REVEALED:
        return {}
    there = [seat for seat, each in work.items() if (each.lesson, each.step) == (exercise.slug, poll.step)]
    if poll.phase == DISCUSS:
        return dict.fromkeys(there, "discusses")
    voted = set(poll.votes.filter(round=ROUND_OF[poll.phase]).values_list("seat_id", flat=True))
    return {seat: "has voted" if seat in voted else "has not voted" for seat in there}


def _about(classroom: Classroom) -> dict[str, Any]:
    return {
        "title": classroom.title,
        "code": classroom.code,
        "code_open": classroom.code_expires > timezone.now(),
        "exercise": classroom.exercise.slug if classroom.exercise else "",
        "step": classroom.step,
        "paced": classroom.paced,
        "paused": classroom.paused,
        "anonymous": classroom.anonymous,
        "announcement": classroom.announcement,
        "projected": classroom.projected and _projected(classroom.projected),
    }


def _projected(snapshot: Snapshot) -> dict[str, Any]:
    from_tick = telling_tick(snapshot.sketch or {})
    return {"snapshot": snapshot.pk, "token": snapshot.moment.token, "title": snapshot.title, "from_tick": from_tick}


def telling_tick(sketch: Mapping[str, Any]) -> int:
    """From when a run is worth watching: a little before what broke, or before the first thing that was done."""
    bars = [bar for lane in sketch.get("lanes", ()) for bar in lane["bars"]]
    broke = [start for start, _, kind in bars if kind in TELLING]
    done = [*(start for start, _, _ in bars), *sketch.get("faults", ())]
    return max(0, min(broke or done, default=0) - BEFORE_TICKS)


def _outline(exercise: Exercise) -> dict[str, Any]:
    lesson = lesson_of(exercise)
    steps = [{"slug": step.slug, "title": step.title, "asks": step.prediction is not None} for step in lesson.steps]
    return {
        "id": exercise.pk,
        "slug": exercise.slug,
        "title": lesson.title,
        "published": exercise.published is not None,
        "steps": steps,
    }


# Where learners are


def _work(seats: Collection[Seat], exercises: Collection[Exercise]) -> dict[str, Work]:
    """By seat. A group's attempts count for its members, in exercises that are for groups."""
    attempts = attempts_of(seats, exercises)
    lessons = {each.slug: lesson_of(each) for each in exercises}
    places = {seat.pk: attempt_at(seat, attempts[seat.pk]) for seat in seats}
    found = {seat: latest for seat, latest in places.items() if latest is not None}
    goals = _goals([latest.lab_id for latest in found.values()])
    return {seat: _work_of(latest, attempts[seat], goals, lessons) for seat, latest in found.items()}


def _goals(labs: Collection[str | None]) -> dict[str, tuple[int, datetime]]:
    """Return the number of goals reached in each lab, and when the last was."""
    reached = ReachedGoal.objects.filter(lab__in=labs).values("lab")
    counted = reached.annotate(count=Count("name", distinct=True), latest=Max("created"))
    return {each["lab"]: (each["count"], each["latest"]) for each in counted}


def _work_of(
    latest: Attempt,
    attempts: list[Attempt],
    goals: Mapping[str, tuple[int, datetime]],
    lessons: Mapping[str, Lesson],
) -> Work:
    here = [each for each in attempts if (each.lesson, each.step) == (latest.lesson, latest.step)]
    count, goal_at = goals.get(str(latest.lab_id), (0, None))
    passed: dict[str, bool] = {}
    for each in attempts:
        if each.lesson == latest.lesson:
            passed[each.step] = passed.get(each.step, False) or each.passed is not None
    times = filter(None, (latest.created, latest.predicted, latest.hinted, latest.passed, goal_at))
    return Work(
        lesson=latest.lesson,
        step=latest.step,
        lab_id=str(latest.lab_id),
        began_at=max(filter(None, (latest.created, latest.predicted))).timestamp(),
        passed=passed,
        acted_at=max(times).timestamp(),
        hints_ended_at=_hints_ended(latest, lessons),
        begun_again=_begun_again(here),
        goals=count,
        goal_at=_seconds(goal_at),
    )


def _begun_again(attempts: list[Attempt]) -> int:
    """Return how often a step was begun again since it was last passed; demonstrations are no attempts."""
    tried = [each for each in attempts if not each.shown]
    since_passed = next((nth for nth, each in enumerate(reversed(tried)) if each.passed), len(tried) - 1)
    return max(0, since_passed)


def _hints_ended(attempt: Attempt, lessons: Mapping[str, Lesson]) -> float | None:
    """When the last hint there is was taken."""
    step = lessons[attempt.lesson].step(attempt.step) if attempt.lesson in lessons else None
    if step is None or attempt.hinted is None:
        return None
    last = len(step.hints) + (step.solution is not None)
    return attempt.hinted.timestamp() if attempt.hints >= last else None


def read_sketches(labs: Collection[str]) -> dict[str, dict[str, Any]]:
    """Return what is stored of labs that nobody watches: how many nodes, and the picture of each as it was left."""
    runs = Run.objects.filter(lab__in=labs, number=F("lab__current_run")).values_list("lab", "sketch", "scenario")
    return {lab: {**(sketch or {}), "nodes": len(scenario["nodes"])} for lab, sketch, scenario in runs}
