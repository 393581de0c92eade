"""What the replicas of an operation-based type tell one another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from apps.crdts.causal_delivery import Broadcast
from apps.crdts.crdt_type import encoded


@dataclass(frozen=True, slots=True)
class KeyUpdate:
    """What a broadcast carries: what the type sends for an operation, under the key that it is about."""

    key: str
    update: Any
    words: str

    def __str__(self) -> str:
        return f"{self.key}: {self.words}"


@dataclass(frozen=True, slots=True)
class Operations:
    """Updates of mine for you, in the order in which I made them: one, or all that you have not acknowledged."""

    broadcasts: Sequence[Broadcast]
    operation: str | None = None
    kind: ClassVar[str] = "operation"
    category: ClassVar[str] = "gossip"

    @property
    def label(self) -> str:
        """The first update, and how many more."""
        more = len(self.broadcasts) - 1
        return f"{self.broadcasts[0].update}" + (f" and {more} more" if more else "")

    @property
    def size_bytes(self) -> int:
        """Return how long the updates are in their canonical encoding, with what they depend on."""
        return sum(len(encoded((each.sender, each.number, each.after, each.update.update))) for each in self.broadcasts)


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """I have those of your updates, delivered or waiting, and will have them after a crash."""

    numbers: tuple[int, ...]
    kind: ClassVar[str] = "acknowledge"
    category: ClassVar[str] = "response"
    operation: ClassVar[None] = None

    @property
    def label(self) -> str:
        """Return which."""
        return "got " + ", ".join(map(str, self.numbers))
