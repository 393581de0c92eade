"""Work too long for the event loop, through the real server: progress, cancel, bounds, and nobody else's jobs."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.core.management import load_command_class

from apps.live.examples import every_example
from apps.live.jobs.job import runs
from tests.client import Visitor
from tests.serving import ROOT, ServerProcess

WAIT_SECONDS = 60


EXAMPLE = every_example()[0]


def job_path(page: str) -> str:
    found = re.search(r'hx-get="(/jobs/[\w-]+/)"', page)
    assert found, page
    return found[1]


def outcome(visitor: Visitor, page: str) -> str:
    """What the page shows once its job is over."""
    deadline = time.monotonic() + WAIT_SECONDS
    while 'hx-trigger="every' in page:
        assert time.monotonic() < deadline, page
        _, page = visitor.get(job_path(page))
    return page


def test_a_value_that_begins_with_a_dash_reaches_its_command() -> None:
    options = {"model": "sequential", "owner": "-Qx", "scenario": "{}"}
    job = runs("find_violation", options, owner="-Qx", seconds_max=1)
    parser = load_command_class("apps.live", "find_violation").create_parser("manage.py", "find_violation")
    assert parser.parse_args(list(job.arguments)).owner == "-Qx"


def long_history(count: int) -> str:
    """So many concurrent writes of one value: only a search can tell what a read of another could mean."""
    writes: list[dict[str, Any]] = [
        {"process": n, "f": "enqueue", "key": "x", "value": n, "start": 0, "end": 1000} for n in range(count)
    ]
    reads = [
        {"process": count + n, "f": "dequeue", "key": "x", "value": count - n, "start": 0, "end": 1000}
        for n in range(count)
    ]
    return json.dumps({"ops": writes + reads})


def test_a_mistake_in_an_upload_is_told_with_its_line(server: ServerProcess) -> None:
    visitor = Visitor(server.url)
    _, page = visitor.post("/check/", text='{"ops": [\n{"process": 0}]}')
    shown = outcome(visitor, page)
    assert "line 2" in shown
    assert "history-" not in shown
    assert re.search(r"<li data-wrong>.*?{&quot;process&quot;: 0}\]}", shown, re.DOTALL)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": ""}, "There is nothing to judge yet"),
        ({"text": "x" * (2 * 1024 * 1024 + 1)}, "more than 2 MB"),
        ({"text": "{}", "data": "tree"}, "data is one of register"),
        ({"text": "{}", "failed_cas": "perhaps"}, "failed cas is one of failed, observed"),
        ({"text": "{}", "initial": "1" * 201}, "200 characters"),
    ],
)
def test_what_cannot_be_judged_is_refused_in_words(server: ServerProcess, fields: dict[str, str], words: str) -> None:
    status, page = Visitor(server.url).post("/check/", **fields)
    assert status == 200
    assert words in page
    assert "/jobs/" not in page


def test_more_than_twenty_thousand_operations_are_refused(server: ServerProcess) -> None:
    visitor = Visitor(server.url)
    operation = '{"process":%d,"f":"read","start":0,"end":1}'
    text = '{"ops":[' + ",".join(operation % n for n in range(20_001)) + "]}"
    _, page = visitor.post("/check/", text=text)
    assert "at most 20,000" in outcome(visitor, page)


def test_a_job_can_be_cancelled_and_is_nobody_elses(server: ServerProcess) -> None:
    visitor, other = Visitor(server.url), Visitor(server.url)
    _, page = visitor.post("/check/", text=long_history(40))
    path = job_path(page)
    other.get("/labs/")
    assert other.get(path)[0] == 404
    assert other.post(f"{path}cancel/")[0] == 404
    _, page = visitor.post(f"{path}cancel/")
    assert "Cancelled" in page
    assert "Cancelled" in visitor.get(path)[1]


def test_a_new_history_takes_the_place_of_the_one_being_judged(server: ServerProcess) -> None:
    visitor = Visitor(server.url)
    _, first = visitor.post("/check/", text=long_history(40))
    _, second = visitor.post("/check/", text=EXAMPLE.text)
    assert "which replaced this one" in visitor.get(job_path(first))[1]
    outcome(visitor, second)
    assert "4 operations on a queue" in visitor.get("/check/")[1]


def test_no_job_shows_its_arguments_on_its_command_line_or_outlives_a_killed_server(data_folder: Path) -> None:
    server = ServerProcess(data_folder)
    visitor = Visitor(server.url)
    _, page = visitor.post("/check/", text=long_history(40))
    deadline = time.monotonic() + WAIT_SECONDS
    while not children(data_folder):
        assert time.monotonic() < deadline, page
    assert all("history" not in line for line in children(data_folder))
    server.kill()
    deadline = time.monotonic() + WAIT_SECONDS
    while left := children(data_folder):
        assert time.monotonic() < deadline, left


def test_a_job_ends_when_its_standard_input_is_reset_as_when_it_closes() -> None:
    """A socket that is closed with something unread in it resets its other end: reading there is an error."""
    ours, its = socket.socketpair()
    code = "from apps.live.management.job import begin_job; begin_job(); import time; time.sleep(60)"
    with its:
        job = subprocess.Popen([sys.executable, "-c", code], stdin=its, cwd=ROOT)
        its.send(b"unread")
    ours.close()
    assert job.wait(WAIT_SECONDS - 10) == 1


def test_without_redis_nothing_of_celery_is_imported() -> None:
    code = "import config.asgi, sys; print({'celery', 'kombu', 'redis', 'channels_redis'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"


def children(folder: Path) -> dict[str, bytes]:
    """Return what the system says of each job that runs on a server's data folder, by its command line.

    Other processes need not be written in UTF-8.
    """
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            line, environment = (process / "cmdline").read_bytes(), (process / "environ").read_bytes()
            if b"run_job" in line and str(folder).encode() in environment:
                found[line.decode()] = (process / "status").read_bytes()
    return found
