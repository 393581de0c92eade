"""Recordings as they are sent: packed by gzip, and kept for a while where they do not change any more.

What takes long (a replay, packing) is done in a thread.
"""

from __future__ import annotations

import asyncio
import gzip
import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from channels.db import database_sync_to_async

from apps.labs.looking_back.recording import beginning, moment
from apps.live.earlier.runs import kept_of_run
from apps.live.lab import log, wire
from apps.live.lab.archive import Archive
from apps.live.lab.hub import hub
from apps.live.lab.live_lab import LiveLab
from apps.live.lab.replayed import ReplayedRun, replayed
from apps.live.workers.answers import add_answer, ask
from apps.simulation import Position

KEPT_BYTES_MAX = 32 * 1024 * 1024
PACKING_LEVEL = 6

Key = tuple[Any, ...]


class Shelf:
    """Packed recordings by what they are of; those not asked for the longest go first."""

    def __init__(self, bytes_max: int = KEPT_BYTES_MAX) -> None:
        self.bytes_max = bytes_max
        self.bytes = 0
        self._packed: OrderedDict[Key, bytes] = OrderedDict()

    def find(self, key: Key) -> bytes | None:
        """The recording, if it is here."""
        if key in self._packed:
            self._packed.move_to_end(key)
        return self._packed.get(key)

    def keep(self, key: Key, packed: bytes) -> None:
        """Put a recording here, and make room for it."""
        self.bytes += len(packed) - len(self._packed.pop(key, b""))
        self._packed[key] = packed
        while self.bytes > self.bytes_max:
            self.bytes -= len(self._packed.popitem(last=False)[1])


shelf = Shelf()


async def present(lab_id: str, number: int) -> log.StoredRun | None:
    """A run as far as it may be shown now: up to the present of its lab if it goes on there, or its stored horizon."""
    live = hub.labs.get(lab_id)
    if live is None:
        stands = await ask(hub, lab_id, "stands", number)
        stored = await database_sync_to_async(log.load_run)(lab_id, number)
        return replace(stored, horizon=Position(*stands)) if stored is not None and stands is not None else stored
    async with live.lock:
        stored = await database_sync_to_async(log.load_run)(lab_id, number)
        if stored is None or live.dropped or live.stored.number != number:
            return stored
        return replace(stored, horizon=live.session.simulation.position)


async def _stands(lab: LiveLab, number: int) -> tuple[int, int | None] | None:
    """Return the position at which a run stands, if it is the current one."""
    async with lab.lock:
        position = lab.session.simulation.position
        return (position.tick, position.steps) if lab.stored.number == number else None


async def history(lab_id: str, number: int, after: int | None) -> bytes | None:
    """The recording of a run as it stands, packed, or what comes after an event; None if there is no such run.

    One of an earlier version is as it was recorded; raises VersionGone if it was not.
    """
    packed = await ask(hub, lab_id, "history", (number, after))
    if packed is not None:
        return bytes(packed)
    try:
        stored = await present(lab_id, number)
    except log.VersionGone:
        kept = await database_sync_to_async(kept_of_run)(lab_id, number, after)
        if kept is None:
            raise
        return kept
    if stored is None:
        return None
    packed = await frozen(stored)
    return packed if after is None else await asyncio.to_thread(_later, packed, after)


async def _history(lab: LiveLab, asked: Any) -> bytes | None:
    """Return the recording of the current run, packed, or what comes after an event; None if another run is asked."""
    number, after = asked
    here, archive = await lab.recorded()
    return await asyncio.to_thread(_pack_part, lab.stored, archive, here, after) if here.run == number else None


async def frozen(stored: log.StoredRun) -> bytes:
    """The recording of a run up to its horizon, packed."""
    key = key_of(stored)
    packed = shelf.find(key)
    if packed is None:
        run = await replayed(stored)
        packed = await asyncio.to_thread(pack_run, stored, run, {})
        shelf.keep(key, packed)
    return packed


def key_of(stored: log.StoredRun, mode: str = "") -> Key:
    """Return what a recording is of: a run up to a point, as it was or under another mode."""
    dials = tuple(sorted(stored.scenario.dials.items()))
    return (stored.pk, len(stored.log), stored.horizon, stored.scenario.protocol, dials, mode)


def pack_run(stored: log.StoredRun, run: ReplayedRun, more: Mapping[str, Any]) -> bytes:
    """A replayed run's recording, with more members if there are any."""
    members = {**beginning(stored.number, run.session.scenario, stored.seed), **more}
    return pack(wire.recording(members, run.archive.beyond(0), moment(run.session)))


def pack(text: str) -> bytes:
    """Packed the same way every time."""
    return gzip.compress(text.encode(), PACKING_LEVEL, mtime=0)


def _pack_part(stored: log.StoredRun, archive: Archive, here: wire.Moment, after: int | None) -> bytes:
    until = {"seq": here.seq, "tick": here.tick}
    if after is not None:
        started = here.seq - len(archive)
        return pack(wire.recording({"run": here.run}, archive.beyond(max(0, after - started)), until))
    return pack(wire.recording(beginning(here.run, stored.scenario, stored.seed), archive.beyond(0), until))


def _later(packed: bytes, after: int) -> bytes:
    recording = json.loads(gzip.decompress(packed))
    events = [wire.encode(event) for event in recording["events"] if event["seq"] > after]
    return pack(wire.recording({"run": recording["run"]}, events, recording["until"]))


add_answer("stands", _stands)
add_answer("history", _history)
