"""The instruments of the lab page that a step needs, read off its solution and what it asks for: a step unlocks them.

The page opens basic (`static/js/controls/instruments.js`); what the picture of the cluster offers itself needs no
instrument.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from apps.simulation.commands import InvokeOperation
from apps.simulation.faults.message import DelayMessage, DeliverMessage, DropMessage, DuplicateMessage
from apps.simulation.faults.partition import Heal, Partition
from apps.tutorials.lesson import Lesson, ReplayUnder, Step

ON_THE_STAGE = (Partition, Heal, DropMessage, DelayMessage, DeliverMessage, DuplicateMessage)
OFFERED_AT_A_NODE = ("write", "read")


@dataclass(frozen=True, slots=True)
class Instrument:
    """An instrument: its `part` of the page, the `tab` of it, and its title for learners."""

    part: str
    title: str
    tab: str = ""


DIAGRAM = Instrument("diagram", "the diagram")
SETTINGS = Instrument("change", "protocol and settings", "tab-dials")
FAULTS = Instrument("change", "faults", "tab-faults")
OPERATION = Instrument("operation", "the operation form")


def instruments_of(step: Step) -> list[Instrument]:
    """Return what a step needs beside the cluster, in the order of the page."""
    needed = set(_needed(step))
    return [each for each in (OPERATION, SETTINGS, FAULTS, DIAGRAM) if each in needed]


def new_in(lesson: Lesson, step: Step) -> list[Instrument]:
    """Return what a step needs and no step of its lesson before it did."""
    before = {each for earlier in lesson.steps[: lesson.steps.index(step)] for each in instruments_of(earlier)}
    return [each for each in instruments_of(step) if each not in before]


def _needed(step: Step) -> Iterator[Instrument]:
    if step.opens or (step.see is not None and step.see.kind != "node"):
        yield DIAGRAM
    for _, act in step.solution.acts if step.solution else ():
        if isinstance(act, ReplayUnder):
            yield SETTINGS
        elif isinstance(act, InvokeOperation):
            if act.operation not in OFFERED_AT_A_NODE or act.key != step.scenario.keys[0]:
                yield OPERATION
        elif not isinstance(act, ON_THE_STAGE):
            yield FAULTS
