"""What it takes to open a run's whole past: making its recording, and its weight as it travels."""

from __future__ import annotations

import gzip
import json
from time import perf_counter

from apps.labs.catalogue import catalogue
from apps.labs.looking_back.moment import Moment, replay_until
from apps.labs.looking_back.recording import beginning, moment
from apps.labs.run.session import LoggedCommand, replay
from apps.live.lab import wire
from apps.live.lab.archive import Archive
from apps.live.lab.recordings import pack
from apps.simulation import Position
from apps.simulation.commands import SetWorkload
from tests.benchmarks.table import Row

EVENTS = (100, 1_000, 5_000)
KILOBYTES_AIM = 500
SECONDS_AIM = 1.0
SEED = 3
SCENARIO = catalogue()["stale-read"].scenario
LOG = [LoggedCommand(Position(0), SetWorkload(300))]


def measure() -> list[Row]:
    """For each size: a replay with every event, its recording, and what of that a live lab saves."""
    return [row for events in EVENTS for row in _measure(events)]


def _measure(events: int) -> list[Row]:
    to = Position(_tick_of(events))
    began = perf_counter()
    replay(SCENARIO, SEED, LOG, to)
    bare = perf_counter() - began
    began = perf_counter()
    archive = Archive()
    session = replay(SCENARIO, SEED, LOG, to, archive.take)
    replayed = perf_counter() - began
    began = perf_counter()
    text = wire.recording(beginning(1, SCENARIO, SEED), archive.beyond(0), moment(session))
    packed = pack(text)
    packing = perf_counter() - began
    assert len(json.loads(gzip.decompress(packed))["events"]) == len(archive) >= events
    began = perf_counter()
    replay_until(SCENARIO, SEED, LOG, to, Moment(session.started + events // 2, 0), Archive().take)
    forked = perf_counter() - began
    seconds = replayed + packing
    weight = len(packed) / 1000
    return [
        Row(
            f"a recording of {events:,} events made from the log",
            f"{seconds * 1000:,.0f} ms",
            "the same replay alone",
            f"{bare * 1000:,.0f} ms",
            seconds / bare,
            f"under {SECONDS_AIM:.0f} s at 5,000",
        ),
        Row(
            "the same from a live lab",
            f"{packing * 1000:,.0f} ms",
            "made from the log",
            f"{seconds * 1000:,.0f} ms",
            packing / seconds,
            "",
        ),
        Row(
            "a fork at its middle",
            f"{forked * 1000:,.0f} ms",
            "the replay with every event",
            f"{replayed * 1000:,.0f} ms",
            forked / replayed,
            "",
        ),
        Row(
            "its weight as it travels",
            f"{weight:,.0f} KB",
            "unpacked",
            f"{len(text.encode()) / 1000:,.0f} KB",
            len(packed) / len(text.encode()),
            f"under {KILOBYTES_AIM} KB at 5,000",
        ),
    ]


def _tick_of(events: int) -> int:
    """The first tick, by hundreds, by which so many events have come after the start."""
    session = replay(SCENARIO, SEED, LOG, Position(0))
    while session.simulation.sequence - session.started < events:
        session.advance(session.simulation.now + 100)
    return session.simulation.now
