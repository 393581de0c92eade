"""A node of binary consensus in rounds (Ben-Or 1983, for crashes): safe always; whether it ends is another matter.

1. *Report* your estimate to all. With your own and as many others' reports as make a majority: if all of them say v,
   propose v, otherwise propose `?`.
2. *Propose* to all. With your own and as many others' proposals as make a majority: all are v: decide v. One is v: v
   is your estimate. All are `?`: the estimate is what `otherwise` gives, which is all in which the variants differ.
3. The next round begins. Who has decided tells the others; who is told decides the same and tells the others too.

Two different values cannot both be proposed in a round, since two majorities share a node; and whoever decides v has
seen a majority propose it, of which everybody else sees one at least, so that all enter the next round with v.

Only as many messages of a phase count as are waited for, in order of arrival. What comes early is kept, what comes late
is ignored. Durable: `stand`, written before a message of it is sent, and `decision`, with the round of it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from apps.agreement.consensus.messages import NONE, PROPOSAL, REPORT, Decided, Proposal, Report, Stand, place_of
from apps.agreement.machine import Machine
from apps.protocols.dials import Dials
from apps.protocols.pictures import NodePicture
from apps.simulation.effects import Body, Effect, Refuse, Reply, Request, Send, Version
from apps.simulation.node import Durable, NodeContext, Role

STAND, DECISION = "stand", "decision"

Early = tuple[tuple[str, Report | Proposal], ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """The messages of others for the present phase and later ones, in order of arrival."""

    heard: Early = ()


class ConsensusNode(Machine, ABC):
    """One of three. A subclass says what to take as the estimate where nothing was proposed."""

    state: Heard

    def __init__(self, context: NodeContext, durable: Durable, dials: Dials) -> None:
        super().__init__(context, durable, dials)
        self.wanted = (len(self.others) + 1) // 2
        self.state = Heard()

    @abstractmethod
    def otherwise(self, round_number: int) -> str:
        """The estimate after a round in which nothing was proposed."""

    @property
    def stand(self) -> Stand:
        """Return where it stands."""
        stand: Stand = self.log[STAND]
        return stand

    def role(self) -> Role:
        """Return whether it has decided."""
        return Role(f"decided {self.log[DECISION][0]}" if DECISION in self.log else "")

    def on_start(self, now_ticks: int) -> Iterator[Effect]:
        """Begin the first round with the input, or say again what was said last."""
        if DECISION in self.log:
            yield from self._tell(Decided(self.log[DECISION][0]))
        elif STAND in self.log:
            yield from self._tell(self.stand.message())
        else:
            yield from self._enter(Stand(1, REPORT, str(self.dials[f"input_{self.name}"])))

    def on_request(self, request: Request, now_ticks: int) -> Iterator[Effect]:
        """Yield what was decided, if something was."""
        if DECISION in self.log and request.written is not None:
            version = Version(request.written, f"decided {self.log[DECISION][0]}")
            yield Reply(request.operation, request.client, (version,))
        else:
            yield Refuse(request.operation, request.client, f"{self.name} has not decided yet.")

    def on_message(self, source: str, body: Body, now_ticks: int) -> Iterator[Effect]:
        """A report, a proposal, or the decision."""
        if DECISION in self.log:
            return
        if isinstance(body, Decided):
            yield from self._decide(body.value)
        elif isinstance(body, Report | Proposal) and self._is_new(source, body):
            self.state = Heard((*self.state.heard, (source, body)))
            yield from self._count()

    def _is_new(self, source: str, body: Report | Proposal) -> bool:
        """Return whether a message is for this phase or a later one, and no second copy."""
        known = any(who == source and place_of(other) == place_of(body) for who, other in self.state.heard)
        return not known and place_of(body) >= self.stand.place

    # Rounds

    def _count(self) -> Iterator[Effect]:
        """Go on through as many phases as what has been heard is enough for."""
        while DECISION not in self.log:
            others = [body.value for _, body in self.state.heard if place_of(body) == self.stand.place][: self.wanted]
            if len(others) < self.wanted:
                return
            step = self._propose if self.stand.phase == REPORT else self._conclude
            yield from step([self.stand.message().value, *others])

    def _propose(self, reports: Sequence[str]) -> Iterator[Effect]:
        proposal = reports[0] if len(set(reports)) == 1 else NONE
        yield from self._enter(replace(self.stand, phase=PROPOSAL, proposal=proposal))

    def _conclude(self, proposals: Sequence[str]) -> Iterator[Effect]:
        values = [value for value in proposals if value != NONE]
        if len(values) == len(proposals):
            yield from self._decide(values[0])
        else:
            estimate = values[0] if values else self.otherwise(self.stand.round)
            yield from self._enter(Stand(self.stand.round + 1, REPORT, estimate))

    def _enter(self, stand: Stand) -> Iterator[Effect]:
        yield from self.persist(STAND, stand)
        kept = tuple((who, body) for who, body in self.state.heard if place_of(body) >= stand.place)
        self.state = Heard(kept)
        yield from self._tell(stand.message())

    def _decide(self, value: str) -> Iterator[Effect]:
        yield from self.persist(DECISION, (value, self.stand.round))
        self.state = Heard()
        yield from self._tell(Decided(value))

    def _tell(self, body: Body) -> Iterator[Effect]:
        for node in self.others:
            yield Send(node, body)


def decision(log: Durable) -> str | None:
    """Return what a node has decided."""
    found: Any = log.get(DECISION)
    return None if found is None else str(found[0])


def first_decided_round(nodes: Sequence[NodePicture]) -> int:
    """The lowest round in which a node decided; 0: none has."""
    return min((node.log[DECISION][1] for node in nodes if DECISION in node.log), default=0)


def rounds_undecided(nodes: Sequence[NodePicture]) -> int:
    """Return how many rounds all but the slowest node, which may have stopped, have been through without a decision."""
    rounds = sorted(node.log[STAND].round for node in nodes if STAND in node.log)
    return rounds[1] - 1 if len(rounds) > 1 else 0
