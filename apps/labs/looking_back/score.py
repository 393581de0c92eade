"""How much it took to bring something about: the operations and the faults among commands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from apps.simulation import FAULTS
from apps.simulation.commands import Command, InvokeOperation
from apps.simulation.faults.crash import RestartNode
from apps.simulation.faults.one_way import MendLink
from apps.simulation.faults.partition import Heal
from apps.simulation.faults.pause import ResumeNode

WAYS_BACK = (Heal, MendLink, ResumeNode, RestartNode)
"""What ends a fault is none."""


@dataclass(frozen=True, slots=True, order=True)
class Score:
    """The fewer the better; faults and operations count alike."""

    total: int
    operations: int
    faults: int


def score(commands: Iterable[Command]) -> Score:
    """Return the operations and the faults among commands."""
    given = list(commands)
    kinds = tuple(kind.command for fault in FAULTS.values() for kind in fault.commands)
    operations = sum(isinstance(command, InvokeOperation) for command in given)
    faults = sum(isinstance(command, kinds) and not isinstance(command, WAYS_BACK) for command in given)
    return Score(operations + faults, operations, faults)
