"""What a node asks for. A handler yields effects; the kernel carries them out, in order, in one atomic step."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from apps.simulation.arguments import ADMINISTRATION, WORDS, argument_text


@dataclass(frozen=True, slots=True)
class WrittenValue:
    """A value together with the write that produced it. Nodes pass it on; they never make one.

    The kernel makes it when a client invokes a write, and reads from it which write a read returned, however often the
    same text is written.
    """

    operation: str
    value: str


@dataclass(frozen=True, slots=True)
class Version:
    """A written value at its place in the store's version order.

    Stamps of one key are comparable with `stamp <= stamp`: tuples for total orders, version vectors through
    `ProtocolSpec.version_order`.
    """

    written: WrittenValue
    stamp: Any

    def __str__(self) -> str:
        return f"{self.written.value} @ {stamp_text(self.stamp)}"


def stamp_text(stamp: Any) -> str:
    """A stamp as the learner reads it."""
    return " · ".join(str(part) for part in stamp) if type(stamp) is tuple else str(stamp)


class Body(Protocol):
    """What a message carries: an immutable value that describes itself."""

    kind: ClassVar[str]
    category: ClassVar[str]
    """`request`, `response`, `gossip` or `client`."""

    @property
    def label(self) -> str:
        """A few characters shown on the moving message."""

    @property
    def operation(self) -> str | None:
        """The client operation it serves, if any."""


@dataclass(frozen=True, slots=True)
class Request:
    """A client's operation as the node sees it. `context` is what the client's session last got in a reply.

    `written` is None for a read; its value is empty for an operation that takes none.
    `expected` is the value that a compare-and-set compares with, None for the initial one. `attempt` counts how often
    the client was redirected with it: only the copies of one message share both operation and attempt.
    """

    operation: str
    number: int
    client: str
    process: str
    action: str
    key: str
    written: WrittenValue | None
    context: Mapping[str, Any] | None
    expected: str | None = None
    attempt: int = 0

    kind: ClassVar[str] = "request"
    category: ClassVar[str] = "client"

    @property
    def label(self) -> str:
        """The operation, as on its row in the operations list."""
        if self.action == "cas" and self.written:
            return f"{self.key}: {self.expected or '∅'}→{self.written.value}"
        if self.action in ADMINISTRATION and self.written:
            return f"{ADMINISTRATION[self.action]} {self.written.value}"
        if self.action in WORDS and self.written:
            return f"{self.key}: {argument_text(self.action, self.written.value)}"
        if self.written and not self.written.value:
            return f"{self.key}: {self.action}"
        return f"{self.key}={self.written.value}" if self.written else f"{self.key}?"


@dataclass(frozen=True, slots=True)
class Send:
    """Send `body` to the node `target` (never to oneself)."""

    target: str
    body: Body


@dataclass(frozen=True, slots=True)
class SetTimer:
    """Call `on_timer(name)` after `delay_ticks` of the node's own clock. Replaces a timer of that name."""

    name: str
    delay_ticks: int


@dataclass(frozen=True, slots=True)
class CancelTimer:
    """Forget the timer `name`, if it is set."""

    name: str


@dataclass(frozen=True, slots=True)
class Persist:
    """Make `value` durable under `name`: it survives a crash. None deletes."""

    name: str
    value: Any


@dataclass(frozen=True, slots=True)
class Reply:
    """Answer a client's operation: the version written, or the versions read (none: the initial value).

    `context`, if not None, replaces what the client's session carries to its next operation. For a compare-and-set,
    `swapped` says whether it took place: if so, `versions` is the one written and `observed` what it replaced; if not,
    `versions` is what was there instead.
    """

    operation: str
    client: str
    versions: tuple[Version, ...]
    context: Mapping[str, Any] | None = None
    swapped: bool | None = None
    observed: tuple[Version, ...] = ()

    kind: ClassVar[str] = "reply"
    category: ClassVar[str] = "client"

    @property
    def label(self) -> str:
        """The values answered."""
        values = " ‖ ".join(version.written.value for version in self.versions) or "∅"
        return f"is {values}" if self.swapped is False else values


@dataclass(frozen=True, slots=True)
class Refuse:
    """Tell a client, in words, that its operation did not happen and, by this node, never will."""

    operation: str
    client: str
    reason: str

    kind: ClassVar[str] = "refuse"
    category: ClassVar[str] = "client"

    @property
    def label(self) -> str:
        """A no."""
        return "no"


@dataclass(frozen=True, slots=True)
class Redirect:
    """Tell a client to ask `node` instead. By the request of that `attempt` it did not happen and never will.

    The client follows it only if that was its last request, so a copy of this message moves it only once.
    """

    operation: str
    client: str
    node: str
    attempt: int = 0

    kind: ClassVar[str] = "redirect"
    category: ClassVar[str] = "client"

    @property
    def label(self) -> str:
        """Return where to go."""
        return f"→ {self.node}"


Effect = Send | SetTimer | CancelTimer | Persist | Reply | Refuse | Redirect


def effect_label(effect: Effect) -> str:
    """Return what a node does, in a few words, without the transaction or the like that it is about."""
    if isinstance(effect, Send):
        return f"send {effect.body.kind} to {effect.target}"
    if isinstance(effect, Persist):
        return f"log {effect.name.split('/')[0]}"
    if isinstance(effect, SetTimer | CancelTimer):
        return f"{'set' if isinstance(effect, SetTimer) else 'cancel'} timer {effect.name.split('/')[0]}"
    return f"answer {effect.client}"
