"""Goals about faults: that the learner, or the scenario, has brought one about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from apps.labs.goals.evidence import Evidence
from apps.labs.goals.facts import counted
from apps.labs.goals.goal import Finding, GoalError, NotYet, Reached
from apps.labs.run.narration import narrate
from apps.simulation import events as e


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of fault: how to tell it, and what to do for one."""

    event: type[e.Event]
    advice: str
    is_meant: Callable[[Evidence, Any], bool] = lambda run, event: True


def _by_itself(run: Evidence, crash: e.NodeCrashed) -> bool:
    """Whether a crash came where a crash point was set: the last that was set for its node, and not used up before."""
    earlier = [event.sequence for event in run.of(e.NodeCrashed) if event.process == crash.process]
    since = max((number for number in earlier if number < crash.sequence), default=0)
    points = [event for event in run.of(e.CrashPointSet) if event.process == crash.process]
    found = [event for event in points if since < event.sequence < crash.sequence]
    return bool(found) and found[-1].point is not None


FAULTS: Mapping[str, Fault] = {
    "drop": Fault(
        e.MessageDropped, "Choose a message on its way and drop it.", lambda run, event: event.reason == "command"
    ),
    "loss": Fault(e.MessageDropped, "Set a loss rate under Faults.", lambda run, event: event.reason == "loss"),
    "delay": Fault(e.MessageDelayed, "Choose a message on its way and delay it."),
    "duplicate": Fault(e.MessageDuplicated, "Choose a message on its way and duplicate it."),
    "partition": Fault(e.Partitioned, "Cut the cluster."),
    "heal": Fault(e.Healed, "Heal the cut.", lambda run, event: any(_cuts_before(run, event))),
    "cut_link": Fault(e.LinkCut, "Cut a link in one direction."),
    "crash": Fault(e.NodeCrashed, "Choose a node and crash it."),
    "crash_at_point": Fault(
        e.NodeCrashed, "Under Faults, let a node crash by itself at a point, and let it get there.", _by_itself
    ),
    "restart": Fault(e.NodeStarted, "Restart a crashed node.", lambda run, event: event.recovered),
    "pause": Fault(e.NodePaused, "Choose a node and pause it."),
    "promotion": Fault(e.NodePromoted, "Choose a node and promote it."),
    "skew": Fault(e.SkewSet, "Choose a node and set its clock off true time.", lambda run, event: event.skew_ticks),
    "drift": Fault(e.DriftSet, "Choose a node and let its clock drift.", lambda run, event: event.per_mille),
}
"""By name."""


def _cuts_before(run: Evidence, healed: e.Healed) -> list[bool]:
    return [event.sequence < healed.sequence for event in (*run.of(e.Partitioned), *run.of(e.LinkCut))]


def faults_of(run: Evidence, name: str, node: str = "") -> list[e.Event]:
    """Every fault of that kind so far."""
    if name not in FAULTS:
        raise GoalError(f"There is no fault {name!r}. There are {', '.join(FAULTS)}.")
    fault = FAULTS[name]
    return [event for event in run.of(fault.event) if node in ("", event.process) and fault.is_meant(run, event)]


def first_missing(run: Evidence, despite: tuple[str, ...]) -> str:
    """Of the faults that are to strike, what to do for the first that has not; empty: all have."""
    return next((FAULTS[name].advice for name in despite if not faults_of(run, name)), "")


def fault_happened(run: Evidence, *, fault: str, node: str = "", times: int = 1) -> Finding:
    """A fault has struck: one of drop (a message, by hand), loss, delay, duplicate, partition, heal, cut_link, crash,
    crash_at_point (a node crashed by itself at a point set before), restart, pause, promotion, skew or drift; of one
    node, or as often as said.
    """
    found = faults_of(run, fault, node)
    if len(found) >= times:
        text = narrate(run.simulation, found[-1]).text
        return Reached(f"{text[0].upper()}{text[1:]}.", events=tuple(event.sequence for event in reversed(found)))
    elsewhere = faults_of(run, fault)
    if node and elsewhere:
        return NotYet(f"That was at {elsewhere[-1].process}; it is to be {node}.")
    if found:
        return NotYet(f"That was {counted(len(found), 'time')} of {times}.")
    return NotYet(f"{FAULTS[fault].advice}{f' It is to be {node}.' if node else ''}")


GOALS = (fault_happened,)
