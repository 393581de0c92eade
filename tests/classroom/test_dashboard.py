"""What a class's dashboard knows, and what it is sent, with the clock in the test's hand."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.classroom.live.class_facts import read_class
from apps.classroom.live.dashboard import Board
from apps.classroom.live.feed import BYTES_A_SECOND, Feed
from apps.classroom.models import Classroom, Poll, Pushed, Seat, Vote
from apps.live.lab import wire
from apps.live.lab.commands import submit as submit_to
from apps.live.lab.hub import Hub
from apps.live.lab.live_lab import LiveLab
from apps.live.models import Lab
from apps.tutorials.attempts import attempts_at, begin, predict
from apps.tutorials.course import lessons
from tests.classroom.school import LESSON, STEP, a_class, sit, teacher
from tests.clusters import ONES

PULSE = 0.25


def pupil(classroom: Classroom, name: str) -> Seat:
    """A learner at work in the class's step, who has predicted."""
    seat, _ = sit(classroom, name)
    lesson = lessons()[LESSON]
    step = lesson.step(STEP)
    assert step is not None
    attempt = begin(seat.visitor, lesson, step, attempts_at(seat.visitor, lesson, STEP))
    predict(attempt, 0)
    Lab.objects.filter(pk=attempt.lab_id).update(locked=False)
    return seat


def prepared(*names: str) -> tuple[Classroom, list[Seat]]:
    """A class at a step, with learners at work."""
    classroom = a_class(teacher()[0])
    classroom.exercise, classroom.step = classroom.exercises.get(), STEP
    classroom.save()
    return classroom, [pupil(classroom, name) for name in names]


class Room:
    """A class's board and one dashboard's feed, without a network."""

    def __init__(self, classroom: Classroom, seats: list[Seat], *, projector: bool = False) -> None:
        self.hub = Hub()
        self.here = {seat.pk for seat in seats}
        self.now, self.began = 1_000.0, time.time()
        self.board = Board(classroom.pk, self.hub.labs, lambda: self.here, lambda: self.began + self.now - 1_000)
        self.feed = Feed(self.board, projector=projector)

    async def start(self) -> dict[str, Any]:
        await self.board.renew(self.now, news=True)
        frame = self.feed.everything(self.now)
        self.feed.look_at(self.board.standings)
        return frame

    async def pulse(self, *, news: bool = False) -> dict[str, Any]:
        self.now += PULSE
        await self.board.renew(self.now, news=news)
        return self.feed.changes(self.now) or {}

    async def pulses(self, seconds: float, *, news: bool = False) -> list[dict[str, Any]]:
        return [await self.pulse(news=news) for _ in range(int(seconds / PULSE))]

    async def lab_of(self, seat: Seat) -> LiveLab:
        work = next(each.work for each in self.board.facts.seats if each.seat_id == seat.pk)
        lab = await self.hub.open(work.lab_id)
        assert lab is not None
        return lab


async def submit(lab: LiveLab, number: int = 1, *, by_guest: bool = False, **command: Any) -> None:
    submission = wire.parse(json.dumps({"id": f"{lab.lab_id}-{number}", **command}))
    assert isinstance(submission, wire.Submission)
    await submit_to(lab, submission, by_guest=by_guest)


in_a_database = pytest.mark.django_db(transaction=True)


@in_a_database
async def test_the_first_frame_has_every_learner_and_every_cluster() -> None:
    classroom, seats = await database_sync_to_async(prepared)("otter", "heron")
    frame = await Room(classroom, seats).start()
    assert [(each["number"], each["name"], each["status"]) for each in frame["learners"]] == [
        (1, "otter", "working"),
        (2, "heron", "working"),
    ]
    assert [each["number"] for each in frame["clusters"]] == [1, 2]
    assert frame["class"]["joined"] == frame["class"]["here"] == 2
    assert frame["class"]["code"] == classroom.code


@in_a_database
async def test_then_only_what_has_changed_is_sent_and_a_sign_of_life() -> None:
    classroom, seats = await database_sync_to_async(prepared)("otter", "heron")
    room = Room(classroom, seats)
    await room.start()
    quiet = [frame for frame in await room.pulses(4) if frame]
    assert all(set(frame) == {"type", "now"} for frame in quiet)
    assert quiet
    await Seat.objects.filter(pk=seats[1].pk).aupdate(hand=seats[1].created)
    frame = await room.pulse(news=True)
    assert frame["learners"] == [
        {"number": 2, "status": "hand", "words": "hand up", "since": round(seats[1].created.timestamp())}
    ]
    assert "clusters" not in frame


