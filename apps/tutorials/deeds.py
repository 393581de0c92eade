"""Goals that are not in a run but done with it, in a panel: points placed, pairs ordered, runs counted.

What the learner has done there is noted by the server when it judges it (`live.models.Deed`). A goal asks for a kind of
deed and for some of its data: a term `runs_min = 1000` wants at least that, any other term just that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

KINDS: Mapping[str, str] = {
    "points_placed": "Not yet: place a point for every operation, in the Operations view, and have them checked.",
    "pairs_ordered": "Not yet: order the pairs in the Clocks view. A wrong answer does no harm; go on.",
    "pair_ordered": "Not yet: choose two concurrent events with different Lamport numbers, and order them.",
    "events_numbered": "Not yet: press “Stamp it yourself” in the Clocks view, choose an event, and give its number.",
    "measured": "Not yet: open “Count over many runs” under Faults, and have them counted.",
    "explored": "Not yet: let every run be explored.",
    "outcomes_filled": "Not yet: fill in the table under Faults, and check it. The first answer to a row counts.",
    "compared": "Not yet: open “Branches”, tick two runs, and compare them.",
    "laws_tried": "Not yet: try the laws of the merge, in the Laws view.",
}
"""The kinds of deeds, each with what to say as long as it is not done."""

MINIMUM = "_min"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeedGoal:
    """Something to be done in a panel."""

    name: str
    title: str
    kind: str
    terms: Mapping[str, Any]

    @property
    def because(self) -> str:
        """Return what to say as long as it is not done."""
        return KINDS[self.kind]

    def is_reached(self, deeds: Iterable[tuple[str, Mapping[str, Any]]]) -> bool:
        """Return whether one of these deeds, as kind and data, is it."""
        return any(kind == self.kind and self._fits(data) for kind, data in deeds)

    def _fits(self, data: Mapping[str, Any]) -> bool:
        return all(
            data.get(name.removesuffix(MINIMUM), 0) >= wanted if name.endswith(MINIMUM) else data.get(name) == wanted
            for name, wanted in self.terms.items()
        )
