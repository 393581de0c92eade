"""Handing clients' requests on to the node that leads, and its answers back.

A client talks to the node it chose. That node keeps the request until it is answered, sends it to the leader as soon as
it knows one, and again every 400 ms, at most eight times. The leader answers the node, and the node its client.

Why not redirect the client? A client sits beside its node, and the way between them knows no faults: sent on to the
leader, it would reach it across a partition. A request that is forwarded meets the network's faults like any message.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from apps.simulation.effects import CancelTimer, Effect, Refuse, Reply, Request, Send, SetTimer

FORWARD = "forward"
RETRY_TICKS = 400
RETRIES_MAX = 8


@dataclass(frozen=True, slots=True)
class Forward:
    """A client of mine asks this; of the leader of that epoch, where leaders have epochs."""

    request: Request
    epoch: Any = None
    kind: ClassVar[str] = "forward"
    category: ClassVar[str] = "request"

    @property
    def label(self) -> str:
        """Return what is asked."""
        return self.request.label

    @property
    def operation(self) -> str:
        """The operation that is handed on."""
        return self.request.operation


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer for your client."""

    reply: Reply | Refuse
    kind: ClassVar[str] = "answered"
    category: ClassVar[str] = "response"

    @property
    def label(self) -> str:
        """Return what is answered."""
        return self.reply.label

    @property
    def operation(self) -> str:
        """The operation that is answered."""
        return self.reply.operation


@dataclass(slots=True)
class Waiting:
    """A request that waits for its answer, and how often it was sent again."""

    request: Request
    retries: int = 0


class Forwarder:
    """What clients of this node wait for. `epoch` goes with everything it forwards; `timer` is when it sends again."""

    def __init__(self, epoch: Any = None, timer: str = FORWARD) -> None:
        self.epoch, self.timer = epoch, timer
        self.waiting: dict[str, Waiting] = {}

    def view(self) -> list[str]:
        """The waiting requests, for the inspector."""
        return [f"{name} {each.request.label}" for name, each in self.waiting.items()]

    def requests(self) -> list[Request]:
        """The waiting requests, oldest first."""
        return [each.request for each in self.waiting.values()]

    def take(self, request: Request, leader: str | None) -> Iterator[Effect]:
        """Keep a request, and send it to the leader if there is one."""
        if not self.waiting:
            yield SetTimer(self.timer, RETRY_TICKS)
        self.waiting[request.operation] = Waiting(request)
        if leader is not None:
            yield Send(leader, Forward(request, self.epoch))

    def send(self, leader: str) -> Iterator[Effect]:
        """Send everything that waits to a leader that is new."""
        for request in self.requests():
            yield Send(leader, Forward(request, self.epoch))

    def retry(self, leader: str | None) -> Iterator[Effect]:
        """Send again what was not answered, and give up what was sent often enough."""
        for name, each in list(self.waiting.items()):
            each.retries += 1
            if each.retries > RETRIES_MAX:
                del self.waiting[name]
            elif leader is not None:
                yield Send(leader, Forward(each.request, self.epoch))
        if self.waiting:
            yield SetTimer(self.timer, RETRY_TICKS)

    def answer(self, reply: Reply | Refuse) -> Iterator[Effect]:
        """Answer the client, if it still waits."""
        if self.waiting.pop(reply.operation, None) is not None:
            yield reply
        if not self.waiting:
            yield CancelTimer(self.timer)

    def drop(self, operation: str) -> None:
        """Forget a request: its client will get no answer from here."""
        self.waiting.pop(operation, None)


def answer_to(origin: str, reply: Reply | Refuse, me: str, forwarder: Forwarder) -> Iterator[Any]:
    """Answer the node that forwarded a request, or one's own client."""
    if origin == me:
        yield from forwarder.answer(reply)
    else:
        yield Send(origin, Answered(reply))
