"""What the replicas of a convergent type tell one another."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from apps.crdts.crdt_type import encoded


@dataclass(frozen=True, slots=True)
class States:
    """My whole states by key, and beside them the states of their naive twins: merge them with yours.

    `number`, if not 0, is how many changes of mine these contain: say that you have them.
    """

    states: Mapping[str, Any]
    twins: Mapping[str, Any]
    label: str
    number: int = 0
    kind: ClassVar[str] = "states"
    category: ClassVar[str] = "gossip"
    operation: ClassVar[None] = None

    @property
    def size_bytes(self) -> int:
        """Return how long the states are in their canonical encoding; the twins are not counted."""
        return sum(len(encoded(state)) for state in self.states.values())


@dataclass(frozen=True, slots=True)
class Deltas(States):
    """What of my states you have not said that you have. The twins come whole: they know no deltas."""

    kind: ClassVar[str] = "deltas"


@dataclass(frozen=True, slots=True)
class Have:
    """I have that many of your changes."""

    number: int
    kind: ClassVar[str] = "have"
    category: ClassVar[str] = "response"
    operation: ClassVar[None] = None

    @property
    def label(self) -> str:
        """Return how many."""
        return f"≤{self.number}"
