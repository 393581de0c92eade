"""The evidence by which goals are judged: a run, as predicates see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from apps.labs.run.judgement import Judgement
from apps.labs.run.scenario import Scenario
from apps.simulation import Simulation
from apps.simulation import events as e

E = TypeVar("E", bound=e.Event)


@dataclass(slots=True)
class Evidence:
    """A run as a predicate sees it.

    `latest` are the events of the last step. In `seen` a predicate keeps what it saw at earlier steps and will need
    later (that a node was in doubt), each under a key of its own; it follows from the steps, so a replay has the same.
    """

    simulation: Simulation
    scenario: Scenario
    judgement: Judgement
    latest: Sequence[e.Event] = ()
    seen: dict[Any, Any] = field(default_factory=dict)
    _by_kind: dict[type[e.Event], list[e.Event]] = field(default_factory=dict)

    def note(self, events: Sequence[e.Event]) -> None:
        """Take in the events of one step, or of one command."""
        self.latest = events
        for event in events:
            self._by_kind.setdefault(type(event), []).append(event)

    def of(self, kind: type[E]) -> list[E]:
        """Every event of one kind, in order."""
        return self._by_kind.get(kind, [])  # type: ignore[return-value]
