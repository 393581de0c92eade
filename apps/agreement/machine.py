"""A node of an agreement protocol: a state machine whose whole state is two values.

- `state`, frozen: what a crash takes. Handlers replace it, and change nothing else.
- `log`, a Table: what is durable, as it was persisted.

So what a node will do follows from (state, log) and what reaches it, and nothing else. Exploration relies on that:
it puts a machine into any state and lets it handle one thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any

from apps.agreement.table import Table
from apps.protocols.dials import Dials
from apps.simulation.effects import Body, Effect, Persist, Request
from apps.simulation.node import ALIKE, Durable, NodeContext, Role
from apps.simulation.plain import plain


class Machine:
    """What all have in common. A subclass sets `state` when it starts, and overrides what it answers to."""

    state: Any

    def __init__(self, context: NodeContext, durable: Durable, dials: Dials) -> None:
        self.name = context.name
        self.others = tuple(node for node in context.nodes if node != context.name)
        self.random = context.random
        self.dials = dials
        self.log: Table[Any] = Table(durable)

    def persist(self, name: str, value: Any) -> Iterator[Effect]:
        """Make a value durable; None deletes."""
        self.log = self.log.without(name) if value is None else self.log.put(name, value)
        yield Persist(name, value)

    def logged(self, prefix: str) -> dict[str, Any]:
        """Return what is durable under names that begin so, by the rest of the name."""
        return {name.removeprefix(prefix): self.log[name] for name in self.log if name.startswith(prefix)}

    def volatile(self) -> Mapping[str, Any]:
        """The members of the state."""
        return {field.name.replace("_", " "): plain(getattr(self.state, field.name)) for field in fields(self.state)}

    def role(self) -> Role:
        """Return what it is among the others."""
        return ALIKE

    def on_start(self, now_ticks: int) -> Iterable[Effect]:
        """It starts, or restarts after a crash."""
        return ()

    def on_request(self, request: Request, now_ticks: int) -> Iterable[Effect]:
        """A client's operation arrives."""
        return ()

    def on_message(self, source: str, body: Body, now_ticks: int) -> Iterable[Effect]:
        """A message arrives."""
        return ()

    def on_timer(self, name: str, now_ticks: int) -> Iterable[Effect]:
        """A timer has run out."""
        return ()
