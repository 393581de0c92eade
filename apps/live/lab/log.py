"""The stored log of labs: what is written before it is acknowledged, and what a lab is rebuilt from.

Plain functions on the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db import connection, transaction
from django.db.models import F

from apps.labs.catalogue import catalogue
from apps.labs.goals.goal import Reached
from apps.labs.looking_back.moment import Moment
from apps.labs.run.scenario import SIMULATION_VERSION, Scenario, readable_scenario
from apps.labs.run.session import LoggedCommand
from apps.live.lab.epochs import Hold, held, writing
from apps.live.lab.wire import Submission, read_command
from apps.live.models import Command, Lab, ReachedGoal, Receipt, Run
from apps.live.upkeep.disk_room import ask_for_lab
from apps.simulation import Position
from apps.simulation.commands import Command as SimulationCommand

FOUND = "found"
"""The slug of labs that do not come from the catalogue."""

LESSON = "lesson"
"""The slug of labs that are a learner's attempt at a step."""

START = Position(0)

RECEIPTS_KEPT = 5_000
RECEIPTS_TIDIED_EVERY = 100


class VersionGone(Exception):
    """A run was made by an earlier version of the simulation: it cannot be replayed (`live.earlier`)."""


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A run as stored: its start, its log, and its horizon."""

    pk: int
    number: int
    scenario: Scenario
    seed: int
    log: tuple[LoggedCommand, ...]
    bodies: tuple[dict[str, Any], ...]
    horizon: Position
    playing: bool
    speed_per_mille: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRun:
    """A run to be stored: what it takes over from its parent, or, as a fork, from a moment of it."""

    number: int
    parent: StoredRun
    scenario: Scenario
    commands: Sequence[tuple[Position, Mapping[str, Any]]]
    horizon: Position
    playing: bool
    forked: Moment | None = None


@dataclass(frozen=True, slots=True)
class Horizon:
    """The tick up to which a run may be shown."""

    hold: Hold
    run_pk: int
    tick: int


def create_lab(slug: str, owner: str) -> Lab:
    """A new lab from the catalogue, with its first run; raises KeyError for an unknown slug, and NoRoomError."""
    entry = catalogue()[slug]
    ask_for_lab(owner)
    with transaction.atomic():
        lab = Lab.objects.create(slug=slug, owner=owner)
        Run.objects.create(
            lab=lab,
            number=1,
            simulation_version=SIMULATION_VERSION,
            scenario=entry.scenario.to_json(),
            playing=not entry.starts_paused,
        )
    return lab


def create_found_lab(
    scenario: Scenario,
    seed: int,
    *,
    owner: str,
    title: str,
    brief: str,
    commands: Iterable[tuple[Position, Mapping[str, Any]]] = (),
    horizon: Position = START,
    slug: str = FOUND,
    playing: bool = False,
    locked: bool = False,
    simulation_version: int = SIMULATION_VERSION,
) -> Lab:
    """A new lab with a run from elsewhere, which has come to `horizon` and goes on once someone lets it play.

    Raises NoRoomError.
    """
    ask_for_lab(owner)
    with transaction.atomic():
        lab = Lab.objects.create(slug=slug, owner=owner, title=title, brief=brief, locked=locked)
        run = Run.objects.create(
            lab=lab,
            number=1,
            simulation_version=simulation_version,
            scenario=scenario.to_json(),
            seed=seed,
            playing=playing,
            tick=horizon.tick,
            steps=horizon.steps,
        )
        _store_commands(run, commands)
    return lab


def _store_commands(run: Run, commands: Iterable[tuple[Position, Mapping[str, Any]]]) -> None:
    Command.objects.bulk_create(
        Command(run=run, index=index, tick=at.tick, steps=at.steps, body=body)
        for index, (at, body) in enumerate(commands)
    )


def copy_found_lab(lab_id: str, owner: str) -> Lab | None:
    """A found lab once more, from its start, for one visitor; None if there is none that is open to all.

    Raises VersionGone if its scenario cannot be read any more.
    """
    lab = Lab.objects.filter(pk=lab_id, owner="").first()
    if lab is None:
        return None
    run = lab.runs.get(number=1)
    return create_found_lab(_scenario_of(run), run.seed, owner=owner, title=lab.title, brief=lab.brief, playing=True)


def lab_title(lab: Lab) -> str:
    """Return the title of a lab: its own, or in the catalogue."""
    return lab.title or (catalogue()[lab.slug].title if lab.slug in catalogue() else lab.slug)


def scenario_title(members: Mapping[str, Any]) -> str:
    """Return a stored scenario in a few words, also one of an earlier version that cannot be read any more."""
    scenario = readable_scenario(members)
    return scenario.title() if scenario else f"{members.get('protocol', 'A protocol')}, which is no longer offered"


def current_scenario(lab: Lab) -> Scenario:
    """Return the scenario of a lab's current run, of whichever version; raises VersionGone if it cannot be read."""
    return _scenario_of(lab.runs.get(number=lab.current_run))


def _scenario_of(run: Run) -> Scenario:
    scenario = readable_scenario(run.scenario)
    if scenario is None:
        raise VersionGone
    return scenario


