"""Somebody else who uses the server meanwhile: how long a page and a command take them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection
from math import ceil

from tests.classroom.school import Learner
from tests.client import LabClient
from tests.serving import ServerProcess

EVERY_SECONDS = 0.1
JOIN_EVERY_SECONDS = 1.0
"""A class takes a hundred in ten minutes at once; further ones wait at its door."""

PAGE_SECONDS_MAX = 60


@dataclass
class Waited:
    """Seconds that each page, command and joining of a class took, and the server's memory meanwhile."""

    pages: list[float] = field(default_factory=list)
    commands: list[float] = field(default_factory=list)
    memory_mib: list[float] = field(default_factory=list)
    joins: list[float] = field(default_factory=list)


def at(share: float, seconds: list[float]) -> float:
    """The value that this share of them does not exceed."""
    return sorted(seconds)[ceil(share * len(seconds)) - 1]


def memory_mib(server: ServerProcess) -> float:
    """What the server's process holds in memory."""
    with open(f"/proc/{server.process.pid}/status") as status:
        line = next(line for line in status if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


async def stand_by(server: ServerProcess, goes_on: Callable[[], bool], code: str) -> Waited:
    """Ask for pages, send commands, and join the class with this code if there is one, as long as something goes on."""
    waited = Waited()
    async with LabClient.open(server.url, "stale-read") as lab:
        doing = [
            _repeat(goes_on, lambda: asyncio.to_thread(_page, server), waited.pages),
            _repeat(goes_on, lambda: lab.submit("set_speed", per_mille=500), waited.commands),
            _note_memory(server, goes_on, waited),
        ]
        if code:
            join = _repeat(goes_on, lambda: asyncio.to_thread(_join, server, code), waited.joins, JOIN_EVERY_SECONDS)
            doing.append(join)
        await asyncio.gather(*doing)
    return waited


async def _repeat(
    goes_on: Callable[[], bool], ask: Callable[[], object], took: list[float], every: float = EVERY_SECONDS
) -> None:
    while goes_on() or not took:
        began = time.monotonic()
        await ask()  # type: ignore[misc]
        took.append(time.monotonic() - began)
        await asyncio.sleep(every)


async def _note_memory(server: ServerProcess, goes_on: Callable[[], bool], waited: Waited) -> None:
    while goes_on() or not waited.memory_mib:
        waited.memory_mib.append(memory_mib(server))
        await asyncio.sleep(EVERY_SECONDS)


def _page(server: ServerProcess) -> None:
    connection = HTTPConnection("127.0.0.1", int(server.port), timeout=PAGE_SECONDS_MAX)
    connection.request("GET", "/join/")
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert answer.status == 200, answer.status


def _join(server: ServerProcess, code: str) -> None:
    """Join a class as a learner with a browser of their own; their seat opens."""
    learner = Learner(server, code, f"learner {time.monotonic_ns() % 10**12}")
    status, page = learner.get(f"/seats/{learner.seat}/")
    assert status == 200, status
    assert "At the door" not in page
