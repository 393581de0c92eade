"""Goals about faults: that the learner, or the scenario, has brought one about."""

from __future__ import annotations

from apps.labs.goals.evidence import Evidence
from apps.labs.goals.facts import counted
from apps.labs.goals.goal import Finding, GoalError, NotYet, Reached
from apps.labs.run.narration import narrate
from apps.simulation import FAULTS
from apps.simulation import events as e
from apps.simulation.fault import FaultGoal


def fault_goals() -> dict[str, FaultGoal]:
    """Return the faults that a goal can ask for, by name."""
    return {goal.name: goal for fault in FAULTS.values() for goal in fault.goals}


def known_fault(name: str) -> FaultGoal:
    """Return the fault of that name; raises GoalError."""
    found = fault_goals()
    if name not in found:
        raise GoalError(f"There is no fault {name!r}. There are {', '.join(found)}.")
    return found[name]


def faults_of(run: Evidence, name: str, node: str = "") -> list[e.Event]:
    """Every fault of that kind so far."""
    fault = known_fault(name)
    return [event for event in run.of(fault.event) if node in ("", event.process) and fault.is_meant(run, event)]


def first_missing(run: Evidence, despite: tuple[str, ...]) -> str:
    """Of the faults that are to strike, what to do for the first that has not; empty: all have."""
    return next((known_fault(name).advice for name in despite if not faults_of(run, name)), "")


def fault_happened(run: Evidence, *, fault: str, node: str = "", times: int = 1, message: str = "") -> Finding:
    """A fault has struck: one of drop (a message, by hand), loss, delay, duplicate, partition, heal, cut_link, crash,
    crash_at_point (a node crashed by itself at a point set before), restart, disk (a lost one), pause, promotion, skew
    or drift; of one node, or as often as said, or to a message of that kind.
    """
    struck = faults_of(run, fault, node)
    found = [event for event in struck if message in ("", getattr(getattr(event, "body", None), "kind", ""))]
    if len(found) >= times:
        text = narrate(run.simulation, found[-1]).text
        begins_with_node = text.split(" ", 1)[0] in run.simulation.nodes
        said = text if begins_with_node else f"{text[0].upper()}{text[1:]}"
        return Reached(f"{said}.", events=tuple(event.sequence for event in reversed(found)))
    if struck and not found:
        return NotYet("That message carried no value that a node waits for. Choose one that carries the write.")
    elsewhere = faults_of(run, fault)
    if node and elsewhere:
        return NotYet(f"That was at {elsewhere[-1].process}; it should be {node}.")
    if found:
        return NotYet(f"That was {counted(len(found), 'time')} of {times}.")
    return NotYet(f"{known_fault(fault).advice}{f' It should be {node}.' if node else ''}")


GOALS = (fault_happened,)
