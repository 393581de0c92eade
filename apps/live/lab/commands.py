"""Commands: each is checked, stored, applied and acknowledged, in that order, under its lab's lock."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import cast

from channels.db import database_sync_to_async

from apps.live.lab import branching, log, transport
from apps.live.lab import wire as w
from apps.live.lab.live_lab import Answer, LiveLab
from apps.live.models import Lab
from apps.simulation import CommandError
from apps.simulation.bounds import COMMANDS_MAX
from apps.simulation.commands import Command, InvokeOperation

Handler = Callable[[LiveLab, w.Submission], Awaitable[Answer]]
"""Carries out a command in a lab whose lock is held; answers as any command does, or raises CommandError."""

HANDLERS: Mapping[type, Handler] = {
    w.Play: transport.play,
    w.Pause: transport.pause,
    w.Step: transport.step,
    w.SetSpeed: transport.set_speed,
    w.ChangeScenario: branching.change_scenario,
    w.SwitchRun: branching.switch_run,
    w.Fork: branching.fork,
    w.Undo: branching.undo,
}
"""The commands that change more than the simulation, with what carries them out."""


async def submit(lab: LiveLab, submission: w.Submission, *, by_teacher: bool = False, by_guest: bool = False) -> Answer:
    """Store and apply a command, and return the acknowledgement's members. A teacher's also while the lab is frozen.

    Only the lab's own learner did something: neither a teacher who pushes nor a guest counts.

    Raises CommandError and changes nothing, or LabDropped. It is shielded: if the caller is cancelled (its socket
    closed), a stored command is still applied.
    """
    return await asyncio.shield(_submit(lab, submission, by_teacher=by_teacher, by_guest=by_guest))


async def _submit(lab: LiveLab, submission: w.Submission, *, by_teacher: bool, by_guest: bool) -> Answer:
    async with lab.lock:
        lab.raise_if_dropped()
        known = await _answer_before(lab, submission)
        if known is not None:
            return known
        if lab.locked or lab.frozen:
            await _look_up_holds(lab)
        _check_state(lab, by_teacher=by_teacher)
        handle = HANDLERS.get(type(submission.body), _simulate)
        try:
            answer = await handle(lab, submission)
        except CommandError as error:
            if not by_guest:
                lab.recent.refuse(error, time.time())
            raise
        lab.acknowledged.add(submission.command_id)
        if not by_teacher and not by_guest:
            lab.recent.note(submission.body, time.time())
        lab.followers.news = True
        return answer


async def _look_up_holds(lab: LiveLab) -> None:
    """Read again whether a lab is locked or frozen: another worker may have released it a moment ago."""
    found = await Lab.objects.filter(pk=lab.lab_id).values_list("locked", "frozen").afirst()
    if found is not None:
        lab.locked, lab.frozen = found


def _check_state(lab: LiveLab, *, by_teacher: bool) -> None:
    state = lab.state
    if state.refusal is not None and not (by_teacher and state.teacher_acts):
        raise CommandError(*state.refusal)


async def _answer_before(lab: LiveLab, submission: w.Submission) -> Answer | None:
    """Return the answer that a command had when it was sent before, if it was; the database is asked only then."""
    if submission.command_id not in lab.acknowledged:
        return None
    receipt = await database_sync_to_async(log.find_receipt)(lab.lab_id, submission.command_id)
    if receipt and receipt[0] != submission.digest():
        raise CommandError("command.id_reused", "Another command was sent under this id before.")
    return receipt and receipt[1]


async def _simulate(lab: LiveLab, submission: w.Submission) -> Answer:
    command = cast(Command, submission.body)
    if lab.commands >= COMMANDS_MAX:
        raise CommandError("command.too_many", f"This run has reached its bound of {COMMANDS_MAX:,} commands.")
    lab.session.check(command)
    answer = lab.answer()
    if isinstance(command, InvokeOperation):
        answer["operation"] = lab.session.next_operation(command.client)
    await database_sync_to_async(log.append_command)(
        lab.hold, lab.stored.pk, lab.commands, lab.session.simulation.position, submission, answer
    )
    lab.commands += 1
    lab.session.apply(command)
    return answer
