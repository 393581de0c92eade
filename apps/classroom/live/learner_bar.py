"""The bar of a class, on every page of its learners: announcement, vote, where all are, who watches.

It is pushed as the HTML of the bar at the top of the page, rendered here once for each of them from a few queries for
all, together with what the page itself has to do: `go`, where everybody was sent at `sent`.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse

from apps.classroom.exercises import extensions, is_taught, lesson_of
from apps.classroom.live.presence import presence
from apps.classroom.models import Classroom, Poll, Pushed, Seat, Vote, later, learners
from apps.classroom.polls import OPEN, REVEALED, ROUND_OF, counted, current_poll, order_of, right_option
from apps.classroom.pushed import last_pushed
from apps.classroom.rights import client_in
from apps.live.lab.hub import hub
from apps.tutorials.lesson import Question

TEACHER = "teacher:"
"""The beginning of the ground of a teacher's access."""


WRITTEN_MAX = 1_000


@dataclass(frozen=True, slots=True)
class ClassNow:
    """A class as it is now, for whatever its learners are told."""

    classroom: Classroom
    poll: Poll | None
    question: Question | None
    votes: Mapping[tuple[str, int], int]
    """By seat and round."""
    counts: Sequence[Sequence[int]]
    """By round and option, once they are revealed."""
    clients: tuple[str, ...]
    """Of the cluster at which the class is."""
    watched: frozenset[str]
    """The visitors whose clusters a teacher looks at."""
    pushed: Pushed | None
    pushed_to: frozenset[str]
    """The visitors whose clusters it reached."""
    extended: Mapping[tuple[str, int], datetime]
    """When an exercise closes for those with more time, by seat and exercise."""
    members: Mapping[int, Sequence[tuple[str, int]]]
    """Nickname and place of the members of each group, by the group's id, in an exercise for groups."""

    def beside(self, seat: Seat) -> list[str]:
        """Return the nicknames of those of a seat's group who are the same client."""
        if seat.group_id is None or not self.clients:
            return []
        mine = seat.place % len(self.clients)
        others = self.members.get(seat.group_id, ())
        return [name for name, place in others if place % len(self.clients) == mine and place != seat.place]


def class_now(classroom: Classroom, seats: Collection[Seat], watched: frozenset[str]) -> ClassNow:
    """Read it for these seats, in a few queries; `watched` as of the same moment."""
    exercise, poll, pushed = classroom.exercise, current_poll(classroom), last_pushed(classroom)
    step = lesson_of(exercise).step(classroom.step) if exercise and is_taught(exercise) else None
    question = step.prediction if step and poll else None
    found = (
        Vote.objects.filter(poll=poll, seat__in=[seat.pk for seat in seats]).values_list("seat_id", "round", "option")
        if poll
        else ()
    )
    return ClassNow(
        classroom=classroom,
        poll=poll,
        question=question,
        votes={(seat, number): option for seat, number, option in found},
        counts=counted(poll, question) if poll and question and poll.phase == REVEALED else (),
        clients=step.scenario.clients if step and exercise and exercise.in_groups else (),
        watched=watched,
        pushed=pushed,
        pushed_to=frozenset(each["owner"] for each in pushed.reached.values()) if pushed else frozenset(),
        extended=extensions(seats) if any(seat.at_exercise and seat.at_exercise.closes for seat in seats) else {},
        members=_members(classroom) if exercise is not None and exercise.in_groups else {},
    )


def _members(classroom: Classroom) -> dict[int, list[tuple[str, int]]]:
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    seated = learners(classroom).exclude(group=None).order_by("place", "pk")
    for group, nickname, place in seated.values_list("group", "nickname", "place"):
        found[group].append((nickname, place))
    return found


def watched() -> frozenset[str]:
    """The visitors whose clusters a teacher looks at now."""
    return watched_here() | presence.watched()


def watched_here() -> frozenset[str]:
    """The visitors whose clusters this worker has, and a teacher looks at, through whichever worker."""
    return frozenset(
        lab.owner
        for lab in list(hub.labs.values())
        if any(each.access.ground.startswith(TEACHER) for each in lab.followers)
        or any(ground.startswith(TEACHER) for ground in lab.followers.elsewhere)
    )


def bars_for_seats(class_id: str, seat_ids: Iterable[str], watched: frozenset[str]) -> dict[str, dict[str, Any]]:
    """Return what each of these seats is told; nothing for those that are gone."""
    classroom = Classroom.objects.filter(pk=class_id, deleted=None).select_related("exercise").first()
    if classroom is None:
        return {}
    seats = list(Seat.objects.filter(pk__in=seat_ids, removed=None).select_related("group", "at_exercise"))
    now = class_now(classroom, seats, watched)
    return {seat.pk: bar_frame(now, seat) for seat in seats}


