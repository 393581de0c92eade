"""Causal delivery, once each: what operation-based types rely on (Birman, Schiper, Stephenson 1991).

Every replica keeps one inbox:

1. a broadcast carries its sender, its number among the sender's, and how many of every replica's broadcasts the sender
   had delivered before it;
2. it is delivered when it is the next of its sender and all that it depends on has been delivered; until then it waits;
3. one that was delivered or waits already is dropped.

Nothing here asks again for what was lost: a sender has to repeat it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from apps.clocks.version_vector import EMPTY, VersionVector


@dataclass(frozen=True, slots=True)
class Broadcast:
    """The sender's `number`-th update, and what had been delivered at the sender before it."""

    sender: str
    number: int
    after: VersionVector
    update: Any

    @property
    def name(self) -> str:
        """Return what tells it from all others."""
        return f"{self.sender}#{self.number}"

    def __str__(self) -> str:
        return f"{self.name} {self.update}" + (f" after {self.after}" if self.after.entries else "")


@dataclass(frozen=True, slots=True)
class Inbox:
    """How many broadcasts of each replica were delivered, and those that wait, in order of arrival."""

    delivered: VersionVector = EMPTY
    waiting: tuple[Broadcast, ...] = ()

    def send(self, sender: str, update: Any) -> tuple[Inbox, Broadcast]:
        """A broadcast of the inbox's own replica, delivered here at once."""
        broadcast = Broadcast(sender, self.delivered.count(sender) + 1, self.delivered, update)
        return replace(self, delivered=self.delivered.increment(sender)), broadcast

    def receive(self, broadcast: Broadcast) -> tuple[Inbox, tuple[Broadcast, ...]]:
        """The inbox after a broadcast arrived, and what is delivered now, in order."""
        if self.has(broadcast):
            return self, ()
        inbox, delivered = replace(self, waiting=(*self.waiting, broadcast)), []
        while ready := next((each for each in inbox.waiting if not list(inbox.missing(each))), None):
            delivered.append(ready)
            inbox = Inbox(
                inbox.delivered.increment(ready.sender), tuple(each for each in inbox.waiting if each is not ready)
            )
        return inbox, tuple(delivered)

    def has(self, broadcast: Broadcast) -> bool:
        """Return whether it was delivered or waits."""
        return broadcast.number <= self.delivered.count(broadcast.sender) or broadcast.name in {
            each.name for each in self.waiting
        }

    def missing(self, broadcast: Broadcast) -> Iterator[str]:
        """The names of the broadcasts that have to be delivered before it and were not."""
        needed = VersionVector.of({**dict(broadcast.after.entries), broadcast.sender: broadcast.number - 1})
        for sender, count in needed.entries:
            for number in range(self.delivered.count(sender) + 1, count + 1):
                yield f"{sender}#{number}"

    def why_waiting(self, broadcast: Broadcast) -> str:
        """Return what it waits for, in a sentence."""
        missing = ", ".join(self.missing(broadcast))
        return (
            f"{broadcast.name} waits for {missing}, which its sender had delivered before it and this replica has not."
        )
