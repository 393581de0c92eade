"""Who is in a class, and whom a teacher watches, as the other workers say of their own pages.

Each worker says it when it changes, at most four times a second, and every two seconds again: so a message that gets
lost shows as something late, and a worker that is gone is forgotten.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

REFRESH_SECONDS = 2.0
FORGOTTEN_SECONDS = 7.0


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What one other worker said last: seats by class, and the visitors whose clusters are watched there."""

    at: float
    here: Mapping[str, frozenset[str]]
    watched: frozenset[str]


class Presence:
    """All other workers. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._workers: dict[str, Elsewhere] = {}
        self._told: Any = None
        self._told_at = float("-inf")

    def here(self, class_id: str) -> set[str]:
        """Return the seats whose learners have a page of the class open at another worker."""
        return {seat for each in self._lately() for seat in each.here.get(class_id, ())}

    def watched(self) -> frozenset[str]:
        """Return the visitors whose clusters a teacher looks at, of those that other workers have."""
        return frozenset(visitor for each in self._lately() for visitor in each.watched)

    def _lately(self) -> list[Elsewhere]:
        return [each for each in [*self._workers.values()] if self._clock() - each.at < FORGOTTEN_SECONDS]

    def take(self, worker: str, said: Mapping[str, Any]) -> dict[str, set[str]]:
        """Take what a worker says; return the seats that came or went, by class."""
        before = self._workers.get(worker)
        here = {class_id: frozenset(seats) for class_id, seats in said["here"].items()}
        self._workers[worker] = Elsewhere(self._clock(), here, frozenset(said["watched"]))
        was = before.here if before is not None else {}
        changes = {each: set(was.get(each, frozenset()) ^ here.get(each, frozenset())) for each in {*was, *here}}
        return {class_id: seats for class_id, seats in changes.items() if seats}

    def is_due(self, said: Any) -> bool:
        """Return whether this has to be said to the others now, and take it as said."""
        now = self._clock()
        if said == self._told and now - self._told_at < REFRESH_SECONDS:
            return False
        self._told, self._told_at = said, now
        return True


presence = Presence()
