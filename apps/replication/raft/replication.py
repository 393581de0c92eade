"""Replication: the leader sends what followers lack, commits what a majority has, and changes the members."""

from collections.abc import Iterator

from apps.replication.raft.log import Entry
from apps.replication.raft.membership import JOINT, SINGLE, Configuration, named_members, why_not
from apps.replication.raft.messages import (
    AppendEntries,
    AppendEntriesReply,
    InstallSnapshot,
    InstallSnapshotReply,
    TimeoutNow,
)
from apps.replication.raft.state import APPLIED, HEARTBEAT, SNAPSHOT, RaftState
from apps.simulation.effects import Effect, Persist, Refuse, Reply, Request, Send, SetTimer

HEARTBEATS_PER_TIMEOUT = 3


class Replication(RaftState):
    """A node that appends to its log, as leader or as follower."""

    # Leading

    def _append(
        self, request: Request | None, now_ticks: int, configuration: Configuration | None = None
    ) -> Iterator[Effect]:
        yield from self._keep_log(self.log.append(Entry(self.term, request, configuration)))
        yield from self._broadcast(now_ticks)
        yield from self._commit(now_ticks)

    def _broadcast(self, now_ticks: int) -> Iterator[Effect]:
        """Begin a heartbeat round, with whatever each follower lacks."""
        assert self.leadership
        self.leadership.round += 1
        yield SetTimer(HEARTBEAT, self.timeout_ticks // HEARTBEATS_PER_TIMEOUT)
        for peer in self.leadership.peers:
            yield self._append_to(peer, now_ticks)

    def _append_to(self, peer: str, now_ticks: int) -> Send:
        """Return what a follower lacks: entries, or the snapshot if those are discarded."""
        assert self.leadership
        previous, number = self.leadership.next[peer] - 1, self.leadership.round
        if previous < self.log.start:
            assert self.snapshot
            return Send(peer, InstallSnapshot(self.term, self.snapshot, number, now_ticks))
        return Send(
            peer,
            AppendEntries(
                self.term,
                previous,
                self.log.term_at(previous),
                self.log.after(previous),
                self.commit,
                number,
                now_ticks,
            ),
        )

    def _on_append_reply(self, source: str, body: AppendEntriesReply, now_ticks: int) -> Iterator[Effect]:
        if body.term > self.term:
            yield from self._update_term(body.term)
        lead = self.leadership
        if lead is None or body.term < self.term or source not in lead.peers:
            return
        lead.heard.add(source)
        lead.answered[source] = max(lead.answered[source], (body.round, body.sent_ticks))
        if body.matched:
            lead.matched[source] = max(lead.matched[source], body.index)
            lead.next[source] = max(lead.next[source], lead.matched[source] + 1)
            yield from self._commit(now_ticks)
            yield from self._hand_over_if_ready(source)
        else:
            lead.next[source] = max(lead.matched[source], min(body.index, lead.next[source] - 1)) + 1
            yield self._append_to(source, now_ticks)
        yield from self._answer_reads()

    def _commit(self, now_ticks: int) -> Iterator[Effect]:
        """Commit what a majority has, up to an entry of the leader's own term."""
        assert self.leadership
        agreed = self.leadership.agreed_index(self.log.last_index)
        if agreed > self.commit and self.log.term_at(agreed) == self.term:
            self.commit = agreed
            yield from self._apply()
            yield from self._answer_reads()
            yield from self._follow_change(now_ticks)

    def _hand_over_if_ready(self, peer: str) -> Iterator[Effect]:
        """Tell a peer that should lead to stand now, once it has the whole log. From then on there is no lease."""
        lead = self.leadership
        if lead and lead.target == peer and lead.matched[peer] == self.log.last_index:
            lead.lease_void = True
            yield Send(peer, TimeoutNow(self.term))

    # Changing the members

    def _follow_change(self, now_ticks: int) -> Iterator[Effect]:
        """After a commit: end a joint configuration, leave if this node is no member any more, or begin a change."""
        if self._knows_change_committed():
            if self.configuration.new:
                yield from self._append(self.change.entry.request, now_ticks, Configuration(self.configuration.new))
                return
            if self.name not in self.configuration.voters:
                self.leader = None
                yield from self._step_down()
                return
        yield from self._begin_changes(now_ticks)

    def _may_change(self) -> bool:
        """Return whether no other change is under way. Joint consensus and the published rule ask for no more."""
        assert self.leadership
        is_settled = self._knows_change_committed() and not self.configuration.new
        return is_settled and (self.membership != SINGLE or self.commit >= self.leadership.first)

    def _begin_changes(self, now_ticks: int) -> Iterator[Effect]:
        """Begin the changes that wait, as far as they may begin now."""
        while self.leadership and self.leadership.changes and self._may_change():
            request, origin = self.leadership.changes.pop(next(iter(self.leadership.changes)))
            yield from self._begin_change(request, origin, now_ticks)

    def _begin_change(self, request: Request, origin: str, now_ticks: int) -> Iterator[Effect]:
        assert self.leadership
        assert request.written
        outcome = self.machine.outcome(request)
        wanted = named_members(request.written.value, self.nodes)
        reason = why_not(self.membership, self.configuration, wanted)
        if outcome is not None:
            yield from self._answer(origin, outcome)
        elif request.number <= self.machine.last_number(request.client):
            return
        elif wanted is None or reason:
            yield from self._answer(origin, Refuse(request.operation, request.client, reason))
        else:
            self.leadership.origins[request.operation] = origin
            now = self.configuration.members
            configuration = Configuration(now, wanted) if self.membership == JOINT else Configuration(wanted)
            yield from self._append(request, now_ticks, configuration)

    # Following

    def _on_append_entries(self, source: str, body: AppendEntries | InstallSnapshot) -> Iterator[Effect]:
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
            yield from self._answer_handed_over(source)
            yield from self.forwarder.send(source)
        if isinstance(body, InstallSnapshot):
            yield from self._install(source, body)
        else:
            yield from self._take_entries(source, body)

    def _answer_handed_over(self, leader: str) -> Iterator[Effect]:
        """Another node leads. If leadership was handed over to it, its client hears so."""
        if self.handed_over and self.handed_over[0] == leader:
            _, request, origin = self.handed_over
            yield from self._answer(origin, Reply(request.operation, request.client, ()))
        self.handed_over = None

    def _take_entries(self, source: str, body: AppendEntries) -> Iterator[Effect]:
        if not self.log.agrees(body.previous_index, body.previous_term):
            index = self.log.last_agreement(body.previous_index)
            yield Send(source, AppendEntriesReply(self.term, False, index, body.round, body.sent_ticks))
            return
        merged = self.log.merge(body.previous_index, body.entries)
        if merged is not self.log:
            yield from self._keep_log(merged)
        index = body.previous_index + len(body.entries)
        self.commit = max(self.commit, min(body.commit, index))
        yield from self._apply()
        yield Send(source, AppendEntriesReply(self.term, True, index, body.round, body.sent_ticks))

    def _install(self, source: str, body: InstallSnapshot) -> Iterator[Effect]:
        """Take the leader's snapshot, unless all that it holds is applied here already."""
        snapshot = body.snapshot
        if snapshot.index > self.applied:
            self.snapshot = snapshot
            yield Persist(SNAPSHOT, snapshot)
            yield from self._load_snapshot(snapshot.index)
            yield from self._keep_log(self.log.compact(snapshot.index, snapshot.term))
        yield Send(source, InstallSnapshotReply(self.term, True, snapshot.index, body.round, body.sent_ticks))

    def _load_snapshot(self, index: int) -> Iterator[Effect]:
        """Let the state machine begin with the snapshot."""
        assert self.snapshot
        yield from self.machine.install(self.snapshot.state)
        self.applied, self.commit = index, max(self.commit, index)
        yield Persist(APPLIED, index)
