"""Requests by everybody that `docs/rights.md` names; what one changes is taken back."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from http.cookiejar import Cookie
from typing import Any

from asgiref.sync import async_to_sync
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from apps.classroom.models import Classroom, Exercise, Seat, Snapshot
from apps.labs.catalogue import catalogue
from apps.live.access import VISITOR
from apps.live.examples import every_example
from apps.live.jobs.job import Job
from apps.live.jobs.processes import ProcessJobs
from apps.live.jobs.queues import jobs
from apps.live.judge.judged import keep, share
from apps.live.judge.judging import judged_now
from apps.live.lab.hub import hub
from apps.live.lab.log import create_found_lab
from apps.live.lab.moments import make_moment
from apps.live.models import ShareLink
from tests.classroom.rights.asking import Ask, ask, path_of, sent
from tests.classroom.rights.everybody import LESSON, STEP, make
from tests.classroom.rights.rights_table import LOG_IN, NO, YES, Right
from tests.client import Visitor
from tests.serving import ROOT, ServerProcess

JOB = "a-job"
NOTHING: Mapping[str, Any] = {}
MOMENT = {"run": "1", "seq": "3", "tick": "300"}


async def take_job(self: ProcessJobs, job: Job) -> Job:
    """In place of `ProcessJobs.start`: that it may be started is enough."""
    self.jobs[job.id] = job
    return job


class House:
    """The app with everybody in it."""

    def __init__(self) -> None:
        self.made = make()
        self.client = Client()
        labs = self.made["theirs"]["labs"]
        self.links = {kind: ShareLink.objects.create(lab_id=lab) for kind, lab in labs.items()}
        self.moments = {kind: async_to_sync(make_moment)(lab, MOMENT) for kind, lab in labs.items()}
        shown = async_to_sync(make_moment)(labs[LESSON], MOMENT)
        self.snapshot = Snapshot.objects.create(classroom_id=self.made["class_id"], moment=shown, title="One")
        theirs = async_to_sync(make_moment)(labs[LESSON], MOMENT)
        other = Classroom.objects.exclude(pk=self.made["class_id"]).get()
        self.made["elsewhere"]["snapshot"] = Snapshot.objects.create(classroom=other, moment=theirs, title="Two").pk
        self.found = create_found_lab(catalogue()["stale-read"].scenario, 1, owner="", title="Found", brief="")
        jobs.jobs[JOB] = Job(self._session("learner")[VISITOR], "check_history", (), 1, state="failed")
        example = every_example()[0]
        self.history = keep(self._session("learner")[VISITOR], judged_now(example.text, example.title))
        share(self.history)
        self.merged = self._merge_in(labs["lossless-counter"])

    def ask(self, right: Right, who: str, *, invited: bool = False, names: Mapping[str, Any] = NOTHING) -> str:
        """What a person is answered, in the table's words; `names` stand for others."""
        with transaction.atomic():
            if invited:
                Seat.objects.filter(pk=self.made["theirs"]["seat"]).update(invited=timezone.now())
            answer = self._send(right, who, right.how, names)
            transaction.set_rollback(True)
        hub.labs.clear()
        assert answer.status_code < 500
        assert answer.status_code != 405, f"{right.how} is no method of it"
        if answer.status_code == 404:
            return NO
        return LOG_IN if answer.get("Location", "").startswith("/login/?next=") else YES

    def ask_closed(self, right: Right, who: str, *, invited: bool = False) -> str:
        """Ask for a page of the learner's cluster in an exercise that has closed."""
        lab = self._work(who)["labs"][LESSON]
        with transaction.atomic():
            Exercise.objects.filter(pk=self.made["taught"]).update(closes=timezone.now())
            of_lesson = {"lab_id": lab, "link_id": self.links[LESSON].pk, "moment_id": self.moments[LESSON].pk}
            found = self.ask(right, who, invited=invited, names=of_lesson)
            transaction.set_rollback(True)
        return found

    def status(self, right: Right, who: str, method: str) -> int:
        """The bare status of another method."""
        with transaction.atomic():
            status = self._send(right, who, method).status_code
            transaction.set_rollback(True)
        return status

    def _send(self, right: Right, who: str, method: str, others: Mapping[str, Any] = NOTHING) -> HttpResponse:
        self.client.cookies.clear()
        self.client.cookies[settings.SESSION_COOKIE_NAME] = self.made["sessions"][who]
        asked, names = self.asked(right.what, who)
        names |= others
        call = {"GET": self.client.get, "POST": self.client.post}[method]
        return call(path_of(right.what, names), **sent(asked, method, names))  # type: ignore[arg-type,return-value]

    def asked(self, address: str, who: str) -> tuple[Ask, dict[str, Any]]:
        """Return what is sent to an address so that it answers, and the names of things in that."""
        asked = ask(address)
        return asked, self._names(address, who, asked)

    def _names(self, address: str, who: str, asked: Ask) -> dict[str, Any]:
        """What stands for each name in an address or a form: things of the learner, or of the one who was removed."""
        work = self._work(who)
        link, moment = self.links[asked.lab], self.moments[asked.lab]
        names = {
            **{name: self.made[name] for name in ("class_id", "code")},
            "seat": work["seat"],
            "seat_id": work["seat"],
            "lab_id": work["labs"][asked.lab],
            "slug": LESSON,
            "name": STEP,
            "number": 1,
            "ending": "json",
            "question": "replicated",
            "model": "linearizable",
            "job_id": JOB,
            "history_id": self.history.pk,
            "link": self.history.link,
            "example": every_example()[0].slug,
            "user_id": self.made["instructor"],
            "link_id": link.pk,
            "moment_id": moment.pk,
            "snapshot": self.snapshot.pk,
            "token": link.token if address.startswith("/shared/") else moment.token,
            "exercise_id": self.made["made"],
            "merged": self.merged,
            "found": self.found.pk,
            "removed": self.made["of the removed"]["seat"],
            "own": self._session(who)["lab"],
        }
        return names | {name: str(value).format_map(names) for name, value in asked.names.items()}

    def _work(self, who: str) -> dict[str, Any]:
        return self.made["of the removed" if who == "removed learner" else "theirs"]  # type: ignore[no-any-return]

    def _session(self, who: str) -> SessionStore:
        return SessionStore(self.made["sessions"][who])

    def _merge_in(self, lab: str) -> int:
        """The event of a run at which states are merged."""
        self.client.cookies[settings.SESSION_COOKIE_NAME] = self.made["sessions"]["learner"]
        events = self.client.get(f"/labs/{lab}/recording/?run=1", headers={"accept-encoding": "identity"}).json()[
            "events"
        ]
        arrived = (each for each in events if each["kind"] == "message_delivered")
        return next(each["seq"] for each in arrived if each["message"].endswith(":states"))


def made_on(server: ServerProcess, module: str, maker: str) -> Any:
    """What a function makes in the data of a server: it gives plain values."""
    code = f"import json; from {module} import {maker}; print(json.dumps({maker}()))"
    command = [sys.executable, str(ROOT / "manage.py"), "shell", "--no-imports", "-c", code]
    said = subprocess.run(
        command, env=server.environment, cwd=ROOT, check=True, capture_output=True, text=True, timeout=60
    )
    return json.loads(said.stdout.splitlines()[-1])


class Guest(Visitor):
    """Somebody with a session on a real server."""

    def __init__(self, url: str, session: str) -> None:
        super().__init__(url)
        name, host = settings.SESSION_COOKIE_NAME, "127.0.0.1"
        self._cookies.cookiejar.set_cookie(
            Cookie(0, name, session, None, False, host, False, False, "/", True, False, None, False, None, None, {})
        )
