"""One node of Raft: follower, candidate or leader. The rules are those of `apps.replication.raft`."""

from collections.abc import Iterator

from apps.replication.forwarding import FORWARD, Answered, Forward
from apps.replication.raft.elections import Elections
from apps.replication.raft.messages import (
    AppendEntries,
    AppendEntriesReply,
    InstallSnapshot,
    PreVote,
    PreVoteReply,
    RequestVote,
    RequestVoteReply,
    TimeoutNow,
)
from apps.replication.raft.state import ELECTION, HEARD, HEARTBEAT, TRANSFER
from apps.simulation.effects import Body, Effect, SetTimer


class RaftNode(Elections):
    """A node: what starts, messages and timers do to it."""

    def on_start(self, now_ticks: int) -> Iterator[Effect]:
        """Wait for a leader. In a cluster that never had one, the first node stands at once."""
        if self.snapshot and self.applied < self.snapshot.index:
            yield from self._load_snapshot(self.snapshot.index)
        if not self.is_new:
            yield from self._hear_from_leader()
        first = self.is_new and self.name == self.nodes[0]
        yield SetTimer(ELECTION, 1) if first else self._election_timer()

    def on_message(self, source: str, body: Body, now_ticks: int) -> Iterator[Effect]:
        """As the message's own rule has it."""
        if isinstance(body, AppendEntries | InstallSnapshot):
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
        elif isinstance(body, PreVote):
            yield from self._on_pre_vote(source, body)
        elif isinstance(body, PreVoteReply):
            yield from self._on_pre_vote_reply(source, body, now_ticks)
        elif isinstance(body, TimeoutNow):
            yield from self._on_timeout_now(body, now_ticks)

    def on_timer(self, name: str, now_ticks: int) -> Iterator[Effect]:
        """Stand for election, or stop leading if no majority answers; send heartbeats; forward again."""
        if name == ELECTION and self.leadership is None:
            yield from self._stand(now_ticks)
        elif name == ELECTION and self.leadership:
            yield SetTimer(ELECTION, self.timeout_ticks)
            if not self.leadership.hears_majority():
                self.leader = None
                yield from self._step_down()
        elif name == HEARTBEAT and self.leadership:
            yield from self._broadcast(now_ticks)
        elif name == HEARD:
            self.heard = False
        elif name == TRANSFER:
            yield from self._give_up_transfer(now_ticks)
        elif name == FORWARD:
            yield from self.forwarder.retry(None if self.leadership else self.leader)
