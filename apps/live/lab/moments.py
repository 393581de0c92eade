"""Shared moments: what is asked for, checked; and the runs that one shows, each cut where it was shared.

A run's log only grows, so a moment stays as it was whatever becomes of its lab.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from asgiref.sync import sync_to_async

from apps.consistency import MODELS, models_of
from apps.labs.looking_back.moment import Moment as Instant
from apps.labs.looking_back.moment import Place, place_of, simulation_at
from apps.labs.run.session import LoggedCommand, replay_under
from apps.live.access import is_hidden
from apps.live.earlier.wanted import want_moment
from apps.live.lab import log
from apps.live.models import SharedMoment
from apps.live.pages.columns import COLUMNS_MAX, Part, find_mode, load, part_at, parts_from_json, present_part, under
from apps.live.pages.lattice import QUESTION_NAMES
from apps.live.serving.replaying import in_turn
from apps.protocols.dials import DialError
from apps.simulation import Position

MOMENTS_MAX = 50
DIGITS_MAX = 9
COLUMNS_CHARS_MAX = 2_000


class MomentError(Exception):
    """A moment that cannot be shared; its message says why."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The moment that someone asks to share, as the form has it."""

    columns: tuple[tuple[int, str, str | None], ...]
    seq: int
    tick: int
    event: int | None
    model: str
    question: str


async def make_moment(lab_id: str, fields: Mapping[str, str]) -> SharedMoment:
    """Share a moment of a lab's run or comparison; raises MomentError."""
    if await SharedMoment.objects.filter(lab_id=lab_id, revoked=None).acount() >= MOMENTS_MAX:
        raise MomentError(f"This lab has {MOMENTS_MAX} open moments, its bound. Revoke one first.")
    asked = _read(fields)
    parts = [await _part(lab_id, *column) for column in asked.columns]
    end = await _present_of(lab_id, parts, asked)
    made = await SharedMoment.objects.acreate(
        lab_id=lab_id,
        columns=[part.to_json() for part in parts],
        seq=asked.seq,
        tick=min(asked.tick, end.tick),
        event=asked.event,
        model=asked.model,
        question=asked.question,
    )
    await sync_to_async(want_moment)(made)
    return made


def _read(fields: Mapping[str, str]) -> Asked:
    model, question = fields.get("model", ""), fields.get("question", "")
    if (model or question) and model not in models_of(question):
        raise MomentError(f"There is no model {model[:40]!r} to ask about as {question[:20]!r}.")
    columns = _columns(fields["columns"]) if fields.get("columns") else ((_number(fields, "run"), "", None),)
    event = _number(fields, "event") if fields.get("event") else None
    return Asked(columns, _number(fields, "seq"), _number(fields, "tick"), event, model, question)


def _number(fields: Mapping[str, str], name: str) -> int:
    value = fields.get(name, "")
    if not (value.isascii() and value.isdecimal() and len(value) <= DIGITS_MAX):
        raise MomentError(f"The moment's {name} has to be a whole number, not {value[:20]!r}.")
    return int(value)


def _columns(text: str) -> tuple[tuple[int, str, str | None], ...]:
    """The columns of a comparison, as its page says them: run, mode, and up to where."""
    try:
        columns: list[dict[str, Any]] = json.loads(text) if len(text) <= COLUMNS_CHARS_MAX else []
        found = tuple((each["run"], each.get("mode", ""), each.get("at")) for each in columns)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        found = ()
    sound = all(type(run) is int and type(mode) is str and type(at) in (str, type(None)) for run, mode, at in found)
    if not sound or not 1 <= len(found) <= COLUMNS_MAX:
        raise MomentError("The comparison could not be read. Open it again and share it there.")
    return found


async def _part(lab_id: str, run: int, mode: str, at: str | None) -> Part:
    here = await present_part(lab_id, run, mode) if 0 < run < 10**DIGITS_MAX else None
    if here is None:
        raise MomentError(f"This lab has no run {str(run)[:20]}.")
    if mode and find_mode(mode) is None:
        raise MomentError(f"There is no mode {mode[:40]!r}.")
    part = part_at(here, at)
    if part is None:
        raise MomentError(f"Run {run} has not come as far as the comparison says. Open it again.")
    return part