def bar_for_seat(seat: Seat) -> dict[str, Any]:
    """Return what one seat is told now, for the pages that it asks for."""
    return bar_context(class_now(seat.classroom, [seat], watched()), seat)


def bar_frame(now: ClassNow, seat: Seat) -> dict[str, Any]:
    """Return what a seat's page is sent."""
    told = bar_context(now, seat)
    return {"html": _html(seat, told), "go": told["go"], "sent": told["sent"], "admitted": seat.admitted is not None}


_written: OrderedDict[str, tuple[str, str]] = OrderedDict()
"""By seat what it was told last, and the HTML of that: where somebody joins, nothing is new to the others."""


def _html(seat: Seat, told: Mapping[str, Any]) -> str:
    facts = seat.nickname, seat.group, seat.hand, seat.invited, seat.admitted, seat.removed
    face = repr((facts, {name: told[name] for name in told if name != "seat"}))
    known = _written.pop(seat.pk, ("", ""))
    if known[0] != face:
        known = face, render_to_string("classroom/parts/_bar_inside.html", {"told": told})
    _written[seat.pk] = known
    while len(_written) > WRITTEN_MAX:
        _written.popitem(last=False)
    return known[1]


def bar_context(now: ClassNow, seat: Seat) -> dict[str, Any]:
    """Return what a seat is told, for `classroom/parts/_bar.html`."""
    classroom = now.classroom
    return {
        "seat": seat,
        "title": classroom.title,
        "announcement": classroom.announcement,
        "paused": classroom.paused,
        "client": client_in(seat, now.clients) if seat.group and now.clients else "",
        "closes": _closes(now, seat),
        "closing": lesson_of(seat.at_exercise).title if seat.at_exercise and is_taught(seat.at_exercise) else "",
        "zone": classroom.zone,
        "beside": ", ".join(now.beside(seat)),
        "edits": _editor(seat),
        "watched": seat.visitor in now.watched or bool(seat.group and seat.group.visitor in now.watched),
        "vote": _vote(now, seat),
        "pushed": _pushed(now, seat),
        "go": _go(now, seat),
        "sent": classroom.sent.isoformat() if classroom.sent else "",
        "here": f"{classroom.exercise.slug}/{classroom.step}" if classroom.exercise else "",
    }


def _pushed(now: ClassNow, seat: Seat) -> dict[str, Any] | None:
    """Return what the teacher pushed to this learner's cluster."""
    if now.pushed is None or now.pushed_to.isdisjoint({seat.visitor, seat.group.visitor if seat.group else ""}):
        return None
    return {"number": now.pushed.pk, "told": now.pushed.told}


def _closes(now: ClassNow, seat: Seat) -> datetime | None:
    """Return when the exercise at which a learner is closes for them."""
    exercise = seat.at_exercise
    if exercise is None or not is_taught(exercise):
        return None
    return later(exercise.closes, now.extended.get((seat.pk, exercise.pk)))


def _editor(seat: Seat) -> str:
    """Return where a teacher edits the exercise that they preview, if it was made in the class."""
    if not seat.preview or seat.at_exercise is None or seat.at_exercise.made is None:
        return ""
    return reverse("exercise", args=[seat.classroom_id, seat.at_exercise.pk])


def _go(now: ClassNow, seat: Seat) -> str:
    """Return where everybody was sent."""
    exercise = now.classroom.exercise
    if exercise is None or not seat.is_in or seat.preview:
        return ""
    return reverse("step", kwargs={"seat": seat.pk, "slug": exercise.slug, "name": now.classroom.step})


def _vote(now: ClassNow, seat: Seat) -> dict[str, Any] | None:
    """The vote as this learner sees it: votes of others and the answer only once it is revealed, at its step."""
    if now.poll is None or now.question is None or not seat.is_in:
        return None
    if now.poll.phase == REVEALED and (seat.at_exercise_id, seat.at_step) != (now.poll.exercise_id, now.poll.step):
        return None
    phase, round_ = now.poll.phase, ROUND_OF[now.poll.phase]
    mine = now.votes.get((seat.pk, round_), now.votes.get((seat.pk, 1)) if phase == REVEALED else None)
    right, order = right_option(now.question), order_of(now.classroom, now.question)
    return {
        "phase": phase,
        "is_open": phase in OPEN,
        "question": now.question.text,
        "options": [
            {
                "number": number,
                "text": option.text,
                "is_mine": number == mine,
                "was_mine": number == now.votes.get((seat.pk, 1)),
                "is_right": phase == REVEALED and number == right,
                "counts": [(each[number], round(100 * each[number] / (sum(each) or 1))) for each in now.counts],
            }
            for number in order
            for option in [now.question.options[number]]
        ],
        "because": now.question.options[right].because if phase == REVEALED else "",
        "rounds": len(now.counts),
        "mine": mine,
    }
