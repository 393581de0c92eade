"""Clients' requests: appended, read by one of four paths, or about the cluster itself."""

from collections.abc import Iterator

from apps.replication.raft.leadership import PendingRead
from apps.replication.raft.replication import Replication
from apps.replication.raft.state import TRANSFER
from apps.simulation.effects import Effect, Refuse, Reply, Request, SetTimer


class Clients(Replication):
    """A node that takes requests: it serves them as leader, and forwards them otherwise."""

    def on_request(self, request: Request, now_ticks: int) -> Iterator[Effect]:
        """Serve it here if this node leads or may answer by itself; otherwise forward it."""
        if request.action == "read" and self.read_path == "local":
            yield self.machine.read(request)
        elif request.operation not in self.forwarder.waiting:
            yield from self.forwarder.take(request, None if self.leadership else self.leader)
            if self.leadership:
                yield from self._serve(request, self.name, now_ticks)

    def _serve(self, request: Request, origin: str, now_ticks: int) -> Iterator[Effect]:
        """Serve a request as leader. While leadership is handed over none is taken; its node sends it again."""
        assert self.leadership
        if self.leadership.target:
            return
        if request.action == "transfer":
            yield from self._hand_over(request, origin, now_ticks)
        elif request.action == "reconfigure":
            self.leadership.changes[request.operation] = (request, origin)
            yield from self._begin_changes(now_ticks)
        elif request.action == "read" and self.read_path in ("read_index", "lease"):
            yield from self._serve_read(request, origin, now_ticks)
        else:
            yield from self._serve_entry(request, origin, now_ticks)

    def _serve_entry(self, request: Request, origin: str, now_ticks: int) -> Iterator[Effect]:
        """Append a request, unless it is in the log or carried out already."""
        assert self.leadership
        outcome = self.machine.outcome(request)
        if outcome is not None:
            yield from self._answer(origin, outcome)
        elif request.action == "read" or request.number > self.machine.last_number(request.client):
            self.leadership.origins[request.operation] = origin
            if not self._is_on_its_way(request):
                yield from self._append(request, now_ticks)

    def _is_on_its_way(self, request: Request) -> bool:
        return request in (entry.request for entry in self.log.after(self.applied))

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
        return not self.leadership.lease_void and start <= now_ticks < start + self.lease_ticks

    # Leadership transfer

    def _hand_over(self, request: Request, origin: str, now_ticks: int) -> Iterator[Effect]:
        """Take no more requests, bring the next leader up to date, and let it stand at once."""
        lead = self.leadership
        assert lead
        assert request.written
        target = request.written.value
        if target == self.name:
            yield from self._answer(origin, Reply(request.operation, request.client, ()))
        elif target not in lead.peers:
            reason = f"{target} is no member that could lead"
            yield from self._answer(origin, Refuse(request.operation, request.client, reason))
        elif request.operation not in lead.given_up:
            lead.target, self.handed_over = target, (target, request, origin)
            yield SetTimer(TRANSFER, self.timeout_ticks)
            yield self._append_to(target, now_ticks)
            yield from self._hand_over_if_ready(target)

    def _give_up_transfer(self, now_ticks: int) -> Iterator[Effect]:
        """Nobody took over in time: take requests again, those of this node's own clients first."""
        lead = self.leadership
        if lead is None or lead.target is None or self.handed_over is None:
            return
        lead.given_up.add(self.handed_over[1].operation)
        lead.target = self.handed_over = None
        for request in self.forwarder.requests():
            yield from self._serve(request, self.name, now_ticks)