async def _present_of(lab_id: str, parts: list[Part], asked: Asked) -> Instant:
    """The end of what is shared. An event beyond it is refused; a tick may be a bit ahead, as a page that plays is."""
    ends = [end for part in parts if (end := await _end(lab_id, part)) is not None]
    if not ends:
        raise MomentError("None of these modes fits the cluster, so there is nothing to share.")
    present = Instant(max(end.seq for end in ends), max(end.tick for end in ends))
    if asked.seq > present.seq:
        raise MomentError(f"This run stands at event {present.seq:,}: it has no moment after event {asked.seq:,}.")
    if asked.event is not None and not 1 <= asked.event <= present.seq:
        raise MomentError(f"This run has no event {asked.event:,}.")
    return present


async def _end(lab_id: str, part: Part) -> Instant | None:
    """Return the end of a part; None if its mode does not fit the cluster."""
    stored = await stored_part(lab_id, part)
    if stored is None:
        return None
    terms = stored.scenario, stored.seed, stored.log, stored.horizon
    simulation = await in_turn(simulation_at, *terms)
    return Instant(simulation.sequence, simulation.now)


# What a moment shows


def find_moment(token: str) -> SharedMoment | None:
    """Return the moment of a token, unless it was revoked, or its lab is hidden."""
    found = SharedMoment.objects.select_related("lab").filter(token=token, revoked=None).first()
    return None if found is None or is_hidden(found.lab_id) else found


def parts_of(moment: SharedMoment) -> list[Part]:
    """Return the parts that it shows."""
    return parts_from_json(moment.columns)


async def stored_at(moment: SharedMoment, column: int) -> log.StoredRun | None:
    """A column's run up to where it was shared, with its commands carried over if it is under a mode."""
    parts = parts_of(moment)
    return await stored_part(moment.lab_id, parts[column]) if column < len(parts) else None


async def stored_part(lab_id: str, part: Part) -> log.StoredRun | None:
    """Return a part's run, cut there, its commands carried over if it is under a mode; None if that does not fit."""
    stored = await load(lab_id, part)
    assert stored is not None
    with suppress(DialError):
        return await in_turn(_carried, stored, part) if part.mode else stored
    return None


def _carried(stored: log.StoredRun, part: Part) -> log.StoredRun:
    scenario = under(stored.scenario, part.mode)
    carried = replay_under(scenario, stored.seed, stored.log, part.tick)
    return replace(
        stored,
        scenario=scenario,
        log=tuple(LoggedCommand(position, stored.log[index].command) for position, index in carried.taken),
        bodies=tuple(stored.bodies[index] for _, index in carried.taken),
        horizon=carried.session.simulation.position,
    )


async def fork_to_try(moment: SharedMoment, column: int, owner: str) -> str | None:
    """A new lab of a visitor with the run up to the moment; its id, or None if there is no such column."""
    stored = await stored_at(moment, column)
    if stored is None:
        return None
    place = await in_turn(_place_of, stored, moment)
    commands = [(stored.log[index].position, stored.bodies[index]) for index in range(place.commands)]
    title = log.lab_title(moment.lab)
    lab = await sync_to_async(log.create_found_lab)(
        stored.scenario,
        stored.seed,
        owner=owner,
        title=title,
        brief=f"“{title}” from {moment.tick / 1000:.3f} s on, as somebody shared it. Go on from here as you like.",
        commands=commands,
        horizon=place.position,
    )
    return str(lab.pk)


def _place_of(stored: log.StoredRun, moment: SharedMoment) -> Place:
    """Return where a moment is in a run; side by side all stand at one tick, since each numbers its events by
    itself.
    """
    if len(moment.columns) == 1:
        instant = Instant(moment.seq, moment.tick)
        return place_of(stored.scenario, stored.seed, stored.log, stored.horizon, instant)
    if moment.tick >= stored.horizon.tick:
        return Place(stored.horizon, len(stored.log))
    return Place(Position(moment.tick), sum(logged.position.tick <= moment.tick for logged in stored.log))


def described(moment: SharedMoment) -> dict[str, Any]:
    """A moment in words, for lists: what it shows and what is chosen."""
    parts = parts_of(moment)
    what = f"Run {parts[0].run}" if len(parts) == 1 else f"{len(parts)} side by side"
    chosen = f", {MODELS[moment.model].title} {QUESTION_NAMES[moment.question].lower()}" if moment.model else ""
    return {"id": moment.pk, "token": moment.token, "text": f"{what} at {moment.tick / 1000:.3f} s{chosen}"}
