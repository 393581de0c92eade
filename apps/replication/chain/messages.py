"""What the nodes of a chain and their master tell one another, and the entries of a history."""

from dataclasses import dataclass
from typing import ClassVar

from apps.simulation.effects import Request

FOUNDED = 1
"""The number of the configuration that a chain begins with."""

Stamp = tuple[int, int]
"""The number of the configuration in which the head took a write, and its place in the history: the version order."""


@dataclass(frozen=True, slots=True)
class Member:
    """A node's membership of the chain. `incarnation` tells it from any other of the same node.

    `joined` is the number of the configuration that it began in.
    """

    name: str
    incarnation: int
    joined: int

    def __str__(self) -> str:
        return f"{self.name} (since {self.joined})"


@dataclass(frozen=True, slots=True)
class Configuration:
    """The chain from head to tail, as the master decided it."""

    number: int
    chain: tuple[Member, ...]

    def __str__(self) -> str:
        return f"{self.number}: {' → '.join(member.name for member in self.chain)}"

    @property
    def names(self) -> tuple[str, ...]:
        """Return the nodes of the chain, head first."""
        return tuple(member.name for member in self.chain)

    @property
    def head(self) -> Member:
        """Return the node that takes writes."""
        return self.chain[0]

    @property
    def tail(self) -> Member:
        """Return the node that answers."""
        return self.chain[-1]

    def member(self, name: str) -> Member | None:
        """Return the membership of a node; None if it is not in the chain."""
        return next((member for member in self.chain if member.name == name), None)

    def predecessor(self, name: str) -> str | None:
        """Return the node before this member; None for the head."""
        place = self.names.index(name)
        return self.names[place - 1] if place else None

    def successor(self, name: str) -> str | None:
        """Return the node after this member; None for the tail."""
        place = self.names.index(name)
        return self.names[place + 1] if place + 1 < len(self.chain) else None


@dataclass(frozen=True, slots=True)
class Entry:
    """A write or compare-and-set in a history. `origin` is the node whose client asked for it."""

    stamp: Stamp
    request: Request
    origin: str

    def __str__(self) -> str:
        return f"{self.stamp[1]} · {self.request.label} · {self.request.operation}"


History = tuple[Entry, ...]


# Along the chain


@dataclass(frozen=True, slots=True)
class Update:
    """The entries that follow the first `start` of the sender's history, up to its end."""

    configuration: int
    start: int
    entries: History
    kind: ClassVar[str] = "update"
    category: ClassVar[str] = "request"

    @property
    def label(self) -> str:
        """Return the last entry and how many come before it, or how long the history is."""
        if not self.entries:
            return f"up to {self.start}"
        more = f" +{len(self.entries) - 1}" if len(self.entries) > 1 else ""
        return f"{self.entries[-1].request.label}{more}"

    @property
    def operation(self) -> str | None:
        """Return the operation of the last entry."""
        return self.entries[-1].request.operation if self.entries else None


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """The tail has processed the first `length` entries."""

    configuration: int
    length: int
    kind: ClassVar[str] = "acknowledge"
    category: ClassVar[str] = "response"
    operation: ClassVar[None] = None

    @property
    def label(self) -> str:
        """Return how far."""
        return f"ack {self.length}"


@dataclass(frozen=True, slots=True)
class Position:
    """The sender, a new successor, has the first `length` entries, and asks for what follows them."""

    configuration: int
    length: int
    kind: ClassVar[str] = "position"
    category: ClassVar[str] = "response"
    operation: ClassVar[None] = None

    @property
    def label(self) -> str:
        """Return how far."""
        return f"has {self.length}"


# To and from the master


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The sender is up, and serves in this configuration; 0: in none, and it asks for its place or for a new one.

    `synced`: it has all that its chain has acknowledged.
    """

    configuration: int
    incarnation: int
    synced: bool
    kind: ClassVar[str] = "heartbeat"
    category: ClassVar[str] = "request"
    operation: ClassVar[None] = None

    @property
    def label(self) -> str:
        """Return a heart, with the configuration if there is one."""
        return f"♥ {self.configuration or '?'}"


@dataclass(frozen=True, slots=True)
class Configure:
    """This is the chain from now on."""

    configuration: Configuration
    kind: ClassVar[str] = "configure"
    category: ClassVar[str] = "response"
    operation: ClassVar[None] = None

    @property
    def label(self) -> str:
        """Return the chain."""
        return str(self.configuration)


@dataclass(frozen=True, slots=True)
class Expelled:
    """This incarnation is in the chain no more; the node may join as another."""

    incarnation: int
    kind: ClassVar[str] = "expelled"
    category: ClassVar[str] = "response"
    label: ClassVar[str] = "out"
    operation: ClassVar[None] = None


@dataclass(frozen=True, slots=True)
class Confirm:
    """The tail asks the master whether its configuration still stands."""

    configuration: int
    session: int
    round: int
    kind: ClassVar[str] = "confirm"
    category: ClassVar[str] = "request"
    operation: ClassVar[None] = None

    @property
    def label(self) -> str:
        """Return the question."""
        return f"still {self.configuration}?"


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The configuration stood when the question of this round came."""

    configuration: int
    session: int
    round: int
    kind: ClassVar[str] = "confirmed"
    category: ClassVar[str] = "response"
    operation: ClassVar[None] = None

    @property
    def label(self) -> str:
        """Return the answer."""
        return f"still {self.configuration}"
