"""Elections: who stands, who votes, and who leads."""

from collections.abc import Iterator

from apps.replication.raft.clients import Clients
from apps.replication.raft.leadership import Leadership
from apps.replication.raft.messages import (
    PreVote,
    PreVoteReply,
    RequestVote,
    RequestVoteReply,
    TimeoutNow,
    TransferVote,
)
from apps.replication.raft.state import ELECTION, TERM, VOTED_FOR
from apps.simulation.effects import Effect, Persist, Send, SetTimer


class Elections(Clients):
    """A node that stands for election and votes. Only members of its configuration stand, and are asked for votes.

    A node answers everybody who asks: it may not have heard yet that it is a member (dissertation 4.1).
    """

    def _peers(self) -> tuple[str, ...]:
        return tuple(node for node in self.configuration.voters if node != self.name)

    def _hears_a_leader(self) -> bool:
        return self.heard or self.leadership is not None

    def _stand(self, now_ticks: int) -> Iterator[Effect]:
        """Stand for election, or ask first whether that would succeed."""
        if self.name not in self.configuration.voters:
            return
        if self.pre_vote:
            yield from self._ask_pre_votes(now_ticks)
        else:
            yield from self._start_election(now_ticks, RequestVote)

    # Pre-vote

    def _ask_pre_votes(self, now_ticks: int) -> Iterator[Effect]:
        """Ask who would vote for this node in the next term, without beginning that term."""
        self.leader, self.votes, self.pre_votes = None, None, {self.name}
        yield self._election_timer()
        for peer in self._peers():
            yield Send(peer, PreVote(self.term + 1, self.log.last_index, self.log.last_term))
        yield from self._count_pre_votes(now_ticks)

    def _on_pre_vote(self, source: str, body: PreVote) -> Iterator[Effect]:
        new_enough = self.log.is_at_most(body.last_index, body.last_term)
        granted = body.term > self.term and new_enough and not self._hears_a_leader()
        yield Send(source, PreVoteReply(body.term if granted else self.term, granted))

    def _on_pre_vote_reply(self, source: str, body: PreVoteReply, now_ticks: int) -> Iterator[Effect]:
        if not body.granted and body.term > self.term:
            yield from self._update_term(body.term)
        elif body.granted and body.term == self.term + 1 and self.pre_votes is not None:
            self.pre_votes.add(source)
            yield from self._count_pre_votes(now_ticks)

    def _count_pre_votes(self, now_ticks: int) -> Iterator[Effect]:
        if self.pre_votes is not None and self.configuration.has_majority(self.pre_votes):
            yield from self._start_election(now_ticks, RequestVote)

    # Votes

    def _start_election(self, now_ticks: int, ask: type[RequestVote]) -> Iterator[Effect]:
        self.term, self.voted_for, self.leader = self.term + 1, self.name, None
        self.votes, self.pre_votes = {self.name}, None
        yield Persist(TERM, self.term)
        yield Persist(VOTED_FOR, self.name)
        yield self._election_timer()
        for peer in self._peers():
            yield Send(peer, ask(self.term, self.log.last_index, self.log.last_term))
        yield from self._count_votes(now_ticks)

    def _on_timeout_now(self, body: TimeoutNow, now_ticks: int) -> Iterator[Effect]:
        """The leader hands over to this node: stand at once, and do not ask for pre-votes."""
        is_member = self.name in self.configuration.voters
        if body.term == self.term and self.leadership is None and is_member:
            yield from self._start_election(now_ticks, TransferVote)

    def _on_request_vote(self, source: str, body: RequestVote) -> Iterator[Effect]:
        may_vote = isinstance(body, TransferVote) or not self._hears_a_leader()
        if body.term > self.term and may_vote:
            yield from self._update_term(body.term)
        new_enough = self.log.is_at_most(body.last_index, body.last_term)
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
        if self.votes is not None and self.configuration.has_majority(self.votes):
            yield from self._become_leader(now_ticks)

    def _become_leader(self, now_ticks: int) -> Iterator[Effect]:
        self.votes, self.leader, self.handed_over = None, self.name, None
        self.leadership = Leadership(self.name, self.log.last_index + 1, self.configuration)
        yield SetTimer(ELECTION, self.timeout_ticks)
        yield from self._append(None, now_ticks)
        for request in self.forwarder.requests():
            yield from self._serve(request, self.name, now_ticks)
