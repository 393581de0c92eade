"""The state of one node of Raft, and what it does in every role: follow a higher term, apply, answer, keep snapshots.

Durable: term, vote, log, snapshot, what is applied. Volatile: role, leader, commit index, what a leader keeps.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from apps.protocols.dials import Dials
from apps.replication.forwarding import Forwarder, answer_to
from apps.replication.raft.leadership import Leadership
from apps.replication.raft.log import Entry, Log
from apps.replication.raft.membership import FIXED, Configuration
from apps.replication.raft.snapshot import Change, Snapshot
from apps.replication.state_machine import StateMachine
from apps.simulation.effects import CancelTimer, Effect, Persist, Refuse, Reply, Request, SetTimer
from apps.simulation.node import Durable, NodeContext, Role

TERM, VOTED_FOR, LOG, APPLIED, SNAPSHOT = "term", "voted_for", "log", "applied", "snapshot"
ELECTION, HEARTBEAT, HEARD, TRANSFER = "election", "heartbeat", "heard", "transfer"


class RaftState:
    """The state of a node, loaded from what was durable."""

    def __init__(self, context: NodeContext, durable: Durable, dials: Dials) -> None:
        self.name, self.nodes, self.random = context.name, context.nodes, context.random
        self._read_dials(dials)
        self.is_new = TERM not in durable
        self.term: int = durable.get(TERM, 0)
        self.voted_for: str | None = durable.get(VOTED_FOR)
        self.snapshot: Snapshot | None = durable.get(SNAPSHOT)
        self.log = Log.from_durable(durable.get(LOG, ()))
        if self.snapshot:
            self.log = self.log.compact(self.snapshot.index, self.snapshot.term)
        self.applied: int = durable.get(APPLIED, 0)
        self.machine = StateMachine(durable)
        self.commit = self.applied
        self.leader: str | None = None
        self.heard = False
        self.pre_votes: set[str] | None = None
        self.votes: set[str] | None = None
        self.leadership: Leadership | None = None
        self.handed_over: tuple[str, Request, str] | None = None
        self.forwarder = Forwarder()
        self.change = self._change_up_to(self.log.last_index)

    def _read_dials(self, dials: Dials) -> None:
        """Set what the dials say; a run stored before a dial existed has its default."""
        self.read_path = str(dials["reads"])
        self.timeout_ticks, self.lease_ticks = int(dials["election_ticks"]), int(dials["lease_ticks"])
        self.pre_vote = bool(dials.get("pre_vote", False))
        self.snapshot_entries = int(dials.get("snapshot_entries", 0))
        self.membership = str(dials.get("membership", FIXED))
        members = int(dials.get("members", 0)) or len(self.nodes)
        self.first_members = Configuration(self.nodes[:members])

    @property
    def configuration(self) -> Configuration:
        """Return the members by the latest entry about them, committed or not."""
        return self.change.entry.configuration or self.first_members

    def role(self) -> Role:
        """Return follower, candidate, leader, or the like."""
        if self.leadership:
            return Role("leader", leads=True)
        if self.name not in self.configuration.voters:
            return Role("not a member")
        if self.pre_votes is not None:
            return Role("asks for pre-votes")
        return Role("follower") if self.votes is None else Role("candidate")

    def volatile(self) -> Mapping[str, Any]:
        """Return who leads, what is committed, and what candidates and leaders keep."""
        return {
            "leader": self.leader,
            "commit_index": self.commit,
            **self._votes_view("pre_votes", self.pre_votes),
            **self._votes_view("votes", self.votes),
            **({"members": str(self.configuration)} if self.membership != FIXED else {}),
            **({"log_begins_at": self.log.start + 1} if self.snapshot_entries else {}),
            **(self.leadership.view() if self.leadership else {}),
            "clients_waiting": self.forwarder.view(),
        }

    def _votes_view(self, name: str, votes: set[str] | None) -> Mapping[str, Any]:
        return {} if votes is None else {name: sorted(votes, key=self.nodes.index)}

    # Terms

    def _election_timer(self) -> SetTimer:
        return SetTimer(ELECTION, self.timeout_ticks + self.random.below(self.timeout_ticks))

    def _hear_from_leader(self) -> Iterator[Effect]:
        self.heard = True
        yield SetTimer(HEARD, self.timeout_ticks)

    def _update_term(self, term: int) -> Iterator[Effect]:
        """A higher term was seen: follow in it."""
        self.term, self.voted_for, self.leader = term, None, None
        yield Persist(TERM, term)
        yield Persist(VOTED_FOR, None)
        yield from self._step_down()

    def _step_down(self) -> Iterator[Effect]:
        self.votes = self.pre_votes = None
        if self.leadership:
            if self.leadership.target:
                yield CancelTimer(TRANSFER)
            self.leadership = None
            yield CancelTimer(HEARTBEAT)
            yield self._election_timer()

    # The log, and the members by it

    def _keep_log(self, log: Log) -> Iterator[Effect]:
        self.log = log
        yield Persist(LOG, log.to_durable())
        self.change = self._change_up_to(log.last_index)
        if self.leadership:
            self.leadership.follow(self.configuration, log.last_index)

    def _change_up_to(self, index: int) -> Change:
        """Return the latest entry about the members up to an index."""
        if self.membership != FIXED:
            for place in range(index, self.log.start, -1):
                entry = self.log.entry(place)
                if entry.configuration:
                    return Change(place, entry)
        return self.snapshot.change if self.snapshot else Change(0, Entry(0, None, self.first_members))

    def _knows_change_committed(self) -> bool:
        """Return whether the members in force are committed, as far as this node knows."""
        return bool(self.change.index <= self.commit)

    # Committed entries

    def _apply(self) -> Iterator[Effect]:
        """Apply what is committed, and answer those who wait for it here."""
        if self.applied >= self.commit:
            return
        while self.applied < self.commit:
            self.applied += 1
            yield from self._apply_entry(self.log.entry(self.applied))
        yield Persist(APPLIED, self.applied)
        if self.snapshot_entries and self.applied - self.log.start >= self.snapshot_entries:
            yield from self._take_snapshot()

    def _apply_entry(self, entry: Entry) -> Iterator[Effect]:
        request, configuration = entry.request, entry.configuration
        if request is None or (configuration and configuration.new):
            return
        if configuration:
            yield from self.machine.remember(request)
        else:
            yield from self.machine.apply(request, (self.applied,))
        yield from self._answer_applied(request)

    def _take_snapshot(self) -> Iterator[Effect]:
        """Keep the state as of what is applied, and discard the entries that led to it."""
        index, term = self.applied, self.log.term_at(self.applied)
        change = self._change_up_to(index)
        self.snapshot = Snapshot(index, term, change, self.machine.capture())
        yield Persist(SNAPSHOT, self.snapshot)
        yield from self._keep_log(self.log.compact(index, term))

    # Answers

    def _answer_applied(self, request: Request) -> Iterator[Effect]:
        origin = self.leadership.origins.pop(request.operation, None) if self.leadership else None
        reply = self.machine.read(request) if request.action == "read" else self.machine.outcome(request)
        if origin is not None and reply is not None:
            yield from self._answer(origin, reply)

    def _answer(self, origin: str, reply: Reply | Refuse) -> Iterator[Effect]:
        yield from answer_to(origin, reply, self.name, self.forwarder)

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