def load_run(lab_id: str, number: int | None = None) -> StoredRun | None:
    """A run of a lab, by default the current one; None if there is none. Raises VersionGone."""
    asked = F("lab__current_run") if number is None else number
    run = Run.objects.filter(lab_id=lab_id, number=asked).first()
    if run is None:
        return None
    if run.simulation_version != SIMULATION_VERSION:
        raise VersionGone
    commands = list(run.commands.all())
    return StoredRun(
        pk=run.pk,
        number=run.number,
        scenario=Scenario.from_json(run.scenario),
        seed=run.seed,
        log=tuple(
            LoggedCommand(Position(each.tick, each.steps), cast(SimulationCommand, read_command(each.body)))
            for each in commands
        ),
        bodies=tuple(each.body for each in commands),
        horizon=Position(run.tick, run.steps),
        playing=run.playing,
        speed_per_mille=run.speed_per_mille,
    )


def list_runs(lab_id: str) -> list[dict[str, Any]]:
    """Every run of a lab, for its page."""
    return [
        {
            "number": run.number,
            "title": scenario_title(run.scenario),
            "parent": run.parent,
            "forked": None if run.forked_seq is None else {"seq": run.forked_seq, "tick": run.forked_tick},
        }
        for run in Run.objects.filter(lab_id=lab_id)
    ]


def find_receipt(lab_id: str, command_id: str) -> tuple[str, dict[str, Any]] | None:
    """The digest and the answer of a command acknowledged before."""
    receipt = Receipt.objects.filter(lab_id=lab_id, command_id=command_id).first()
    return None if receipt is None else (receipt.digest, receipt.answer)


def append_command(
    hold: Hold, run_pk: int, index: int, at: Position, submission: Submission, answer: Mapping[str, Any]
) -> dict[str, Any]:
    """Store a command of the simulation and its receipt, in one transaction. Returns the command as stored."""
    body = {"type": submission.kind, **submission.members}
    with writing(hold):
        Command.objects.create(run_id=run_pk, index=index, tick=at.tick, steps=at.steps, body=body)
        _give_receipt(hold.lab_id, submission, answer)
    return body


def set_run(
    hold: Hold, run_pk: int, changes: Mapping[str, Any], submission: Submission | None, answer: Mapping[str, Any]
) -> None:
    """Store where a run stands and how it is paced, with the receipt of the command that asked for it, if one did."""
    with writing(hold):
        Run.objects.filter(pk=run_pk).update(**changes)
        if submission is not None:
            _give_receipt(hold.lab_id, submission, answer)


def add_run(hold: Hold, run: NewRun, submission: Submission | None, answer: Mapping[str, Any]) -> None:
    """Store a new run of a lab and make it the current one, with the receipt of the command that asked, if one did."""
    with writing(hold):
        stored = Run.objects.create(
            lab_id=hold.lab_id,
            number=run.number,
            parent=run.parent.number,
            forked_seq=None if run.forked is None else run.forked.seq,
            forked_tick=None if run.forked is None else run.forked.tick,
            simulation_version=SIMULATION_VERSION,
            scenario=run.scenario.to_json(),
            seed=run.parent.seed,
            playing=run.playing,
            speed_per_mille=run.parent.speed_per_mille,
            tick=run.horizon.tick,
            steps=run.horizon.steps,
        )
        _store_commands(stored, run.commands)
        Lab.objects.filter(pk=hold.lab_id).update(current_run=run.number)
        if submission is not None:
            _give_receipt(hold.lab_id, submission, answer)


def switch_run(hold: Hold, submission: Submission | None, answer: Mapping[str, Any]) -> None:
    """Make an earlier run the current one."""
    with writing(hold):
        Lab.objects.filter(pk=hold.lab_id).update(current_run=answer["run"])
        if submission is not None:
            _give_receipt(hold.lab_id, submission, answer)


def store_goals(
    hold: Hold,
    run_pk: int,
    number: int,
    at: tuple[int, int],
    reached: Mapping[str, Reached],
    sketch: Mapping[str, Any],
) -> None:
    """Keep the goals that a run has reached at an event and its tick, and its picture then.

    A goal that was kept before, as when the run is rebuilt, stays as it is.
    """
    seq, tick = at
    goals = [
        ReachedGoal(
            lab_id=hold.lab_id,
            run=number,
            name=name,
            seq=seq,
            tick=tick,
            text=found.text,
            operations=list(found.operations),
            events=list(found.events),
        )
        for name, found in reached.items()
    ]
    with writing(hold):
        Run.objects.filter(pk=run_pk).update(sketch=sketch)
        ReachedGoal.objects.bulk_create(goals, ignore_conflicts=True)


def extend_horizons(horizons: Sequence[Horizon]) -> set[str]:
    """Store, in one batch, how far each of these runs may be shown. Return the labs for which that was stored.

    The others were taken over.
    """
    table = connection.ops.quote_name(Run._meta.db_table)
    statement = f"UPDATE {table} SET tick = %s, steps = NULL WHERE id = %s"
    with transaction.atomic(), connection.cursor() as cursor:
        ours = held({each.hold for each in horizons})
        rows = sorted((each.run_pk, each.tick) for each in horizons if each.hold.lab_id in ours)
        cursor.executemany(statement, [(tick, pk) for pk, tick in rows])
    return ours


def _give_receipt(lab_id: str, submission: Submission, answer: Mapping[str, Any]) -> None:
    receipt = Receipt.objects.create(
        lab_id=lab_id, command_id=submission.command_id, digest=submission.digest(), answer=dict(answer)
    )
    if receipt.pk % RECEIPTS_TIDIED_EVERY == 0:
        kept = Receipt.objects.filter(lab_id=lab_id).order_by("-pk").values_list("pk", flat=True)[:RECEIPTS_KEPT]
        Receipt.objects.filter(lab_id=lab_id, pk__lt=min(kept)).delete()