@in_a_database
async def test_a_cluster_that_moved_is_sent_once_with_what_was_done_in_it() -> None:
    classroom, seats = await database_sync_to_async(prepared)("otter", "heron")
    room = Room(classroom, seats)
    await room.start()
    await submit(await room.lab_of(seats[0]), type="partition", groups=[["n1", "n2"]])
    found = [each for frame in await room.pulses(1) for each in frame.get("clusters", [])]
    assert [(each["number"], each["groups"], each["act"]) for each in found] == [(1, "00111", "Partition n1 n2")]
    assert found[0]["live"]


@in_a_database
async def test_what_is_not_in_sight_waits_until_it_is() -> None:
    classroom, seats = await database_sync_to_async(prepared)("otter", "heron")
    room = Room(classroom, seats)
    await room.start()
    room.feed.look_at([2])
    await submit(await room.lab_of(seats[0]), type="crash", node="n3")
    assert not [each for frame in await room.pulses(2) for each in frame.get("clusters", [])]
    room.feed.look_at([1, 2])
    found = [each for frame in await room.pulses(1) for each in frame.get("clusters", [])]
    assert [(each["number"], each["nodes"]) for each in found] == [(1, "uucuu")]


@in_a_database
async def test_the_bytes_a_second_are_bounded_and_nothing_is_left_out_in_the_end() -> None:
    classroom, seats = await database_sync_to_async(prepared)(*(f"learner {n}" for n in range(24)))
    room = Room(classroom, seats)
    await room.start()
    labs = [await room.lab_of(seat) for seat in seats]
    await room.pulses(12)
    shown: dict[int, Any] = {}
    spent = 0
    for number, lab in enumerate(labs):
        await submit(lab, type="crash", node=f"n{1 + number % 5}")
    for frame in await room.pulses(6):
        spent += len(wire.encode(frame).encode())
        shown |= {each["number"]: each["nodes"] for each in frame.get("clusters", [])}
    assert spent < 7 * BYTES_A_SECOND
    assert shown == {number + 1: "".join("c" if n == number % 5 else "u" for n in range(5)) for number in range(24)}


@in_a_database
async def test_a_refusal_that_comes_again_and_again_makes_a_learner_need_the_teacher() -> None:
    classroom, seats = await database_sync_to_async(prepared)("otter")
    room = Room(classroom, seats)
    await room.start()
    lab = await room.lab_of(seats[0])
    for number in range(3):
        with pytest.raises(Exception, match="not crashed"):
            await submit(lab, number, type="restart", node="n1")
    (told,) = [each for frame in await room.pulses(1) for each in frame.get("learners", [])]
    assert (told["status"], told["words"]) == ("struggling", "same mistake 3 times")
    assert "n1" in told["detail"]
    await submit(lab, 9, type="crash", node="n1")
    assert [each["status"] for frame in await room.pulses(1) for each in frame.get("learners", [])] == ["working"]


@in_a_database
async def test_a_vote_says_who_has_voted_and_nobody_is_stuck_while_it_holds_their_cluster() -> None:
    classroom, seats = await database_sync_to_async(prepared)("otter", "heron")
    exercise = await classroom.exercises.aget()
    poll = await Poll.objects.acreate(classroom=classroom, exercise=exercise, step=STEP)
    await Vote.objects.acreate(poll=poll, seat=seats[0], round=1, option=0)
    room = Room(classroom, seats)
    await room.start()

    async def told(phase: str) -> list[str]:
        await Poll.objects.aupdate(phase=phase)
        room.now += 600
        await room.pulse(news=True)
        return [room.board.standings[number]["words"] for number in (1, 2)]

    assert await told("first") == ["has voted", "has not voted"]
    assert await told("discuss") == ["discusses", "discusses"]
    assert await told("second") == ["has not voted", "has not voted"]
    assert await told("revealed") == ["stuck", "stuck"]


@in_a_database
async def test_a_lab_that_left_memory_keeps_its_last_picture_and_says_that_it_is_not_live() -> None:
    classroom, seats = await database_sync_to_async(prepared)("otter")
    room = Room(classroom, seats)
    await room.start()
    lab = await room.lab_of(seats[0])
    await submit(lab, type="crash", node="n2")
    await room.pulses(1)
    await lab.put_away()
    del room.hub.labs[lab.lab_id]
    (left,) = [each for frame in await room.pulses(1) for each in frame.get("clusters", [])]
    assert (left["nodes"], left["live"]) == ("ucuuu", False)
    (stored,) = (await Room(classroom, seats).start())["clusters"]
    assert (stored["nodes"], stored["live"]) == ("ucuuu", False)


