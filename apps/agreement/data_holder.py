"""A participant's dealings with clients: reads, which wait while their key is locked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from apps.agreement.locks import in_doubt, locks, read
from apps.agreement.machine import Machine
from apps.simulation.effects import Effect, Refuse, Request
from apps.simulation.node import ALIKE, Durable, NodeContext, Role


class DataHolder(Machine):
    """A machine whose state has a member `waiting`: the reads that wait for a lock, in order of arrival.

    What is durable is told in `locks`.
    """

    state: Any

    def __init__(self, context: NodeContext, durable: Durable, dials: Any) -> None:
        super().__init__(context, durable, dials)
        self.coordinator = context.nodes[0]
        self.timeout_ticks = int(dials["timeout_ticks"])

    def role(self) -> Role:
        """In doubt, or nothing in particular."""
        return Role("in doubt") if in_doubt(self.log) else ALIKE

    def on_request(self, request: Request, now_ticks: int) -> Iterator[Effect]:
        """Read, or wait until the key is not locked any more."""
        if request.written is not None:
            reason = f"{self.name} is a participant: ask {self.coordinator}, which coordinates."
            yield Refuse(request.operation, request.client, reason)
        elif request.key not in locks(self.log):
            yield read(self, request)
        elif request not in self.state.waiting:
            self.state = replace(self.state, waiting=(*self.state.waiting, request))

    def release(self) -> Iterator[Effect]:
        """Answer the reads that no lock holds up any more."""
        locked = locks(self.log)
        for request in self.state.waiting:
            if request.key not in locked:
                yield read(self, request)
        still = tuple(request for request in self.state.waiting if request.key in locked)
        self.state = replace(self.state, waiting=still)
