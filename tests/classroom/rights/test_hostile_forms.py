"""Thousands of hostile form requests: none fails, and none changes what is not its sender's to change.

Every address of `docs/rights.md` is asked by everybody it names, with forms, queries, bodies, headers and cookies that
no page would send. Some of those requests are good enough to be taken; so *no state changed* is said in two parts:

- an answer of 400 and above comes with no change of the database, but for sessions and the counts of failed logins;
- any other changes only rows that its sender may change (`entitled`): everything of other visitors, seats and classes
  is the same, byte for byte. To join a class by its code adds a seat to it, and does nothing else there.

A browser that comes to its seat for the first time is noted there whatever it asks for; here all have come before. What
a request did is taken back before the next one, so each meets the same data.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from io import StringIO
from itertools import islice
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from apps.classroom.models import Seat
from apps.live.jobs.job import Job
from apps.live.jobs.processes import ProcessJobs
from apps.live.jobs.queues import jobs
from apps.live.lab.hub import hub
from apps.live.lab.run_files import RunFileError, check, read_run_file
from tests.classroom.rights.asking import path_of
from tests.classroom.rights.entitled import EVERYBODYS, changes, misdeeds, people_in, tables
from tests.classroom.rights.hostile_requests import Files, Hostile, hostile_requests, targets
from tests.classroom.rights.house import JOB, House, take_job

IN_WORDS = (503, 507)
TOKEN = "a" * 32
EXERCISE = "/classes/<str:class_id>/exercises/<int:exercise_id>/exercise.json"


async def check_here(self: ProcessJobs, job: Job) -> Job:
    """In place of `ProcessJobs.outcome`: the file is checked in this process."""
    assert job.file is not None
    try:
        check(read_run_file(job.file.decode()))
        job.state = "done"
    except RunFileError as mistake:
        job.state, job.note = "refused", str(mistake)
    return job


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: Any) -> Iterator[House]:
    """Everybody, in a transaction that is never committed; so Channels is not to close its connection."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr("channels.db.close_old_connections", lambda **_: None)
        patch.setattr(ProcessJobs, "start", take_job)
        patch.setattr(ProcessJobs, "outcome", check_here)
        patch.setattr(settings, "DATA_DIR", tmp_path_factory.mktemp("data"))
        yield House()
        transaction.set_rollback(True)
    hub.labs.clear()
    jobs.jobs.clear()


class Trial:
    """Sends hostile requests to the app with everybody in it, and says what is wrong with what comes of each."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        self.job = jobs.jobs[JOB]
        self.people = people_in(house.made)
        Seat.objects.update(arrived=timezone.now())  # that a browser has come to a seat is noted whatever it asks for
        self.before = tables(connection.connection)
        self.log = StringIO()

    def files(self) -> Files:
        """Return a good file for each address that takes one."""
        run, exercise = (
            self._shown("learner", "/labs/<str:lab_id>/runs/<int:number>/<str:ending>/"),
            self._shown("owner", EXERCISE),
        )
        history = {"ops": run["ops"]}
        return {"/labs/open/": ("file", run), "/exercises/import/": ("file", exercise), "/check/": ("file", history)}

    def _shown(self, who: str, address: str) -> Any:
        _, names = self.house.asked(address, who)
        self.client.cookies[settings.SESSION_COOKIE_NAME] = self.house.made["sessions"][who]
        return self.client.get(path_of(address, names), headers={"accept-encoding": "identity"}).json()

    def wrong(self, request: Hostile) -> list[str]:
        """Send a request, take back what it did, and return what is wrong about that."""
        written = connection.connection.total_changes
        with transaction.atomic():
            answer = self._send(request)
            found = list(self._misdeeds(request, answer)) if connection.connection.total_changes != written else []
            transaction.set_rollback(True)
        hub.labs.clear()
        jobs.jobs.clear()
        jobs.jobs[JOB] = self.job
        if answer.status_code >= 500 and not (answer.status_code in IN_WORDS and answer.content):
            found.append(f"answered {answer.status_code}")
        found += [line for line in self.log.getvalue().splitlines() if " ERROR " in line or "Traceback" in line]
        return found

    def _send(self, request: Hostile) -> HttpResponse:
        own = self.house.made["sessions"][request.target.who]
        self.client.cookies.clear()
        self.client.cookies[settings.SESSION_COOKIE_NAME] = own if request.cookie is None else request.cookie
        self.client.cookies[settings.CSRF_COOKIE_NAME] = TOKEN
        return self.client.generic(  # type: ignore[return-value]
            request.target.method,
            request.path,
            request.body,
            request.content_type,
            headers={**dict(request.headers), "X-CSRFToken": TOKEN},
        )

    def _misdeeds(self, request: Hostile, answer: HttpResponse) -> Iterator[str]:
        """Yield each change of the database that this request must not make."""
        after = tables(connection.connection)
        if answer.status_code >= 400:
            for table, key in changes(self.before, after):
                if table not in EVERYBODYS:
                    yield f"answered {answer.status_code}, and changed {table} {key}"
        sender, joined = frozenset({request.target.who}), request.path.startswith("/join/")
        yield from misdeeds(self.people, sender, self.before, after, joined=joined)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "count", [pytest.param(1_000, marks=pytest.mark.trial), pytest.param(50_000, marks=pytest.mark.sweep)]
)
def test_hostile_forms_fail_nothing_and_change_nothing_of_others(
    house: House, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    trial = Trial(house)
    log = next(each for each in logging.getLogger().handlers if each.get_name() == "stderr")
    monkeypatch.setattr(log, "stream", trial.log)
    for request in islice(hostile_requests(count, targets(house), trial.files()), count):
        assert not (wrong := trial.wrong(request)), f"{request}\n" + "\n".join(wrong)
