"""The commands that make another run of a lab the current one: other dials for the same commands, an earlier run, a
fork at a moment of this one, or this one without its last command.

Each is given the lab, whose lock is held, and answers as any command does.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from channels.db import database_sync_to_async

from apps.labs.looking_back.moment import Moment, replay_until
from apps.labs.run.scenario import Scenario
from apps.labs.run.session import replay, replay_under
from apps.live.lab import log
from apps.live.lab import wire as w
from apps.live.lab.archive import Archive
from apps.live.lab.live_lab import LiveLab
from apps.live.lab.replayed import ReplayedRun, replayed
from apps.live.serving.replaying import in_turn
from apps.live.upkeep.disk_room import NoRoomError, ask_for_commands
from apps.protocols.dials import DialError
from apps.simulation import CommandError, Position

RUNS_MAX = 50

Answer = dict[str, Any]


async def change_scenario(lab: LiveLab, submission: w.Submission) -> Answer:
    """Carry the commands over to another protocol or other dials, as a new run."""
    body = cast(w.ChangeScenario, submission.body)
    number = _next_number(lab)
    try:
        scenario = lab.stored.scenario.under(body.protocol, body.dials)
    except DialError as error:
        raise CommandError(error.code, error.message) from error
    stored, archive = await _load(lab, lab.stored.number), Archive()
    carried = await in_turn(replay_under, scenario, stored.seed, stored.log, lab.session.simulation.now, archive.take)
    commands = [(position, stored.bodies[index]) for position, index in carried.taken]
    run = ReplayedRun(carried.session, archive)
    answer = {**_standing(number, run), "not_applied": list(carried.not_applied)}
    new = log.NewRun(
        number=number,
        parent=stored,
        scenario=scenario,
        commands=commands,
        horizon=Position(lab.wanted_horizon()) if lab.pace.playing else carried.session.simulation.position,
        playing=stored.playing,
    )
    await _begin(lab, new, run, submission, answer)
    return answer


async def fork(lab: LiveLab, submission: w.Submission) -> Answer:
    """Begin a new run at a moment of this one: the same up to there, paused there, open from there."""
    body = cast(w.Fork, submission.body)
    number, now = _next_number(lab), lab.moment
    if not 0 <= body.seq <= now.seq:
        raise CommandError("moment.unknown", _no_such_moment(body, now))
    stored, archive = await _load(lab, lab.stored.number), Archive()
    session, taken = await in_turn(
        replay_until,
        stored.scenario,
        stored.seed,
        stored.log,
        lab.session.simulation.position,
        Moment(body.seq, min(body.tick, now.tick)),
        archive.take,
    )
    if session.simulation.ended is not None:
        raise CommandError("run.ended", f"{session.simulation.ended} Fork at an earlier moment.")
    run = ReplayedRun(session, archive)
    answer = _standing(number, run)
    new = log.NewRun(
        number=number,
        parent=stored,
        scenario=stored.scenario,
        commands=[(stored.log[index].position, stored.bodies[index]) for index in range(taken)],
        horizon=session.simulation.position,
        playing=False,
        forked=Moment(answer["seq"], answer["tick"]),
    )
    await _begin(lab, new, run, submission, answer)
    return answer


async def undo(lab: LiveLab, submission: w.Submission) -> Answer:
    """Begin a new run without the last command of this one, paused at the moment before it. The one before stays."""
    number = _next_number(lab)
    stored, archive = await _load(lab, lab.stored.number), Archive()
    if not stored.log:
        raise CommandError("undo.nothing", "There is nothing to undo: you have given no command in this run.")
    *kept, last = stored.log
    session = await in_turn(replay, stored.scenario, stored.seed, kept, last.position, archive.take)
    run = ReplayedRun(session, archive)
    answer = _standing(number, run)
    new = log.NewRun(
        number=number,
        parent=stored,
        scenario=stored.scenario,
        commands=[(each.position, body) for each, body in zip(kept, stored.bodies, strict=False)],
        horizon=session.simulation.position,
        playing=False,
        forked=Moment(answer["seq"], answer["tick"]),
    )
    await _begin(lab, new, run, submission, answer)
    return answer


def _no_such_moment(body: w.Fork, now: w.Moment) -> str:
    return (
        f"This run stands at event {now.seq:,}: it has no moment after event {body.seq:,}. Choose a moment that has "
        "been shown."
    )


async def switch_run(lab: LiveLab, submission: w.Submission) -> Answer:
    """Make an earlier run the current one, where it was left."""
    number = cast(w.SwitchRun, submission.body).run
    if number not in {run["number"] for run in lab.runs}:
        raise CommandError("run.unknown", f"This lab has no run {number}.")
    if number == lab.stored.number:
        return await lab.store(submission, {"playing": lab.pace.playing})
    run = await replayed(await _load(lab, number))
    answer = _standing(number, run)
    await _leave_run(lab)
    await database_sync_to_async(log.switch_run)(lab.hold, submission, answer)
    await _go_on_with(lab, number, run)
    return answer


def _next_number(lab: LiveLab) -> int:
    if len(lab.runs) >= RUNS_MAX:
        raise CommandError("run.too_many", f"This lab has {RUNS_MAX} runs, its bound. Start a new lab.")
    return max(int(run["number"]) for run in lab.runs) + 1


def _standing(number: int, run: ReplayedRun) -> Answer:
    simulation = run.session.simulation
    return {"run": number, "seq": simulation.sequence, "tick": simulation.now}


async def begin(lab: LiveLab, scenario: Scenario) -> None:
    """Begin a new run with another start, as a teacher sends it to every cluster. The one before stays.

    Takes the lab's lock. Raises CommandError, or LabDropped.
    """
    async with lab.lock:
        lab.raise_if_dropped()
        await _begin_afresh(lab, scenario)
        lab.followers.news = True


async def _begin_afresh(lab: LiveLab, scenario: Scenario) -> None:
    """Begin a new run from tick 0, with the seed of this one; nobody's command asked for it."""
    number, stored = _next_number(lab), await _load(lab, lab.stored.number)
    run = await replayed(replace(stored, scenario=scenario, log=(), bodies=(), horizon=log.START))
    new = log.NewRun(
        number=number, parent=stored, scenario=scenario, commands=(), horizon=log.START, playing=stored.playing
    )
    await _begin(lab, new, run, None, _standing(number, run))


