"""The commands that move time in a lab: play, pause, one step, another speed.

Each is given the lab, whose lock is held, and answers as any command does.
"""

from __future__ import annotations

from typing import Any, cast

from apps.live.lab import wire as w
from apps.live.lab.live_lab import LiveLab
from apps.simulation import CommandError

QUIET_STEP_TICKS = 1000

SPEED_PER_MILLE_MIN, SPEED_PER_MILLE_MAX = 100, 10_000

Answer = dict[str, Any]


async def play(lab: LiveLab, submission: w.Submission) -> Answer:
    """Let time go on, from now on up to a horizon that is stored first."""
    _check_not_ended(lab)
    horizon_tick = lab.wanted_horizon()
    answer = await lab.store(submission, {"playing": True, "tick": horizon_tick, "steps": None})
    lab.pace.playing, lab.pace.horizon_tick = True, horizon_tick
    return answer


async def pause(lab: LiveLab, submission: w.Submission) -> Answer:
    """Let time stand, exactly where it is."""
    answer = await lab.store(submission, {"playing": False, **lab.position_fields()})
    lab.pace.playing, lab.pace.horizon_tick = False, lab.session.simulation.now
    return answer


async def step(lab: LiveLab, submission: w.Submission) -> Answer:
    """Take one step of the simulation while time stands; if nothing can happen, let a second pass."""
    quiet = lab.session.simulation.is_quiet
    if lab.pace.playing and not quiet:
        raise CommandError("transport.playing", "Pause first: one step at a time needs time to stand still.")
    _check_not_ended(lab)
    answer = lab.answer()
    if quiet:
        lab.session.advance(lab.session.simulation.now + QUIET_STEP_TICKS)
    else:
        lab.session.step()
    await lab.store(submission, lab.position_fields(), answer)
    lab.pace.horizon_tick = lab.session.simulation.now
    return answer


async def set_speed(lab: LiveLab, submission: w.Submission) -> Answer:
    """Let time go at another speed; the horizon follows while it goes."""
    speed = cast(w.SetSpeed, submission.body).per_mille
    if not SPEED_PER_MILLE_MIN <= speed <= SPEED_PER_MILLE_MAX:
        raise CommandError("speed.out_of_range", "The speed must be from 0.1 to 10 (100 to 10000 per mille).")
    changes: dict[str, Any] = {"speed_per_mille": speed}
    horizon_tick = lab.wanted_horizon(speed)
    if lab.pace.playing:
        changes |= {"tick": horizon_tick, "steps": None}
    answer = await lab.store(submission, changes)
    lab.pace.set_speed(speed)
    if lab.pace.playing:
        lab.pace.horizon_tick = horizon_tick
    return answer


def _check_not_ended(lab: LiveLab) -> None:
    if lab.session.simulation.ended is not None:
        raise CommandError("run.ended", f"{lab.session.simulation.ended} Replay it, or start a new lab.")