@in_a_database
async def test_the_clearest_run_shows_what_broke_with_the_fewest_operations() -> None:
    classroom, seats = await database_sync_to_async(prepared)("otter", "heron", "lynx")
    room = Room(classroom, seats)
    await room.start()
    for seat, extra in ((seats[0], 2), (seats[1], 0)):
        lab = await room.lab_of(seat)
        await submit(lab, 1, type="change_scenario", protocol="quorum", dials=ONES)
        await submit(lab, 2, type="partition", groups=[["n1", "n2"]])
        for number in range(1 + extra):
            node = {"client": "alice", "node": "n1", "key": "x"}
            await submit(lab, 10 + number, type="invoke", operation="write", value=str(number), **node)
            lab.session.advance(lab.session.simulation.now + 3_000)
        await submit(lab, 20, type="invoke", client="bob", node="n4", operation="read", key="x")
        lab.session.advance(lab.session.simulation.now + 3_000)
    await room.pulses(1)
    broke = {each["kind"]: each["count"] for each in room.board.about["broke"]}
    assert broke["stale_read"] == 2
    found = room.board.clearest("linearizable")
    assert found is not None
    assert found.seat_id in {seats[0].pk, seats[1].pk}
    assert room.board.clearest("lost_write") is None


@in_a_database
async def test_a_projector_is_told_of_nobody_and_of_no_vote_before_its_end() -> None:
    classroom, seats = await database_sync_to_async(prepared)("otter", "heron")
    room = Room(classroom, seats, projector=True)
    poll = await Poll.objects.acreate(classroom=classroom, exercise=classroom.exercise, step=STEP)
    frame = await room.start()
    text = wire.encode(frame)
    assert "otter" not in text
    assert "learners" not in frame
    assert frame["class"]["votes"] == {"phase": "first", "voted": 0}
    assert "right" not in frame["class"]["poll"]
    await Poll.objects.filter(pk=poll.pk).aupdate(phase="revealed")
    changed = await room.pulse(news=True)
    assert changed["class"]["poll"]["right"] is not None
    assert changed["class"]["votes"]["counts"] == [[0, 0, 0]]


@pytest.mark.django_db
def test_a_class_of_twelve_takes_no_more_queries_than_a_class_of_two() -> None:
    counts = []
    classroom, _ = prepared("first", "second")
    for more in ((), tuple(f"learner {n}" for n in range(10))):
        for name in more:
            pupil(classroom, name)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            facts = read_class(classroom.pk)
        assert facts is not None
        counts.append((len(queries), len(facts.seats)))
    assert counts[0][0] == counts[1][0] <= 12
    assert [seats for _, seats in counts] == [2, 12]


@in_a_database
async def test_the_last_act_is_the_learners_own_and_one_that_tries_something() -> None:
    classroom, seats = await database_sync_to_async(prepared)("otter")
    room = Room(classroom, seats)
    await room.start()
    lab = await room.lab_of(seats[0])
    await submit(lab, 1, type="crash", node="n2")
    acted_at = lab.recent.acted_at
    await submit(lab, 2, type="crash", node="n1", by_guest=True)
    await submit(lab, 3, type="pause")
    assert lab.recent.acted_at == acted_at, "neither a guest nor a page that pauses is the learner"
    await submit(lab, 4, type="play")
    (cluster,) = [each for frame in await room.pulses(1) for each in frame.get("clusters", [])][-1:]
    assert cluster["act"] == "Crash node n2"


@in_a_database
async def test_what_follows_from_a_stale_read_is_not_listed_beside_it() -> None:
    classroom, seats = await database_sync_to_async(prepared)("otter")
    room = Room(classroom, seats)
    await room.start()
    lab = await room.lab_of(seats[0])
    await submit(lab, 1, type="change_scenario", protocol="quorum", dials=ONES)
    await submit(lab, 2, type="partition", groups=[["n1", "n2"]])
    await submit(lab, 3, type="invoke", operation="write", value="1", client="alice", node="n1", key="x")
    lab.session.advance(lab.session.simulation.now + 3_000)
    for number, node in enumerate(("n1", "n4"), 4):
        await submit(lab, number, type="invoke", client="bob", node=node, operation="read", key="x")
        lab.session.advance(lab.session.simulation.now + 3_000)
    await room.pulses(1)
    kinds = {each["kind"] for each in room.board.about["broke"]}
    assert "monotonic_reads" in kinds, "the weakest model that the run broke"
    assert not kinds & {"linearizable", "sequential", "causal_cm", "causal_ccv", "pram"}


@in_a_database
async def test_nobody_is_stuck_in_a_lab_that_the_teacher_pushed() -> None:
    classroom, seats = await database_sync_to_async(prepared)("otter", "heron")
    lab = await Lab.objects.aget(owner=seats[0].visitor)
    reached = {lab.pk: {"owner": lab.owner, "before": 0, "began": lab.current_run}}
    await Pushed.objects.acreate(classroom=classroom, title="Gossip", told="started another lab", reached=reached)
    room = Room(classroom, seats)
    await room.start()
    frames = await room.pulses(240)
    last = {each["number"]: each for frame in frames for each in frame.get("learners", []) if "words" in each}
    assert room.board.standings[1]["words"] == "in the pushed lab"
    assert last[2]["words"] == "stuck"
    assert room.board.about["pushed"] == {"title": "Gossip", "back": True}