async def go_back(lab: LiveLab, began: int, before: int) -> bool:
    """Make the run `before` the current one where it was left, if `began` is; return whether it was.

    Nobody's command asked for it. Takes the lab's lock. Raises CommandError, or LabDropped.
    """
    async with lab.lock:
        lab.raise_if_dropped()
        if lab.stored.number != began:
            return False
        run = await replayed(await _load(lab, before))
        await _leave_run(lab)
        await database_sync_to_async(log.switch_run)(lab.hold, None, _standing(before, run))
        await _go_on_with(lab, before, run)
        lab.followers.news = True
        return True


async def begin_from(lab: LiveLab, parent: log.StoredRun) -> None:
    """Begin a new run with the scenario and seed of `parent`, paused at its start; nobody's command asked for it.

    Takes the lab's lock. Raises CommandError, or LabDropped.
    """
    async with lab.lock:
        lab.raise_if_dropped()
        number = _next_number(lab)
        run = await replayed(parent)
        new = log.NewRun(
            number=number,
            parent=parent,
            scenario=parent.scenario,
            commands=(),
            horizon=log.START,
            playing=False,
            forked=Moment(0, 0),
        )
        await _begin(lab, new, run, None, _standing(number, run))
        lab.followers.news = True


async def _begin(
    lab: LiveLab, new: log.NewRun, run: ReplayedRun, submission: w.Submission | None, answer: Answer
) -> None:
    try:
        await database_sync_to_async(ask_for_commands)(lab.owner, len(new.commands))
    except NoRoomError as refused:
        raise CommandError("run.no_room", str(refused)) from None
    await _leave_run(lab)
    await database_sync_to_async(log.add_run)(lab.hold, new, submission, answer)
    await _go_on_with(lab, new.number, run)


async def _leave_run(lab: LiveLab) -> None:
    await lab.store(None, {"playing": False, **lab.state_to_store()})


async def _load(lab: LiveLab, number: int) -> log.StoredRun:
    try:
        stored = await database_sync_to_async(log.load_run)(lab.lab_id, number)
    except log.VersionGone:
        raise CommandError(
            "version.gone",
            f"Run {number} was made by an earlier version of the simulation, so it cannot go on. Open it under Branches"
            " to see it as it was recorded.",
        ) from None
    assert stored is not None
    return stored


async def _go_on_with(lab: LiveLab, number: int, run: ReplayedRun) -> None:
    runs = await database_sync_to_async(log.list_runs)(lab.lab_id)
    lab.take_run(await _load(lab, number), run, runs)
