"""A node as a state machine: events in, effects out.

A node never blocks, sleeps or reads global state. Whatever it needs to know comes in with the call: `now_ticks` is
its own wall clock, skew and drift included. A handler returns an iterable of effects, carried out in one atomic step.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from apps.simulation.effects import Body, Effect, Request, Version
from apps.simulation.randomness import Stream

Durable = Mapping[str, Any]
Effects = Iterable[Effect]


@dataclass(frozen=True, slots=True)
class NodeContext:
    """Who a node is: its name, every node of the cluster in order (itself included), and its own random draws."""

    name: str
    nodes: tuple[str, ...]
    random: Stream


@dataclass(frozen=True, slots=True)
class Role:
    """A node's role (`leader`, `follower`, `primary`, …) or state of note, and whether by it the node leads others."""

    name: str
    leads: bool = False


ALIKE = Role("")
"""The role of a node where all are the same."""


class Node(Protocol):
    """What every protocol's node answers to. Made anew at every start, from what was durable."""

    def on_start(self, now_ticks: int) -> Effects:
        """The node starts, or restarts after a crash."""

    def on_request(self, request: Request, now_ticks: int) -> Effects:
        """A client's operation arrives. It may arrive more than once."""

    def on_message(self, source: str, body: Body, now_ticks: int) -> Effects:
        """A message from the node `source` arrives. It may arrive more than once, late, or out of order."""

    def on_timer(self, name: str, now_ticks: int) -> Effects:
        """A timer set by this incarnation of the node has run out."""

    def volatile(self) -> Mapping[str, Any]:
        """Return what a crash would lose, for the inspector."""

    def role(self) -> Role:
        """Return its role among the others; ALIKE where all nodes are the same."""


class PromotableNode(Node, Protocol):
    """A node of a protocol with fail-over."""

    def on_promote(self, now_ticks: int) -> Effects:
        """The learner makes this node the primary."""


class NodeFactory(Protocol):
    """Makes nodes, and tells which versions a node's durable state holds."""

    def make_node(self, context: NodeContext, durable: Durable) -> Node:
        """A node that starts with this durable state (empty the first time)."""

    def stored(self, durable: Durable) -> Mapping[str, tuple[Version, ...]]:
        """The current versions by key, without keys still at their initial value."""

    def inside(self, durable: Durable) -> Mapping[str, Any]:
        """By key what is inside its state, as plain JSON values; nothing where that is only versions."""
