"""A replica of multi-decree Paxos: acceptor and learner, and, while a majority has promised it, the leader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from apps.agreement.ballots import NO_BALLOT, Ballot, is_majority
from apps.agreement.machine import Machine
from apps.agreement.multi_paxos.messages import Accept, Accepted, Lead, Prepare, Promise, Reject, Vote
from apps.agreement.table import EMPTY, Table
from apps.protocols.dials import Dials
from apps.simulation.effects import (
    Body,
    CancelTimer,
    Effect,
    Redirect,
    Refuse,
    Reply,
    Request,
    Send,
    SetTimer,
    Version,
    WrittenValue,
)
from apps.simulation.node import ALIKE, Durable, NodeContext, Role

PROMISED, VOTE, CHOSEN = "promised", "vote/", "chosen/"
ELECTION, LEADING = "election", "leading"
LEAD_SHARE = 4
NOTHING = WrittenValue("", "no-op")


@dataclass(frozen=True, slots=True)
class Campaign:
    """A ballot of its own: who has promised it with which votes and, once it leads, who has voted in which slot."""

    ballot: Ballot
    promises: Table[tuple[tuple[int, Vote], ...]] = EMPTY
    leads: bool = False
    votes: Table[frozenset[str]] = EMPTY
    asked: Table[WrittenValue] = EMPTY


@dataclass(frozen=True, slots=True)
class ReplicaState:
    """Its own campaign, the leader that it follows, and the clients that wait for an answer from it."""

    campaign: Campaign | None = None
    leader: str | None = None
    waiting: tuple[Request, ...] = ()


def chosen_log(log: Durable) -> dict[int, WrittenValue]:
    """By slot what a replica knows to be chosen."""
    found = {int(name.removeprefix(CHOSEN)): log[name] for name in log if name.startswith(CHOSEN)}
    return dict(sorted(found.items()))


def applied(log: Durable) -> list[WrittenValue]:
    """What a replica carries out: slot after slot up to the first gap, and of each operation the first slot only.

    A value may be chosen for two slots, when a leader that was overtaken comes back and finishes its old votes. Paxos
    has no say in that; whoever applies the log has to know what it has applied.
    """
    chosen, found = chosen_log(log), dict[str, WrittenValue]()
    for slot in range(1, len(chosen) + 1):
        if slot not in chosen:
            break
        if chosen[slot].operation:
            found.setdefault(chosen[slot].operation, chosen[slot])
    return list(found.values())


def latest_votes(log: Durable) -> dict[int, Vote]:
    """By slot the latest vote of a replica."""
    found = {int(name.removeprefix(VOTE)): log[name] for name in log if name.startswith(VOTE)}
    return dict(sorted(found.items()))


class Replica(Machine):
    """Durable: `promised`; by slot `vote/<s>`, its latest vote, and `chosen/<s>`."""

    state: ReplicaState

    def __init__(self, context: NodeContext, durable: Durable, dials: Dials) -> None:
        super().__init__(context, durable, dials)
        self.count = len(context.nodes)
        self.place = context.nodes.index(context.name)
        self.timeout_ticks = int(dials["timeout_ticks"])
        self.state = ReplicaState()

    def role(self) -> Role:
        """Return whether it leads."""
        return Role("leader", leads=True) if self._leads() else ALIKE

    def _leads(self) -> bool:
        return self.state.campaign is not None and self.state.campaign.leads

    def on_start(self, now_ticks: int) -> Iterator[Effect]:
        """Wait to hear of a leader; the first in order waits least."""
        yield SetTimer(ELECTION, 1 if self.place == 0 and not self.log else self._patience())

    def _patience(self) -> int:
        return self.timeout_ticks * (2 + self.place) // 2

    # Clients

    def on_request(self, request: Request, now_ticks: int) -> Iterator[Effect]:
        """The leader gives it the next slot; others say who leads."""
        done = {written.operation: slot for slot, written in reversed(chosen_log(self.log).items())}
        if request.operation in done:
            yield self._answer(request, done[request.operation])
        elif self._leads():
            yield from self._propose(request)
        elif self.state.leader is not None:
            yield Redirect(request.operation, request.client, self.state.leader, request.attempt)
        else:
            yield Refuse(request.operation, request.client, f"{self.name} knows no leader at the moment")

    @staticmethod
    def _answer(request: Request, slot: int) -> Effect:
        assert request.written is not None
        return Reply(request.operation, request.client, (Version(request.written, slot),))

    def _propose(self, request: Request) -> Iterator[Effect]:
        campaign = self.state.campaign
        assert campaign is not None
        assert request.written is not None
        if request not in self.state.waiting:
            self.state = replace(self.state, waiting=(*self.state.waiting, request))
        if request.operation in {written.operation for written in campaign.asked.values()}:
            return
        slot = max([0, *chosen_log(self.log), *map(int, campaign.asked)]) + 1
        yield from self._ask_for_votes(slot, request.written)

    # Leading

    def _ask_for_votes(self, slot: int, written: WrittenValue) -> Iterator[Effect]:
        """Phase 2a; it votes itself at once."""
        campaign = self.state.campaign
        assert campaign is not None
        campaign = replace(campaign, asked=campaign.asked.put(str(slot), written))
        self.state = replace(self.state, campaign=campaign)
        yield from self.persist(VOTE + str(slot), (campaign.ballot, written))
        for node in self.others:
            yield Send(node, Accept(campaign.ballot, slot, written))
        yield from self._count(self.name, slot)

    def _count(self, voter: str, slot: int) -> Iterator[Effect]:
        campaign = self.state.campaign
        assert campaign is not None
        voters = campaign.votes.get(str(slot), frozenset()) | {voter}
        self.state = replace(self.state, campaign=replace(campaign, votes=campaign.votes.put(str(slot), voters)))
        if is_majority(len(voters), self.count) and CHOSEN + str(slot) not in self.log:
            written = campaign.asked[str(slot)]
            yield from self.persist(CHOSEN + str(slot), written)
            for request in self.state.waiting:
                if request.written == written:
                    yield self._answer(request, slot)
            still = tuple(request for request in self.state.waiting if request.written != written)
            self.state = replace(self.state, waiting=still)
            yield from self._say_that_it_leads()

    def _say_that_it_leads(self) -> Iterator[Effect]:
        campaign = self.state.campaign
        assert campaign is not None
        chosen = tuple(chosen_log(self.log).items())
        for node in self.others:
            yield Send(node, Lead(campaign.ballot, chosen))
        yield SetTimer(LEADING, self.timeout_ticks // LEAD_SHARE)

    def _campaign(self) -> Iterator[Effect]:
        """Phase 1a, for every slot at once."""
        promised: Ballot = self.log.get(PROMISED, NO_BALLOT)
        ballot = Ballot(promised.round + 1, self.name)
        yield from self.persist(PROMISED, ballot)
        own = tuple(latest_votes(self.log).items())
        campaign = Campaign(ballot, Table({self.name: own}))
        self.state = replace(self.state, campaign=campaign, leader=None)
        for node in self.others:
            yield Send(node, Prepare(ballot))
        yield SetTimer(ELECTION, self._patience() + self.random.below(self.timeout_ticks))

    def _begin_to_lead(self) -> Iterator[Effect]:
        """Finish every slot that somebody has voted in, with the value of the latest vote; fill gaps with no-ops."""
        campaign = self.state.campaign
        assert campaign is not None
        self.state = replace(self.state, campaign=replace(campaign, leads=True), leader=self.name)
        yield CancelTimer(ELECTION)
        latest: dict[int, Vote] = {}
        for votes in campaign.promises.values():
            for slot, vote in votes:
                latest[slot] = max(latest.get(slot, vote), vote)
        for slot in range(1, max([0, *latest]) + 1):
            if CHOSEN + str(slot) not in self.log:
                yield from self._ask_for_votes(slot, latest[slot][1] if slot in latest else NOTHING)
        yield from self._say_that_it_leads()

    # Messages

    def on_message(self, source: str, body: Body, now_ticks: int) -> Iterator[Effect]:
        """By kind: as acceptor, as leader, as learner."""
        if isinstance(body, Prepare | Accept | Lead):
            yield from self._as_acceptor(source, body)
        elif isinstance(body, Reject):
            if self.state.campaign is not None and body.promised > self.state.campaign.ballot:
                yield from self._step_down(body.promised)
        elif self.state.campaign is not None and self.state.campaign.ballot == body.ballot:  # type: ignore[attr-defined]
            yield from self._as_leader(source, body)

    def _as_acceptor(self, source: str, body: Prepare | Accept | Lead) -> Iterator[Effect]:
        promised: Ballot = self.log.get(PROMISED, NO_BALLOT)
        if body.ballot < promised:
            yield Send(source, Reject(body.ballot, promised))
            return
        if body.ballot > promised:
            yield from self._step_down(body.ballot)
        yield SetTimer(ELECTION, self._patience())
        if isinstance(body, Prepare):
            yield Send(source, Promise(body.ballot, tuple(latest_votes(self.log).items())))
            return
        self.state = replace(self.state, leader=source)
        if isinstance(body, Accept):
            yield from self.persist(VOTE + str(body.slot), (body.ballot, body.written))
            yield Send(source, Accepted(body.ballot, body.slot, body.written))
        else:
            for slot, written in body.chosen:
                if CHOSEN + str(slot) not in self.log:
                    yield from self.persist(CHOSEN + str(slot), written)

    def _step_down(self, ballot: Ballot) -> Iterator[Effect]:
        """Somebody has a higher ballot: promise it, and lead no more."""
        yield from self.persist(PROMISED, ballot)
        if self.state.campaign is not None:
            yield CancelTimer(LEADING)
            for request in self.state.waiting:
                yield Redirect(request.operation, request.client, ballot.proposer, request.attempt)
        self.state = ReplicaState()
        yield SetTimer(ELECTION, self._patience())

    def _as_leader(self, source: str, body: Body) -> Iterator[Effect]:
        campaign = self.state.campaign
        assert campaign is not None
        if isinstance(body, Promise) and not campaign.leads:
            campaign = replace(campaign, promises=campaign.promises.put(source, body.votes))
            self.state = replace(self.state, campaign=campaign)
            if is_majority(len(campaign.promises), self.count):
                yield from self._begin_to_lead()
        elif isinstance(body, Accepted) and str(body.slot) in campaign.asked:
            yield from self._count(source, body.slot)

    # Timers

    def on_timer(self, name: str, now_ticks: int) -> Iterator[Effect]:
        """No leader has been heard of: campaign. Leading: say so, and ask again for the votes that are missing."""
        if name == ELECTION:
            yield from self._campaign()
        elif self.state.campaign is not None and self.state.campaign.leads:
            campaign = self.state.campaign
            for slot, written in campaign.asked.items():
                if CHOSEN + slot not in self.log:
                    for node in self.others:
                        if node not in campaign.votes.get(slot, frozenset()):
                            yield Send(node, Accept(campaign.ballot, int(slot), written))
            yield from self._say_that_it_leads()
