"""Acts of a teacher on every cluster of a class at once: pause, push a fault, push a whole scenario.

Only clusters that are open somewhere are reached: those of whoever is away stand still, and stay as they are. So do
those of an exercise that has closed.
"""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass, replace
from secrets import token_hex
from typing import Any

from asgiref.sync import sync_to_async

from apps.classroom.models import Classroom, learners
from apps.classroom.rights import standing
from apps.classroom.whereabouts import find_attempts
from apps.labs.goals.goal import Goal, GoalError
from apps.labs.run.scenario import Scenario
from apps.live.lab import wire
from apps.live.lab.branching import begin
from apps.live.lab.commands import submit
from apps.live.lab.hub import hub
from apps.live.lab.live_lab import LiveLab
from apps.live.workers.answers import add_answer, ask_each
from apps.protocols.dials import DialError
from apps.simulation import FAULTS, CommandError
from apps.simulation.fault import Push
from apps.tutorials.reading.step_blocks import ask_once

CLOSED = "This exercise has closed."
"""Why a cluster takes nothing from its teacher; to let it, open the exercise again."""


def pushes() -> dict[str, Push]:
    """Return the faults that a teacher can push, by name."""
    return {push.name: push for fault in FAULTS.values() for push in fault.pushes}


def owners(classroom: Classroom) -> set[str]:
    """The visitors to whom what is done in the class belongs."""
    seats = classroom.seats.filter(removed=None)
    return {*seats.values_list("visitor", flat=True), *classroom.groups.values_list("visitor", flat=True)}


def current_labs(classroom: Classroom) -> list[str]:
    """The labs at which learners are, but for demonstrations."""
    found = find_attempts(classroom, learners(classroom))
    return list({str(attempt.lab_id): None for attempt in found.values() if not attempt.shown})


@dataclass(slots=True)
class Reach:
    """How many clusters a push reached, and what the others said."""

    reached: int = 0
    refused: int = 0
    why: str = ""

    def sentence(self, away: int) -> str:
        """In words."""
        parts = [f"It reached {self.reached} cluster{'' if self.reached == 1 else 's'}."]
        if self.refused:
            parts.append(f"{self.refused} could not take it: {self.why}")
        if away:
            parts.append(f"{away} {'is' if away == 1 else 'are'} not open anywhere.")
        return " ".join(parts)


async def push_fault(lab_ids: list[str], fault: Push) -> str:
    """Have every cluster that is open suffer a fault; what came of it."""
    return await _each(lab_ids, "push_fault", (token_hex(8), fault.name))


async def _suffer(lab: LiveLab, pushed: tuple[str, str]) -> dict[str, Any]:
    push, name = pushed

    async def act() -> None:
        for number, command in enumerate(pushes()[name].commands(lab.session.simulation)):
            await submit(lab, wire.written(f"class-{push}-{number}", command), by_teacher=True)

    return await _refused_or_not(act())


async def push_scenario(lab_ids: list[str], scenario: Scenario) -> str:
    """Have every cluster that is open begin again with another start, as a run of its own; what came of it."""
    return await _each(lab_ids, "push_scenario", (token_hex(8), scenario.to_json()))


async def _start(lab: LiveLab, pushed: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    push, written = pushed
    if push in lab.acknowledged:  # it is asked again, since the answer got lost
        return {}
    scenario, asked = Scenario.from_json(written), lab.session.scenario
    lab.acknowledged.add(push)
    return await _refused_or_not(begin(lab, replace(scenario, goals=_still_asked(asked.goals, scenario))))


async def _refused_or_not(act: Awaitable[None]) -> dict[str, Any]:
    try:
        await act
    except CommandError as error:
        return {"refused": error.message}
    return {}


def _still_asked(goals: tuple[Goal, ...], scenario: Scenario) -> tuple[Goal, ...]:
    """Those goals of a step that can be asked for in the other start as well."""
    kept = []
    for goal in goals:
        try:
            ask_once(scenario, goal)
        except (GoalError, DialError):
            continue
        kept.append(goal)
    return tuple(kept)


async def _each(lab_ids: list[str], act: str, pushed: Any) -> str:
    closed = await sync_to_async(standing)(lab_ids)
    found = await ask_each(hub, [lab_id for lab_id in lab_ids if lab_id not in closed], act, pushed)
    looked = await ask_each(hub, [lab_id for lab_id in lab_ids if lab_id in closed], "look")
    answers = [*found, *({"refused": CLOSED} for each in looked if each is not None)]
    reach = Reach()
    for answer in answers:
        if answer is not None and "refused" in answer:
            reach.refused, reach.why = reach.refused + 1, answer["refused"]
        elif answer is not None:
            reach.reached += 1
    return reach.sentence(len(lab_ids) - reach.reached - reach.refused)


add_answer("push_fault", _suffer)
add_answer("push_scenario", _start)
