"""The goals of one run while it goes on: each is asked for after every step until it is reached, and stays so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from apps.labs.goals import PREDICATES
from apps.labs.goals.evidence import Evidence
from apps.labs.goals.goal import Finding, Goal, NotYet, Reached, check_terms
from apps.labs.goals.setting import what_to_set
from apps.simulation import events as e


class GoalWatch:
    """Follows one run. `note` the events of each step.

    A goal that is asked for under another setting than the run's is not looked for: it says what to set. `findings` are
    of all goals, `reached` of those that are reached, by the goal's name.
    """

    def __init__(self, goals: Sequence[Goal], evidence: Evidence) -> None:
        self.goals = goals
        self.evidence = evidence
        self.findings: dict[str, Finding] = {goal.name: NotYet(what_to_set(goal, evidence.scenario)) for goal in goals}
        self.reached: dict[str, Reached] = {}
        self._asked = {
            goal.name: (PREDICATES[goal.predicate], check_terms(PREDICATES[goal.predicate], goal.terms))
            for goal in goals
            if not what_to_set(goal, evidence.scenario)
        }

    def note(self, events: Sequence[e.Event]) -> None:
        """Take in the events of one step, or of one command."""
        if not self._asked:
            return
        self.evidence.note(events)
        for name, (predicate, terms) in self._asked.items():
            if name not in self.reached:
                found = self.findings[name] = predicate(self.evidence, **terms)
                if isinstance(found, Reached):
                    self.reached[name] = found

    def view(self) -> list[dict[str, Any]]:
        """Every goal, as the page shows it."""
        return [{"name": goal.name, "title": goal.title, **_told(self.findings[goal.name])} for goal in self.goals]


def _told(found: Finding) -> dict[str, Any]:
    if isinstance(found, NotYet):
        return {"reached": False, "text": found.because, "operations": [], "events": []}
    return {
        "reached": True,
        "text": found.text,
        "operations": list(found.operations),
        "events": list(found.events),
    }
