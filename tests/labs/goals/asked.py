"""Runs with one goal, to bring about or to miss."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from apps.labs.catalogue import catalogue
from apps.labs.goals.goal import Finding, Goal, NotYet, Reached
from apps.labs.run.scenario import Scenario
from apps.simulation import commands as c
from apps.simulation.faults.partition import Heal, Partition
from apps.simulation.network import Latency
from tests.clusters import Run

SAME = Latency("constant", 100, 100)


class Tried(Run):
    """A run with one goal, and short-hands for what a learner does."""

    @property
    def found(self) -> Finding:
        """What is to be said of the goal now."""
        return self.goals.findings["goal"]

    @property
    def reached(self) -> Reached:
        """By what the goal is reached."""
        assert isinstance(self.found, Reached), self.found
        return self.found

    @property
    def because(self) -> str:
        """Why the goal is not reached."""
        assert isinstance(self.found, NotYet), self.found
        return self.found.because

    def ask(self, client: str, node: str, operation: str, key: str, value: str | None = None) -> str:
        """Invoke any operation; its name."""
        command = c.InvokeOperation(client=client, node=node, operation=operation, key=key, value=value)
        return self._invoke(command)

    def done(self, client: str, node: str, operation: str, key: str, value: str | None = None) -> str:
        """Invoke any operation, and wait until it is over; its name."""
        name = self.ask(client, node, operation, key, value)
        self.finish(name)
        return name

    def cut(self, *group: str) -> None:
        """Cut these nodes off from the others."""
        self.apply(Partition((group,)))

    def heal(self) -> None:
        """Undo the cut."""
        self.apply(Heal())


def tried(scenario: Scenario, predicate: str, seed: int = 1, goal: dict[str, Any] | None = None, **terms: Any) -> Tried:
    """A run of this scenario with the goal."""
    wanted = Goal(name="goal", title="The goal", predicate=predicate, terms=terms, **(goal or {}))
    return Tried(replace(scenario, goals=(wanted,)), seed)


def lab(slug: str, **members: Any) -> Scenario:
    """The scenario of a lab in the catalogue, with other members or dials."""
    scenario = catalogue()[slug].scenario
    dials = {**scenario.dials, **members.pop("dials", {})}
    return replace(scenario, dials=dials, **members)
