"""Acts of a teacher on every cluster of a class at once: push a fault or a whole scenario, and take it back.

Only clusters that are open somewhere are reached: those of whoever is away stand still, and stay as they are. So do
those of an exercise that has closed.
"""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass, replace
from secrets import token_hex
from typing import Any

from asgiref.sync import sync_to_async
from django.utils import timezone

from apps.classroom.models import Classroom, Pushed, learners
from apps.classroom.rights import standing
from apps.classroom.whereabouts import find_attempts
from apps.labs.goals.goal import Goal, GoalError
from apps.labs.run.scenario import Scenario
from apps.live.lab import wire
from apps.live.lab.branching import begin, go_back
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


async def push_fault(classroom: Classroom, fault: Push) -> str:
    """Have every cluster that is open suffer a fault, and tell the learners; return what came of it."""
    lab_ids = await sync_to_async(current_labs)(classroom)
    said, reached = await _each(lab_ids, "push_fault", (token_hex(8), fault.name))
    about = {"title": fault.title, "told": fault.told, "back": fault.back}
    await Pushed.objects.acreate(classroom=classroom, reached=reached, **about)
    return said


async def _suffer(lab: LiveLab, pushed: tuple[str, str]) -> dict[str, Any]:
    push, name = pushed

    async def act() -> None:
        for number, command in enumerate(pushes()[name].commands(lab.session.simulation)):
            await submit(lab, wire.written(f"class-{push}-{number}", command), by_teacher=True)

    return await _refused_or_not(act()) or {"owner": lab.owner}


async def push_scenario(classroom: Classroom, scenario: Scenario, title: str, brief: str) -> str:
    """Have every cluster that is open begin again with another start, as a run of its own, and tell the learners.

    `title` and `brief` take the place of the step's task on their pages. Return what came of it.
    """
    lab_ids = await sync_to_async(current_labs)(classroom)
    said, reached = await _each(lab_ids, "push_scenario", (token_hex(8), scenario.to_json()))
    told = f"started another lab in every cluster, “{title[:120]}”"
    await Pushed.objects.acreate(classroom=classroom, title=title[:120], told=told, brief=brief, reached=reached)
    return said


async def take_back(classroom: Classroom, pushed: Pushed) -> str:
    """Take back what was pushed, in every cluster that it reached and that is open; return what came of it."""
    lab_ids = [lab_id for lab_id in await sync_to_async(current_labs)(classroom) if lab_id in pushed.reached]
    act, asked = ("push_fault", (token_hex(8), pushed.back)) if pushed.back else ("take_back", pushed.reached)
    said, _ = await _each(lab_ids, act, asked)
    pushed.taken_back = timezone.now()
    await pushed.asave(update_fields=["taken_back"])
    return said


async def _go_back(lab: LiveLab, reached: dict[str, Any]) -> dict[str, Any]:
    runs = reached[lab.lab_id]
    try:
        if "began" in runs and await go_back(lab, runs["began"], runs["before"]):
            return {}
    except CommandError as error:
        return {"refused": error.message}
    return {"refused": "Its learner has begun another run since."}


async def _start(lab: LiveLab, pushed: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    push, written = pushed
    if push in lab.acknowledged:  # it is asked again, since the answer got lost
        return {"owner": lab.owner}
    scenario, asked, before = Scenario.from_json(written), lab.session.scenario, lab.stored.number
    lab.acknowledged.add(push)
    answer = await _refused_or_not(begin(lab, replace(scenario, goals=_still_asked(asked.goals, scenario))))
    return answer or {"owner": lab.owner, "before": before, "began": lab.stored.number}


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


async def _each(lab_ids: list[str], act: str, pushed: Any) -> tuple[str, dict[str, Any]]:
    """Return what came of an act on each of these labs, in words, and `Pushed.reached`."""
    closed = await sync_to_async(standing)(lab_ids)
    able = [lab_id for lab_id in lab_ids if lab_id not in closed]
    found = dict(zip(able, await ask_each(hub, able, act, pushed), strict=True))
    looked = await ask_each(hub, [lab_id for lab_id in lab_ids if lab_id in closed], "look")
    refused = [each["refused"] for each in found.values() if each is not None and "refused" in each]
    refused += [CLOSED for each in looked if each is not None]
    reached = {lab: each for lab, each in found.items() if each is not None and "refused" not in each}
    reach = Reach(len(reached), len(refused), refused[-1] if refused else "")
    return reach.sentence(len(lab_ids) - reach.reached - reach.refused), reached


add_answer("push_fault", _suffer)
add_answer("push_scenario", _start)
add_answer("take_back", _go_back)
