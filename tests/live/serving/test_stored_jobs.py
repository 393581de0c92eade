"""Jobs in the database: which one a task worker carries out next, and what becomes of one whose worker is lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from threading import Event, Thread
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F
from django.utils import timezone

from apps.live.bounds import JOBS_STORED_MAX, SILENT_JOB_SECONDS_MAX
from apps.live.jobs import rows
from apps.live.jobs.carrying_out import carry_out_next
from apps.live.jobs.job import Job, runs
from apps.live.jobs.parts import Part, spread
from apps.live.jobs.stored import AWAY, RING_AGAIN, StoredJobs
from apps.live.models import StoredJob
from apps.live.serving.asker import Asker, asker
from apps.live.upkeep.clock_watch import believe_clock

pytestmark = pytest.mark.django_db(transaction=True)

MEASURE = {"protocol": "two_generals"}
TIMES = ("created", "asked", "rung", "begun", "heard")


class Desk:
    """The jobs as a server has them, with a bell that the test looks at."""

    def __init__(self) -> None:
        self.is_away = False
        self.rings = 0
        self.jobs = StoredJobs(self.ring)

    def ring(self) -> bool:
        self.rings += not self.is_away
        return not self.is_away

    def start(self, owner: str, address: str = "a", kind: str = "measure_agreement", **more: Any) -> Job:
        asker.set(Asker(address, ""))
        job = runs(kind, more.pop("options", {"runs": 1}), owner=owner, seconds_max=more.pop("seconds_max", 60), **more)
        return async_to_sync(self.jobs.start)(job)

    def find(self, job: Job) -> Job:
        found = async_to_sync(self.jobs.find)(job.id, job.owner)
        assert found is not None
        return found


@pytest.fixture
def desk() -> Desk:
    return Desk()


def pass_seconds(seconds: float) -> None:
    """Move every time the other way: to the jobs it is the same. Somebody has asked for each meanwhile."""
    StoredJob.objects.update(**{name: F(name) - timedelta(seconds=seconds) for name in TIMES})
    StoredJob.objects.update(asked=timezone.now())


def claimed() -> str:
    row = rows.claim()
    return "" if row is None else row.owner


def over(owner: str) -> None:
    rows.end(StoredJob.objects.get(owner=owner, state="running"), "done")


# Turns


def test_the_address_with_the_fewest_running_is_next_then_the_one_whose_turn_is_longest_ago(desk: Desk) -> None:
    for owner, address in (("a1", "a"), ("a2", "a"), ("a3", "a"), ("b1", "b")):
        desk.start(owner, address)
    assert [claimed(), claimed()] == ["a1", "b1"]
    over("a1")
    over("b1")
    desk.start("c1", "c")
    assert [claimed(), claimed(), claimed()] == ["c1", "a2", "a3"]


def test_a_visitor_has_one_turn_at_a_time_however_many_workers_are_free(desk: Desk) -> None:
    desk.start("one", kind="measure_agreement")
    desk.start("one", kind="explore_agreement")
    assert [claimed(), claimed()] == ["one", ""]
    over("one")
    assert claimed() == "one"


def test_parts_of_a_command_run_at_the_same_time_and_a_visitor_comes_before_the_next_of_them(desk: Desk) -> None:
    with rows.alone() as now:
        for _ in range(4):
            StoredJob.objects.create(batch="sweep", **rows.stored(Job("", "sweep_cell", (), 1), now))
    assert [claimed(), claimed()] == ["", ""]
    assert StoredJob.objects.filter(state="running").count() == 2
    desk.start("one")
    assert claimed() == "one"


def test_no_address_of_a_visitor_is_stored(desk: Desk) -> None:
    desk.start("one", "203.0.113.7")
    assert "203.0.113.7" not in str(StoredJob.objects.values_list())


# Rings


def test_while_a_job_waits_its_page_rings_again_now_and_then(desk: Desk) -> None:
    job = desk.start("one")
    desk.find(job)
    assert desk.rings == 1
    pass_seconds(RING_AGAIN.total_seconds() + 1)
    desk.find(job)
    desk.find(job)
    assert desk.rings == 2


def test_a_job_that_nobody_could_be_called_for_waits_says_so_and_starts_later(desk: Desk) -> None:
    desk.is_away = True
    job = desk.start("one")
    assert (job.state, job.note) == ("waiting", AWAY)
    pass_seconds(5)
    assert desk.find(job).note == AWAY
    desk.is_away = False
    pass_seconds(5)
    assert desk.find(job).note == ""
    assert desk.rings == 1
    assert claimed() == "one"


# Lost workers


def test_a_job_whose_worker_was_lost_is_begun_again_once_and_then_has_failed(desk: Desk) -> None:
    job = desk.start("one")
    for expected in ("waiting", "failed"):
        assert claimed() == "one"
        pass_seconds(SILENT_JOB_SECONDS_MAX - 1)
        assert desk.find(job).state == "running"
        pass_seconds(2)
        assert desk.find(job).state == expected
    assert claimed() == ""


def test_another_worker_is_called_at_once_for_a_job_that_was_lost(desk: Desk) -> None:
    job = desk.start("one")
    rows.claim()
    pass_seconds(SILENT_JOB_SECONDS_MAX + 1)
    desk.find(job)
    assert desk.rings == 2


def test_a_worker_that_was_given_up_changes_nothing_any_more(desk: Desk) -> None:
    job = desk.start("one")
    late = rows.claim()
    assert late is not None
    pass_seconds(SILENT_JOB_SECONDS_MAX + 1)
    desk.find(job)
    assert not rows.note_progress(late, 1, 2, "")
    rows.end(late, "done", result={"late": True})
    assert claimed() == "one"
    rows.end(late, "done", result={"late": True})
    assert (desk.find(job).state, desk.find(job).result) == ("running", None)


def test_a_worker_that_ends_gives_its_job_back_without_counting_the_attempt(desk: Desk) -> None:
    job = desk.start("one", options={"runs": 100_000})
    stopping = Event()
    stopping.set()
    for _ in range(3):
        assert carry_out_next(stopping)
    assert desk.find(job).state == "waiting"


# Carrying out


def test_a_job_is_carried_out_and_what_it_gives_is_kept_in_its_order(desk: Desk) -> None:
    job = desk.start("one", options={"runs": 1, **MEASURE}, deed={"kind": "measured"})
    assert not carry_out_next(Event())
    found = desk.find(job)
    assert (found.state, found.deed) == ("done", {"kind": "measured"})
    assert list(found.result)[:3] == ["title", "axis", "headings"]
    row = StoredJob.objects.get()
    assert (row.arguments, row.file) == ("[]", None)


def test_a_file_reaches_the_command_and_a_refusal_comes_back_with_its_lines(desk: Desk) -> None:
    text = b'{"ops": [\n{"process": 0, "\\u0000": 1}]}'
    job = desk.start("one", kind="check_history", options={"owner": "one"}, file=text)
    carry_out_next(Event())
    found = desk.find(job)
    assert found.state == "refused"
    assert found.note.startswith("line 2: ")
    assert [line["number"] for line in found.result["lines"]] == [1, 2]


def test_a_job_that_takes_too_long_is_stopped_in_words(desk: Desk) -> None:
    job = desk.start("one", options={"runs": 100_000}, seconds_max=1)
    carry_out_next(Event())
    assert (desk.find(job).state, desk.find(job).note) == ("refused", "This took more than 1 seconds, and was stopped.")


def test_a_command_that_breaks_has_failed(desk: Desk) -> None:
    job = desk.start("one", options={"runs": 0})
    carry_out_next(Event())
    assert desk.find(job).state == "failed"


def by_another(work: Callable[[], Any]) -> Thread:
    """Begin something in a thread with a connection of its own."""

    def whole() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = Thread(target=whole)
    thread.start()
    return thread


def test_a_job_that_runs_says_how_far_it_is_and_stops_when_it_is_cancelled(desk: Desk) -> None:
    job = desk.start("one", options={"runs": 100_000})
    worker = by_another(lambda: carry_out_next(Event()))
    while not desk.find(job).done:
        assert worker.is_alive()
    async_to_sync(desk.jobs.cancel)(job)
    worker.join(20)
    assert not worker.is_alive()
    assert (job.state, desk.find(job).state) == ("cancelled", "cancelled")


# Spread commands


def test_a_command_whose_part_fails_says_so_and_leaves_no_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.live.jobs.tasks.ring", lambda: True)
    parts = [Part("measure_agreement", ("--runs=0",), 1), Part("measure_agreement", ("--runs=1",), 1)]
    workers: list[Thread] = []

    def progress(*_: object) -> None:
        if not workers:  # the parts are stored by now
            workers.append(by_another(lambda: [carry_out_next(Event()) for _ in iter(StoredJob.objects.count, 0)]))

    with pytest.raises(CommandError, match="ended without a result"):
        spread(parts, progress)
    workers[0].join(20)
    assert not StoredJob.objects.exists()


@pytest.mark.parametrize("command", [("sweep_matrix",), ("find_violation", "--model=pram", "--protocol=quorum")])
def test_without_redis_a_distributed_command_is_refused_in_one_sentence(command: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match=r"^--distributed needs task workers, and they need REDIS_URL"):
        call_command(*command, "--distributed")


# Kept


def test_jobs_of_yesterday_are_deleted_and_of_those_that_are_over_so_many_are_kept(desk: Desk) -> None:
    desk.start("old")
    StoredJob.objects.update(created=F("created") - timedelta(hours=25))
    desk.start("new")
    believe_clock()
    call_command("collect_left_behind", verbosity=0)
    assert [row.owner for row in StoredJob.objects.all()] == ["new"]
    now = timezone.now()
    done = [
        StoredJob(owner="x", **{**rows.stored(Job("x", "k", (), 1), now), "state": "done"})
        for _ in range(JOBS_STORED_MAX + 5)
    ]
    StoredJob.objects.bulk_create(done)
    desk.start("last")
    assert StoredJob.objects.filter(state="done").count() == JOBS_STORED_MAX
    assert json.loads(done[0].arguments) == []
