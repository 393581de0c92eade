"""Who is answered during a partition: facts, and the sentence that is made from them.

`tests/replication/test_availability.py` compares the facts of every preset with runs, so the sentence cannot promise
what the protocol does not do.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

Nodes = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """The nodes that a node must be able to reach, itself included, before it answers an operation.

    - `replicas`, `copies`: at least so many of the key's `copies` replicas.
    - `majority`: more than half of the nodes.
    - `nodes(all)`, `role`: these nodes, and what they are called in a sentence.
    - `nodes_min`: at least so many nodes.
    - `either`: or else this.
    """

    replicas: int = 0
    copies: int = 0
    majority: bool = False
    nodes: Callable[[Nodes], Nodes] | None = None
    role: str = ""
    nodes_min: int = 1
    either: Needs | None = None

    def are_met(self, side: Collection[str], nodes: Nodes, holders: Nodes) -> bool:
        """Return whether a node on this side of a partition can answer; `holders` are the key's replicas."""
        if self.either is not None and self.either.are_met(side, nodes, holders):
            return True
        return (
            len(set(side) & set(holders)) >= self.replicas
            and (not self.majority or len(side) > len(nodes) // 2)
            and (self.nodes is None or set(self.nodes(nodes)) <= set(side))
            and len(side) >= self.nodes_min
        )

    @property
    def place(self) -> str:
        """Return where that is, to follow "are answered"."""
        if self == EVERYWHERE or (self.replicas == 1 and self.nodes is None):
            return "at every node, on both sides"
        if self == NOWHERE or (0 < self.copies == self.replicas):
            return "nowhere, if the partition cuts off " + ("any node" if self == NOWHERE else "a replica of the key")
        return f"only {self._side}" if self.either is None else f"only {self._side}, and {self.either._side}"

    @property
    def _side(self) -> str:
        if self.nodes is not None:
            return f"on the side of {self.role}" + (
                f", if it has {self.nodes_min} nodes or more" * (self.nodes_min > 1)
            )
        if self.majority:
            return "on a side with a majority of the nodes"
        if self.replicas:
            return f"on a side that reaches {self.replicas} of the key's {self.copies} replicas"
        return f"on every side with {self.nodes_min} nodes or more"


EVERYWHERE = Needs()


def _every_node(nodes: Nodes) -> Nodes:
    return nodes


def _first_node(nodes: Nodes) -> Nodes:
    return nodes[:1]


NOWHERE = Needs(nodes=_every_node, role="all nodes")


def of_first(role: str, nodes_min: int = 1) -> Needs:
    """Return the need for the first node, which plays this role at the beginning."""
    return Needs(nodes=_first_node, role=role, nodes_min=nodes_min)


@dataclass(frozen=True, slots=True)
class Answers:
    """Where reads and writes are answered."""

    reads: Needs
    writes: Needs

    @property
    def text(self) -> str:
        """Return both in a clause."""
        if self.reads == self.writes:
            return f"reads and writes are answered {self.reads.place}"
        return f"reads are answered {self.reads.place}; writes {self.writes.place}"


@dataclass(frozen=True, slots=True)
class Crossing:
    """The operations that a session loses when it moves to the other side, and what happens to them there."""

    reads: bool
    writes: bool
    then: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """Where a replicated store answers during a partition.

    - `answers`: once leaders are elected and silent nodes removed. `once`: the condition for that, in words.
    - `at_first`: before that, if it differs. `until`: how long, in words.
    - `beside`: a sentence on what people can do about it.
    - `bound`: a client that leaves its node begins a new session: sticky availability at most (Bailis and others 2013).
    - `crossing`: what a client loses that moves to the other side.
    """

    answers: Answers
    once: str = ""
    at_first: Answers | None = None
    until: str = ""
    beside: str = ""
    bound: bool = False
    crossing: Crossing | None = None

    @property
    def text(self) -> str:
        """Return the sentence for a learner."""
        parts = []
        if self.at_first is not None:
            parts.append(f"Until {self.until}, {self.at_first.text}")
            parts.append(f"After that, {self.answers.text}")
        else:
            parts.append(
                self.answers.text[0].upper() + self.answers.text[1:] + (f", once {self.once}" * bool(self.once))
            )
        if self.beside:
            parts.append(self.beside)
        if self.bound:
            sticky = ", so this is sticky availability" * (self.answers == Answers(EVERYWHERE, EVERYWHERE))
            parts.append(f"A client that moves to another node begins a new session{sticky}")
        if self.crossing is not None:
            parts.append(self._crossing(self.crossing))
        return ". ".join(parts) + "."

    @staticmethod
    def _crossing(crossing: Crossing) -> str:
        lost = [name for name, is_lost in (("reads", crossing.reads), ("writes", crossing.writes)) if is_lost]
        return (
            f"A client that moves to the other side {crossing.then} there with its {' and '.join(lost)}, if that "
            "side lacks data that its session has seen. This is sticky availability"
        )


@dataclass(frozen=True, slots=True)
class Stated:
    """A sentence of a protocol that is no store; `tests/agreement/test_availability.py` has a run for each."""

    text: str


TOTAL = Availability(answers=Answers(EVERYWHERE, EVERYWHERE))
"""Every node answers every client, wherever it comes from: total availability (Bailis and others 2013)."""
