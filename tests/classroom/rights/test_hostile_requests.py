"""Hostile requests byte by byte, to a real server: odd lengths, nonsense in chunks, forms that are cut off.

They come from people who have no part in a class: everything in it stays the same, byte for byte, and so does every lab
of other visitors. Each is answered below 500, or with 503 or 507, or its connection is closed; nothing is on stderr but
the lines about refused requests.
"""

from __future__ import annotations

import socket
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.conf import settings

from tests.classroom.rights.entitled import People, misdeeds, people_in, tables
from tests.classroom.rights.hostile_requests import Hostile, Target, hostile_requests, targets
from tests.classroom.rights.hostile_values import chunked
from tests.classroom.rights.house import House, made_on
from tests.raw_http import connection, until_head
from tests.serving import ServerProcess

OUTSIDERS = ("nobody", "learner of another class", "removed learner", "other teacher")
TOKEN = "a" * 32
IN_WORDS = ("503", "507")


def make() -> dict[str, Any]:
    """Make everybody in a server's data; return what is asked of whom, as plain values."""
    settings.ALLOWED_HOSTS.append("testserver")  # whom the test client asks for
    house = House()
    asked = [asdict(target) for target in targets(house) if target.who in OUTSIDERS]
    return {"targets": asked, "sessions": house.made["sessions"], "people": asdict(people_in(house.made))}


def head_of(request: Hostile, session: str, port: str) -> bytes:
    """Return the head of a request without the lines that say how long its body is."""
    cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
    lines = (
        f"{request.target.method} {request.path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        f"Cookie: {cookies}",
        f"X-CSRFToken: {TOKEN}",
        f"Content-Type: {request.content_type}",
        "Connection: close",
        *(f"{name}: {value}" for name, value in request.headers if name != "Host"),
        "",
    )
    return "\r\n".join(lines).encode("latin-1", "replace")


def body_of(random: Random, body: bytes) -> tuple[bytes, bool]:
    """Return a body with the lines about its length before it, and whether that is all that they promise."""
    length, kind = b"Content-Length: %d" % len(body), random.random()
    if kind < 0.3:
        return b"Transfer-Encoding: chunked\r\n\r\n" + chunked(random, body), False
    if kind < 0.4:
        odd = (b"Content-Length: -1", b"Content-Length: NaN", b"Content-Length: %d" % 10**40, length + b"\r\n" + length)
        return random.choice(odd) + b"\r\n\r\n" + body, False
    if kind < 0.45:
        return length + b"\r\n\r\n" + body[: len(body) // 2], False
    return length + b"\r\n\r\n" + body, True


def status_of(server: ServerProcess, sent: bytes, *, is_whole: bool) -> str:
    """Return the status of an answer, or nothing where the connection was closed without one.

    A server that waits for more of a request learns that there is no more.
    """
    with closing(connection(server)) as asked, suppress(ConnectionError):
        asked.sendall(sent)
        if not is_whole:
            asked.shutdown(socket.SHUT_WR)
        return until_head(asked)[len("HTTP/1.1 ") :][:3]
    return ""


def asked_of(made: dict[str, Any]) -> tuple[Sequence[Target], People]:
    """Read what `make` returned."""
    people = made["people"]
    accounts = {int(user): who for user, who in people["accounts"].items()}
    return [Target(**each) for each in made["targets"]], People(
        people["sessions"], people["visitors"], accounts, people["seats"]
    )


@pytest.fixture
def own_server(data_folder: Path, tmp_path: Path) -> Iterator[ServerProcess]:
    server = ServerProcess(data_folder, stderr=tmp_path / "stderr")
    yield server
    server.end()


@pytest.mark.parametrize(
    "count", [pytest.param(150, marks=pytest.mark.trial), pytest.param(5_000, marks=pytest.mark.sweep)]
)
def test_hostile_bytes_fail_nothing_and_change_nothing_of_others(
    own_server: ServerProcess, tmp_path: Path, count: int
) -> None:
    made = made_on(own_server, "tests.classroom.rights.test_hostile_requests", "make")
    every, people = asked_of(made)
    random, statuses = Random(count), set[str]()
    with closing(sqlite3.connect(tmp_path / "data" / "lightcone.sqlite3")) as database:
        before = tables(database)
        for request in islice(hostile_requests(count, every, {}), count):
            session = made["sessions"][request.target.who] if request.cookie is None else "x"
            body, is_whole = body_of(random, request.body)
            status = status_of(own_server, head_of(request, session, own_server.port) + body, is_whole=is_whole)
            assert status < "500" or status in IN_WORDS, f"{status}: {request}"
            statuses.add(status)
        assert {"200", "302", "400", "404"} <= statuses
        assert not list(misdeeds(people, frozenset(OUTSIDERS), before, tables(database), joined=True))
    lines = (tmp_path / "stderr").read_text().splitlines()
    assert not [line for line in lines if " WARNING " not in line]
