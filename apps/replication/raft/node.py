"""One node of Raft: follower, candidate or leader. The rules are those of `apps.replication.raft`."""

from collections.abc import Iterator, Mapping
from typing import Any

from apps.protocols.dials import Dials
from apps.replication.forwarding import FORWARD, Answered, Forward, Forwarder, answer_to
from apps.replication.raft.leadership import Leadership, PendingRead
from apps.replication.raft.log import Entry, Log, agrees, at_least_as_new, last_agreement, merge, term_at
from apps.replication.raft.messages import AppendEntries, AppendEntriesReply, RequestVote, RequestVoteReply
from apps.replication.state_machine import StateMachine
from apps.simulation.effects import Body, CancelTimer, Effect, Persist, Reply, Request, Send, SetTimer
from apps.simulation.node import Durable, NodeContext, Role

TERM, VOTED_FOR, LOG, APPLIED = "term", "voted_for", "log", "applied"
ELECTION, HEARTBEAT, HEARD = "election", "heartbeat", "heard"
HEARTBEATS_PER_TIMEOUT = 3


class RaftNode:
    """Durable: term, vote, log, what is applied. Volatile: role, leader, commit index, what a leader keeps."""

    def __init__(self, context: NodeContext, durable: Durable, dials: Dials) -> None:
        self.name, self.nodes, self.random = context.name, context.nodes, context.random
        self.peers = tuple(node for node in context.nodes if node != context.name)
        self.majority = len(context.nodes) // 2 + 1
        self.read_path = str(dials["reads"])
        self.timeout_ticks, self.lease_ticks = int(dials["election_ticks"]), int(dials["lease_ticks"])
        self.is_new = TERM not in durable
        self.term: int = durable.get(TERM, 0)
        self.voted_for: str | None = durable.get(VOTED_FOR)
        self.log: Log = durable.get(LOG, ())
        self.applied: int = durable.get(APPLIED, 0)
        self.machine = StateMachine(durable)
        self.commit = self.applied
        self.leader: str | None = None
        self.heard = False
        self.votes: set[str] | None = None
        self.leadership: Leadership | None = None
        self.forwarder = Forwarder()

    def role(self) -> Role:
        """Follower, candidate or leader."""
        if self.leadership:
            return Role("leader", leads=True)
        return Role("follower") if self.votes is None else Role("candidate")

    def volatile(self) -> Mapping[str, Any]:
        """Return who leads, what is committed, and what candidates and leaders keep."""
        return {
            "leader": self.leader,
            "commit_index": self.commit,
            **({"votes": sorted(self.votes, key=self.nodes.index)} if self.votes is not None else {}),
            **(self.leadership.view() if self.leadership else {}),
            "clients_waiting": self.forwarder.view(),
        }

    # Start

    def on_start(self, now_ticks: int) -> Iterator[Effect]:
        """Wait for a leader. In a cluster that never had one, the first node stands at once."""
        if not self.is_new:
            yield from self._hear_from_leader()
        first = self.is_new and self.name == self.nodes[0]
        yield SetTimer(ELECTION, 1) if first else self._election_timer()

    def _election_timer(self) -> SetTimer:
        return SetTimer(ELECTION, self.timeout_ticks + self.random.below(self.timeout_ticks))

    def _hear_from_leader(self) -> Iterator[Effect]:
        self.heard = True
        yield SetTimer(HEARD, self.timeout_ticks)

    # Terms and elections

    def _update_term(self, term: int) -> Iterator[Effect]:
        """A higher term was seen: follow in it."""
        self.term, self.voted_for, self.leader = term, None, None
        yield Persist(TERM, term)
        yield Persist(VOTED_FOR, None)
        yield from self._step_down()

    def _step_down(self) -> Iterator[Effect]:
        self.votes = None
        if self.leadership:
            self.leadership = None
            yield CancelTimer(HEARTBEAT)
            yield self._election_timer()

    def _start_election(self, now_ticks: int) -> Iterator[Effect]:
        self.term, self.voted_for, self.leader, self.votes = self.term + 1, self.name, None, {self.name}
        yield Persist(TERM, self.term)
        yield Persist(VOTED_FOR, self.name)
        yield self._election_timer()
        for peer in self.peers:
            yield Send(peer, RequestVote(self.term, len(self.log), term_at(self.log, len(self.log))))
        yield from self._count_votes(now_ticks)

    def _on_request_vote(self, source: str, body: RequestVote) -> Iterator[Effect]:
        hears_a_leader = self.heard or self.leadership is not None
        if body.term > self.term and not hears_a_leader:
            yield from self._update_term(body.term)
        new_enough = at_least_as_new((body.last_term, body.last_index), self.log)
        granted = body.term == self.term and self.voted_for in (None, source) and new_enough
        if granted:
            self.voted_for = source
            yield Persist(VOTED_FOR, source)
            yield self._election_timer()
        yield Send(source, RequestVoteReply(self.term, granted))

    def _on_vote_reply(self, source: str, body: RequestVoteReply, now_ticks: int) -> Iterator[Effect]:
        if body.term > self.term:
            yield from self._update_term(body.term)
        elif body.granted and body.term == self.term and self.votes is not None:
            self.votes.add(source)
            yield from self._count_votes(now_ticks)

    def _count_votes(self, now_ticks: int) -> Iterator[Effect]:
        if self.votes is not None and len(self.votes) >= self.majority:
            yield from self._become_leader(now_ticks)

    def _become_leader(self, now_ticks: int) -> Iterator[Effect]:
        self.votes, self.leader = None, self.name
        self.leadership = Leadership(self.peers, self.majority, first=len(self.log) + 1)
        yield SetTimer(ELECTION, self.timeout_ticks)
        yield from self._append(None, now_ticks)
        for request in self.forwarder.requests():
            yield from self._serve(request, self.name, now_ticks)

    # Leading: replication

    def _append(self, request: Request | None, now_ticks: int) -> Iterator[Effect]:
        self.log = (*self.log, Entry(self.term, request))
        yield Persist(LOG, self.log)
        yield from self._broadcast(now_ticks)
        yield from self._commit()

    def _broadcast(self, now_ticks: int) -> Iterator[Effect]:
        """Begin a heartbeat round, with whatever each follower lacks."""
        assert self.leadership
        self.leadership.round += 1
        yield SetTimer(HEARTBEAT, self.timeout_ticks // HEARTBEATS_PER_TIMEOUT)
        for peer in self.peers:
            yield self._append_to(peer, now_ticks)

    def _append_to(self, peer: str, now_ticks: int) -> Send:
        assert self.leadership
        previous = self.leadership.next[peer] - 1
        return Send(
            peer,
            AppendEntries(
                self.term,
                previous,
                term_at(self.log, previous),
                self.log[previous:],
                self.commit,
                self.leadership.round,
                now_ticks,
            ),
        )

    def _on_append_reply(self, source: str, body: AppendEntriesReply, now_ticks: int) -> Iterator[Effect]:
        if body.term > self.term:
            yield from self._update_term(body.term)
        lead = self.leadership
        if lead is None or body.term < self.term:
            return
        lead.heard.add(source)
        lead.answered[source] = max(lead.answered[source], (body.round, body.sent_ticks))
        if body.matched:
            lead.matched[source] = max(lead.matched[source], body.index)
            lead.next[source] = max(lead.next[source], lead.matched[source] + 1)
            yield from self._commit()
        else:
            lead.next[source] = max(lead.matched[source], min(body.index, lead.next[source] - 1)) + 1
            yield self._append_to(source, now_ticks)
        yield from self._answer_reads()

    def _commit(self) -> Iterator[Effect]:
        assert self.leadership
        agreed = self.leadership.agreed_index(len(self.log))
        if agreed > self.commit and term_at(self.log, agreed) == self.term:
            self.commit = agreed
            yield from self._apply()
            yield from self._answer_reads()

    # Following: replication

    def _on_append_entries(self, source: str, body: AppendEntries) -> Iterator[Effect]:
        if body.term < self.term:
            yield Send(source, AppendEntriesReply(self.term, False, 0, body.round, body.sent_ticks))
            return
        if body.term > self.term:
            yield from self._update_term(body.term)
        yield from self._step_down()
        yield from self._hear_from_leader()
        yield self._election_timer()
        if self.leader != source:
            self.leader = source
            yield from self.forwarder.send(source)
        if not agrees(self.log, body.previous_index, body.previous_term):
            index = last_agreement(self.log, body.previous_index)
            yield Send(source, AppendEntriesReply(self.term, False, index, body.round, body.sent_ticks))
            return
        merged = merge(self.log, body.previous_index, body.entries)
        if merged is not self.log:
            self.log = merged
            yield Persist(LOG, merged)
        index = body.previous_index + len(body.entries)
        self.commit = max(self.commit, min(body.commit, index))
        yield from self._apply()
        yield Send(source, AppendEntriesReply(self.term, True, index, body.round, body.sent_ticks))

    def _apply(self) -> Iterator[Effect]:
        """Apply what is committed, and answer those who wait for it here."""
        if self.applied == self.commit:
            return
        while self.applied < self.commit:
            self.applied += 1
            request = self.log[self.applied - 1].request
            if request is not None:
                yield from self.machine.apply(request, (self.applied,))
                yield from self._answer_applied(request)
        yield Persist(APPLIED, self.applied)

    def _answer_applied(self, request: Request) -> Iterator[Effect]:
        origin = self.leadership.origins.pop(request.operation, None) if self.leadership else None
        reply = self.machine.read(request) if request.action == "read" else self.machine.outcome(request)
        if origin is not None and reply is not None:
            yield from self._answer(origin, reply)

    def _answer(self, origin: str, reply: Reply) -> Iterator[Effect]:
        yield from answer_to(origin, reply, self.name, self.forwarder)

    # Clients

    def on_request(self, request: Request, now_ticks: int) -> Iterator[Effect]:
        """Serve it here if this node leads or may answer by itself; otherwise forward it."""
        if request.action == "read" and self.read_path == "local":
            yield self.machine.read(request)
        elif request.operation not in self.forwarder.waiting:
            yield from self.forwarder.take(request, None if self.leadership else self.leader)
            if self.leadership:
                yield from self._serve(request, self.name, now_ticks)

    def _serve(self, request: Request, origin: str, now_ticks: int) -> Iterator[Effect]:
        if request.action == "read" and self.read_path in ("read_index", "lease"):
            yield from self._serve_read(request, origin, now_ticks)
            return
        assert self.leadership
        outcome = self.machine.outcome(request)
        if outcome is not None:
            yield from self._answer(origin, outcome)
        elif request.action == "read" or request.number > self.machine.last_number(request.client):
            self.leadership.origins[request.operation] = origin
            if request not in (entry.request for entry in self.log[self.applied :]):
                yield from self._append(request, now_ticks)

    def _serve_read(self, request: Request, origin: str, now_ticks: int) -> Iterator[Effect]:
        lead = self.leadership
        assert lead
        if self.read_path == "lease" and self.commit >= lead.first and self._holds_lease(now_ticks):
            yield from self._answer(origin, self.machine.read(request))
        elif not any(read.request.operation == request.operation for read in lead.reads):
            lead.reads.append(PendingRead(request, origin, max(self.commit, lead.first), lead.round + 1))
            yield from self._broadcast(now_ticks)
            yield from self._answer_reads()

    def _holds_lease(self, now_ticks: int) -> bool:
        assert self.leadership
        start = self.leadership.lease_start_ticks(now_ticks)
        return start <= now_ticks < start + self.lease_ticks

    def _answer_reads(self) -> Iterator[Effect]:
        """Answer the reads whose round is confirmed and whose index is applied."""
        lead = self.leadership
        if lead is None:
            return
        confirmed = lead.confirmed_round()
        ready = [read for read in lead.reads if read.round <= confirmed and read.index <= self.applied]
        for read in ready:
            lead.reads.remove(read)
            yield from self._answer(read.origin, self.machine.read(read.request))

    # Messages

    def on_message(self, source: str, body: Body, now_ticks: int) -> Iterator[Effect]:
        """As the message's own rule has it."""
        if isinstance(body, AppendEntries):
            yield from self._on_append_entries(source, body)
        elif isinstance(body, AppendEntriesReply):
            yield from self._on_append_reply(source, body, now_ticks)
        elif isinstance(body, RequestVote):
            yield from self._on_request_vote(source, body)
        elif isinstance(body, RequestVoteReply):
            yield from self._on_vote_reply(source, body, now_ticks)
        elif isinstance(body, Forward) and self.leadership:
            yield from self._serve(body.request, source, now_ticks)
        elif isinstance(body, Answered):
            yield from self.forwarder.answer(body.reply)

    # Timers

    def on_timer(self, name: str, now_ticks: int) -> Iterator[Effect]:
        """Stand for election, or stop leading if no majority answers; send heartbeats; forward again."""
        if name == ELECTION and self.leadership is None:
            yield from self._start_election(now_ticks)
        elif name == ELECTION and self.leadership:
            yield SetTimer(ELECTION, self.timeout_ticks)
            if not self.leadership.hears_majority():
                self.leader = None
                yield from self._step_down()
        elif name == HEARTBEAT and self.leadership:
            yield from self._broadcast(now_ticks)
        elif name == HEARD:
            self.heard = False
        elif name == FORWARD:
            yield from self.forwarder.retry(None if self.leadership else self.leader)
