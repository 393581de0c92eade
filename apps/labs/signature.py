"""The frame that stands for a lab: a moment of a real run of it, and the fact that this run shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from apps.labs.goals.goal import Goal
from apps.labs.run.scenario import Scenario, Script
from apps.labs.run.session import Session
from apps.simulation.commands import InvokeOperation


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What is done in the lab's cluster, by tick, and the tick of the frame.

    `shows` names a predicate of goals (`docs/writing-lessons.md`) that is reached by then, with its `terms`.
    """

    script: Script
    tick: int
    shows: str
    terms: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 1


def run_signature(scenario: Scenario, signature: Signature) -> Session:
    """Return the run of a signature at its frame."""
    goal = Goal(name="shows", title="", predicate=signature.shows, terms=signature.terms)
    session = Session(replace(scenario, script=signature.script, goals=(goal,)), signature.seed)
    session.advance(signature.tick)
    return session


def is_shown(session: Session) -> bool:
    """Return whether the run of a signature has come to what it is to show."""
    return "shows" in session.goals.reached


def invoke(client: str, node: str, operation: str, value: str | None, key: str = "x") -> InvokeOperation:
    """Return the command by which a client invokes an operation at a node."""
    return InvokeOperation(client=client, node=node, operation=operation, key=key, value=value)


def write(client: str, node: str, value: str, key: str = "x") -> InvokeOperation:
    """Return the command by which a client writes at a node."""
    return invoke(client, node, "write", value, key)


def read(client: str, node: str, key: str = "x") -> InvokeOperation:
    """Return the command by which a client reads at a node."""
    return invoke(client, node, "read", None, key)
