"""Learners that are in a class, and those whom a teacher watches, as the other workers report of their own pages.

Each worker reports when that changes, at most four times a second, and again every two seconds: a message that gets
lost makes something late, and a worker that has failed is forgotten.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

REFRESH_SECONDS = 2.0
FORGOTTEN_SECONDS = 7.0


@dataclass(frozen=True, slots=True)
class Report:
    """The last report of one other worker: seats by class, and the visitors whose clusters are watched there."""

    at: float
    here: Mapping[str, frozenset[str]]
    watched: frozenset[str]


class Presence:
    """All other workers. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._workers: dict[str, Report] = {}
        self._sent: Any = None
        self._sent_at = float("-inf")

    def here(self, class_id: str) -> set[str]:
        """Return the seats whose learners have a page of the class open at another worker."""
        return {seat for each in self._lately() for seat in each.here.get(class_id, ())}

    def watched(self) -> frozenset[str]:
        """Return the visitors whose clusters a teacher looks at, of those that other workers have."""
        return frozenset(visitor for each in self._lately() for visitor in each.watched)

    def _lately(self) -> list[Report]:
        return [each for each in [*self._workers.values()] if self._clock() - each.at < FORGOTTEN_SECONDS]

    def update(self, worker: str, report: Mapping[str, Any]) -> dict[str, set[str]]:
        """Store a worker's report; return the seats that came or went, by class."""
        before = self._workers.get(worker)
        here = {class_id: frozenset(seats) for class_id, seats in report["here"].items()}
        self._workers[worker] = Report(self._clock(), here, frozenset(report["watched"]))
        was = before.here if before is not None else {}
        changes = {each: set(was.get(each, frozenset()) ^ here.get(each, frozenset())) for each in {*was, *here}}
        return {class_id: seats for class_id, seats in changes.items() if seats}

    def is_due(self, report: Any) -> bool:
        """Return whether this has to be sent to the others now, and count it as sent."""
        now = self._clock()
        if report == self._sent and now - self._sent_at < REFRESH_SECONDS:
            return False
        self._sent, self._sent_at = report, now
        return True


presence = Presence()
