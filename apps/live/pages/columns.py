"""Runs side by side: which run up to where, as it was or replayed under another mode; made in threads."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from channels.db import database_sync_to_async

from apps.labs.looking_back.difference import Column, Difference, difference
from apps.labs.protocols import PROTOCOLS
from apps.labs.run.scenario import Scenario
from apps.labs.run.session import replay, replay_under
from apps.live.lab import log
from apps.live.lab.archive import Archive
from apps.live.lab.recordings import key_of, pack_run, present, shelf
from apps.live.lab.replayed import ReplayedRun
from apps.live.serving.replaying import in_turn
from apps.protocols.dials import DialError
from apps.protocols.spec import Preset, ProtocolSpec
from apps.simulation import Position

COLUMNS_MAX = 4


@dataclass(frozen=True, slots=True)
class Part:
    """A run of a lab up to a point of it; with a `mode` (PROTOCOL:PRESET), its commands replayed under that."""

    run: int
    commands: int
    tick: int
    steps: int | None
    mode: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain values, which `Part(**values)` takes."""
        return asdict(self)

    @property
    def at(self) -> str:
        """Its end, as addresses have it: commands.tick.steps."""
        return f"{self.commands}.{self.tick}" + ("" if self.steps is None else f".{self.steps}")

    @property
    def end(self) -> Position:
        """The point of the run up to which it goes."""
        return Position(self.tick, self.steps)

    def cut(self, stored: log.StoredRun) -> log.StoredRun:
        """The stored run up to here."""
        commands = self.commands
        return replace(stored, log=stored.log[:commands], bodies=stored.bodies[:commands], horizon=self.end)


@dataclass(frozen=True, slots=True)
class Shown:
    """A column as the page shows it; `made` is None if it could not be made, and `problem` says why."""

    part: Part
    name: str
    title: str
    not_applied: tuple[str, ...] = ()
    made: Column | None = None
    problem: str = ""


async def present_part(lab_id: str, run: int, mode: str = "") -> Part | None:
    """A run as far as it may be shown now; None if there is no such run."""
    stored = await present(lab_id, run)
    if stored is None:
        return None
    return Part(run, len(stored.log), stored.horizon.tick, stored.horizon.steps, mode)


def part_at(here: Part, at: str | None) -> Part | None:
    """A part up to `at`, by default the present; None if that is no point of the run, or lies beyond the present."""
    if at is None:
        return here
    numbers = at.split(".")
    if len(numbers) not in (2, 3) or not all(each.isdecimal() and len(each) < 12 for each in numbers):
        return None
    commands, tick, *steps = map(int, numbers)
    part = replace(here, commands=commands, tick=tick, steps=steps[0] if steps else None)
    return None if commands > here.commands or part.end > here.end else part


async def load(lab_id: str, part: Part) -> log.StoredRun | None:
    """The stored run that a part is of, cut there; None if there is no such run."""
    stored = await database_sync_to_async(log.load_run)(lab_id, part.run)
    return stored and part.cut(stored)


def find_mode(mode: str) -> tuple[ProtocolSpec, Preset] | None:
    """The protocol and the preset that a mode names."""
    name, _, wanted = mode.partition(":")
    protocol = PROTOCOLS.get(name)
    preset = protocol and next((preset for preset in protocol.presets if preset.name == wanted), None)
    return (protocol, preset) if protocol and preset else None


def under(scenario: Scenario, mode: str) -> Scenario:
    """The scenario under a mode; raises DialError for one that does not fit its cluster."""
    found = find_mode(mode)
    if found is None:
        raise DialError("preset.unknown", f"There is no mode {mode[:40]!r}.")
    return scenario.under(found[0].name, found[1].dials)


def is_own_mode(stored: log.StoredRun, part: Part) -> bool:
    """Return whether a part would replay its run under the mode that the run has anyway."""
    try:
        return bool(part.mode) and under(stored.scenario, part.mode) == stored.scenario
    except DialError:
        return False


async def shown(stored: log.StoredRun, part: Part) -> Shown:
    """The column of a part, made afresh; its recording is kept for the page that asks for it next."""
    column, packed = await in_turn(make_column, stored, part)
    if packed:
        shelf.keep(_key(stored, part), packed)
    return column


def make_column(stored: log.StoredRun, part: Part) -> tuple[Shown, bytes]:
    """Return the column of a part and its packed recording, by a replay; no bytes if its mode does not fit."""
    name, title = names(stored, part)
    archive = Archive()
    not_applied: tuple[str, ...] = ()
    try:
        if part.mode:
            carried = replay_under(under(stored.scenario, part.mode), stored.seed, stored.log, part.tick, archive.take)
            session, not_applied = carried.session, carried.not_applied
        else:
            session = replay(stored.scenario, stored.seed, stored.log, stored.horizon, archive.take)
    except DialError as error:
        nodes = len(stored.scenario.nodes)
        problem = f"This mode does not fit a cluster of {nodes} node{'s' * (nodes != 1)}. {error.message}"
        return Shown(part, name, title, problem=problem), b""
    more = {"title": title, "not_applied": list(not_applied)}
    packed = pack_run(stored, ReplayedRun(session, archive), more)
    return Shown(part, name, title, not_applied, Column(name, session, archive.events)), packed


def _key(stored: log.StoredRun, part: Part) -> tuple[Any, ...]:
    return key_of(stored, f"column {part.mode}")


def names(stored: log.StoredRun, part: Part) -> tuple[str, str]:
    """Return the name of a part in a sentence, and as a title."""
    found = find_mode(part.mode) if part.mode else None
    if found is None:
        return f"run {part.run}", f"Run {part.run}: {stored.scenario.title()}"
    protocol, preset = found
    return f"{protocol.title} ({preset.title})", f"{protocol.title}: {preset.title}"


async def recording(stored: log.StoredRun, part: Part) -> bytes | None:
    """The recording of a part, packed; None if its mode does not fit."""
    packed = shelf.find(_key(stored, part))
    if packed is None:
        await shown(stored, part)
        packed = shelf.find(_key(stored, part))
    return packed


async def differences(columns: Sequence[Shown]) -> Difference | None:
    """Return the differences between those that could be made; None for fewer than two."""
    made = [column.made for column in columns if column.made is not None]
    if len(made) < 2:
        return None
    same_schedule = len({column.part.run for column in columns}) == 1
    return await asyncio.to_thread(difference, made, same_schedule=same_schedule)


def parts_from_json(columns: Sequence[Mapping[str, Any]]) -> list[Part]:
    """The parts that `Part.to_json` gave."""
    return [Part(**each) for each in columns]
