"""What all incremental checks have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from apps.consistency.graph import Step
from apps.consistency.incremental.arrivals import Arrival

Core = Sequence[int]
"""A few operations that violate a model; none as long as it holds."""


class Finder(ABC):
    """Finds that a model is violated."""

    @abstractmethod
    def take(self, arrival: Arrival) -> Core:
        """Add an operation."""

    def told(self, number: int, steps: Sequence[Step]) -> Core:
        """Add what an operation told when it completed, having been read before: edges, most of its version."""
        return ()
