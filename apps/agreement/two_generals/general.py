"""A general: it hears, confirms what it hears, and decides at dawn, alone.

Names in its log: `order`, the operation by which A was told to attack; `heard`, the highest number of a message that
came; `decision`, `attack` or `stay`. What comes after the decision is too late, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from apps.agreement.machine import Machine
from apps.agreement.two_generals.rules import thresholds
from apps.protocols.dials import Dials
from apps.simulation.effects import Body, Effect, Refuse, Reply, Request, Send, SetTimer, Version
from apps.simulation.node import Durable, NodeContext, Role

ORDER, HEARD, DECISION = "order", "heard", "decision"
ATTACK, STAY = "attack", "stay"
DAWN = "dawn"


@dataclass(frozen=True, slots=True)
class Messenger:
    """The `number`th message: a proposal, the confirmation that it came, the confirmation of that, and so on."""

    number: int
    count: int
    kind: ClassVar[str] = "messenger"
    category: ClassVar[str] = "request"
    operation: ClassVar[None] = None

    @property
    def label(self) -> str:
        """Attack at dawn, or: yours came."""
        return f"attack! 1/{self.count}" if self.number == 1 else f"got {self.number - 1}: {self.number}/{self.count}"


@dataclass(frozen=True, slots=True)
class Nothing:
    """A general keeps everything in its log."""


class General(Machine):
    """A proposes, B does not; otherwise they are alike."""

    state: Nothing

    def __init__(self, context: NodeContext, durable: Durable, dials: Dials) -> None:
        super().__init__(context, durable, dials)
        self.other = self.others[0]
        self.count = int(dials["messages"])
        self.state = Nothing()

    @property
    def is_proposer(self) -> bool:
        """Return whether it is A."""
        return self.name == "A"

    def role(self) -> Role:
        """Return what it has decided, or who it is."""
        return Role(str(self.log.get(DECISION) or ("proposer" if self.is_proposer else "")))

    def on_start(self, now_ticks: int) -> Iterator[Effect]:
        """Wait for dawn, if it has not been yet."""
        if DECISION not in self.log:
            yield SetTimer(DAWN, int(self.dials["dawn_ticks"]))

    def on_request(self, request: Request, now_ticks: int) -> Iterator[Effect]:
        """The order to attack: it begins the exchange, once."""
        if not self.is_proposer:
            yield Refuse(request.operation, request.client, f"{self.name} takes no orders: order it at {self.other}.")
        elif DECISION in self.log and self.log.get(ORDER) != request.operation:
            yield Refuse(request.operation, request.client, "it is past dawn: fork the run at a moment before it.")
        elif self.log.get(ORDER, request.operation) != request.operation:
            yield Refuse(request.operation, request.client, "the order to attack has been given already.")
        else:
            yield from self._begin(request)

    def _begin(self, request: Request) -> Iterator[Effect]:
        if ORDER not in self.log:
            yield from self.persist(ORDER, request.operation)
            yield Send(self.other, Messenger(1, self.count))
        versions = (Version(request.written, 0),) if request.written else ()
        yield Reply(request.operation, request.client, versions)

    def on_message(self, source: str, body: Body, now_ticks: int) -> Iterator[Effect]:
        """A messenger arrives: confirm it, unless it was the last or has come before."""
        if not isinstance(body, Messenger) or DECISION in self.log or body.number <= self.log.get(HEARD, 0):
            return
        yield from self.persist(HEARD, body.number)
        if body.number < self.count:
            yield Send(self.other, Messenger(body.number + 1, self.count))

    def on_timer(self, name: str, now_ticks: int) -> Iterator[Effect]:
        """Dawn: decide by the rule, from what has come and nothing else."""
        yield from self.persist(DECISION, ATTACK if self._attacks() else STAY)

    def _attacks(self) -> bool:
        for_a, for_b = thresholds(str(self.dials["rule"]), self.count)
        needed = for_a if self.is_proposer else for_b
        return self.log.get(HEARD, 0) >= needed and (ORDER in self.log or not self.is_proposer)
