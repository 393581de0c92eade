"""Runs of earlier versions of the simulation: they cannot be replayed, so they open as recorded, or in words.

A lab whose current run is one goes on in a new run of the present version, with the same scenario and seed.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass, replace
from typing import Any

from channels.db import database_sync_to_async
from django.db import IntegrityError

from apps.labs.looking_back.moment import Moment
from apps.labs.run.narration import command_text
from apps.labs.run.scenario import SIMULATION_VERSION, Scenario, readable_scenario
from apps.live.lab import epochs, log
from apps.live.lab.branching import RUNS_MAX, begin_from
from apps.live.lab.hub import hub
from apps.live.lab.live_lab import LiveLab
from apps.live.lab.scenario_file import command_of
from apps.live.lab.wire import WireError, encode
from apps.live.models import Recording, Run, SharedMoment
from apps.live.upkeep.disk_room import NoRoomError
from apps.live.workers.answers import add_answer, ask
from apps.protocols.dials import DialError
from apps.simulation import CommandError

EARLIER = (
    "This run was made by an earlier version of the simulation, so it cannot go on or be replayed. Begin again from the"
    " same scenario to try it in this version."
)
UNREADABLE = "This version of Lightcone cannot read the scenario of this run, so there is nothing to begin again from."
RUNS_FULL = f"This lab has {RUNS_MAX} runs, its bound. Start a new lab."
COMMAND_CHARS_MAX = 200


@dataclass(frozen=True, slots=True)
class EarlierRun:
    """A run of an earlier version. `scenario` is None if it cannot be read; `recording` None if none was kept."""

    run: Run
    scenario: Scenario | None
    recording: Recording | None

    @property
    def title(self) -> str:
        """Return its protocol and dials in a few words."""
        return log.scenario_title(self.run.scenario)

    def commands(self) -> list[tuple[int, str]]:
        """Return its commands in words, each with its tick."""
        return [(each.tick, command_words(each.body)) for each in self.run.commands.all()]


def find_earlier(lab_id: str, number: int | None = None) -> EarlierRun | None:
    """Return a run of a lab, by default the current one; None if there is none, or it is of the present version."""
    runs = Run.objects.select_related("lab").filter(lab_id=lab_id).exclude(simulation_version=SIMULATION_VERSION)
    run = next((each for each in runs if each.number == (each.lab.current_run if number is None else number)), None)
    return None if run is None else EarlierRun(run, readable_scenario(run.scenario), _latest(run))


def _latest(run: Run) -> Recording | None:
    """Return the recording of a run as it was that goes furthest."""
    return run.recordings.filter(mode="").defer("packed").order_by("commands", "tick", "steps").last()


def kept_of_run(lab_id: str, number: int, after: int | None) -> bytes | None:
    """Return the packed recording of a run of an earlier version, or what comes after an event.

    None if there is no such run, or it was not recorded.
    """
    found = find_earlier(lab_id, number)
    if found is None or found.recording is None:
        return None
    packed = bytes(found.recording.packed)
    if after is None:
        return packed
    recording = json.loads(gzip.decompress(packed))
    rest = [event for event in recording["events"] if event["seq"] > after]
    part = {"run": number, "events": rest, "until": recording["until"]}
    return gzip.compress(encode(part).encode(), mtime=0)


def kept_of_moment(moment: SharedMoment, column: int) -> bytes | None:
    """Return the packed recording of a column of a shared moment; None if it was not recorded."""
    found = Recording.objects.filter(moment=moment, column=column).first()
    return None if found is None else bytes(found.packed)


def earlier_of_moment(moment: SharedMoment, column: int = 0) -> EarlierRun | None:
    """Return the run of a column of a shared moment with the column's recording; None as `find_earlier`."""
    found = find_earlier(moment.lab_id, moment.columns[column]["run"]) if column < len(moment.columns) else None
    recording = Recording.objects.defer("packed").filter(moment=moment, column=column).first()
    return found and replace(found, recording=recording)


def command_words(body: dict[str, Any]) -> str:
    """Return a stored command in words, or as it is stored if this version does not know it."""
    try:
        return command_text(command_of(body))
    except (WireError, LookupError, TypeError, ValueError):
        return json.dumps(body, ensure_ascii=False)[:COMMAND_CHARS_MAX]


async def begin_again(lab_id: str, number: int) -> None:
    """Make a new run the lab's current one: the scenario and seed of an earlier run, in this version, without commands.

    It stands at its start. Raises DialError if the scenario cannot be read, NoRoomError, or LookupError if the lab has
    no such run of an earlier version.
    """
    start = await _start(lab_id, number)
    begun = await ask(hub, lab_id, "begin_again", number)
    if begun is None:
        await database_sync_to_async(_add_run)(lab_id, start)
    elif "refused" in begun:
        raise CommandError(*begun["refused"])


async def _start(lab_id: str, number: int) -> log.StoredRun:
    """Return an earlier run's scenario and seed as a run that has not begun. Raises as `begin_again` does."""
    found = await database_sync_to_async(find_earlier)(lab_id, number)
    if found is None:
        raise LookupError(number)
    if found.scenario is None:
        raise DialError("scenario.unreadable", UNREADABLE)
    return log.StoredRun(
        pk=found.run.pk,
        number=number,
        scenario=found.scenario,
        seed=found.run.seed,
        log=(),
        bodies=(),
        horizon=log.START,
        playing=False,
        speed_per_mille=found.run.speed_per_mille,
    )


async def _begin_again(lab: LiveLab, number: int) -> dict[str, Any]:
    try:
        await begin_from(lab, await _start(lab.lab_id, number))
    except CommandError as error:
        return {"refused": (error.code, error.message)}
    return {"begun": True}


def _add_run(lab_id: str, stored: log.StoredRun) -> None:
    numbers = list(Run.objects.filter(lab_id=lab_id).values_list("number", flat=True))
    if len(numbers) >= RUNS_MAX:
        raise NoRoomError(RUNS_FULL)
    new = log.NewRun(
        number=max(numbers) + 1,
        parent=stored,
        scenario=stored.scenario,
        commands=(),
        horizon=log.START,
        playing=False,
        forked=Moment(0, 0),
    )
    hold = epochs.take(lab_id)
    if hold is None:
        raise LookupError(lab_id)
    try:
        log.add_run(hold, new, None, {})
    except IntegrityError:  # another window has just begun it
        return


add_answer("begin_again", _begin_again)
