"""One node of primary and backups. The rules are those of `apps.replication.primary_backup`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from apps.protocols.dials import Dials
from apps.replication.forwarding import FORWARD, Answered, Forward, Forwarder, answer_to
from apps.replication.primary_backup.messages import Deposed, Entry, Epoch, Log, Replicate, Replicated
from apps.replication.state_machine import StateMachine
from apps.simulation.effects import Body, CancelTimer, Effect, Persist, Refuse, Reply, Request, Send, SetTimer
from apps.simulation.node import Durable, NodeContext, Role

EPOCH, LOG_EPOCH, LOG, APPLIED, TAKEN = "epoch", "log_epoch", "log", "applied", "taken/"
HEARTBEAT, FAIL_OVER = "heartbeat", "fail-over"
HEARTBEAT_TICKS = 300
TURN_TICKS = 400


@dataclass(slots=True)
class Primacy:
    """What a primary keeps, and only while it is one.

    `base` is the length of the log it began with; `held` how much of the log each backup has; `origins` which node each
    unanswered write came from; `delayed` the requests that wait for it to be in charge.
    """

    base: int
    held: dict[str, int] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    delayed: dict[str, tuple[Request, str]] = field(default_factory=dict)

    def held_by(self, count: int, length: int) -> int:
        """Return how much of the log so many backups have; all of `length` if none needs to."""
        lengths = sorted(self.held.values(), reverse=True)
        if not count:
            return length
        return lengths[count - 1] if len(lengths) >= count else -1


class PrimaryBackupNode:
    """Durable: the highest epoch known, the log and its epoch, what is applied, each client's last write taken here."""

    def __init__(self, context: NodeContext, durable: Durable, dials: Dials) -> None:
        self.name, self.nodes = context.name, context.nodes
        self.peers = tuple(node for node in context.nodes if node != context.name)
        self.needed = len(self.peers) if dials["acks"] == "all" else min(int(dials["acks"]), len(self.peers))
        self.reads_anywhere = dials["reads"] == "any"
        self.by_timer, self.fail_over_ticks = dials["fail_over"] == "timer", int(dials["fail_over_ticks"])
        first: Epoch = (1, context.nodes[0])
        self.epoch: Epoch = durable.get(EPOCH, first)
        self.log_epoch: Epoch = durable.get(LOG_EPOCH, first)
        self.log: Log = durable.get(LOG, ())
        self.applied: int = durable.get(APPLIED, 0)
        self.machine = StateMachine(durable)
        self.taken: dict[str, tuple[int, Epoch]] = {
            name.removeprefix(TAKEN): durable[name] for name in durable if name.startswith(TAKEN)
        }
        self.forwarder = Forwarder(self.epoch)
        self.primacy: Primacy | None = None

    def role(self) -> Role:
        """Primary or backup."""
        return Role("primary", leads=True) if self.primacy else Role("backup")

    def volatile(self) -> Mapping[str, Any]:
        """Clients that wait; at a primary, what its backups have and whether it is in charge."""
        primacy = self.primacy
        mine = {} if primacy is None else {"in_charge": self._in_charge(primacy), "held_by_backups": primacy.held}
        return {"primary": self.epoch[1], **mine, "clients_waiting": self.forwarder.view()}

    # Start and fail-over

    def on_start(self, now_ticks: int) -> Iterator[Effect]:
        """Go on as primary, or wait for one."""
        if self.log_epoch == self.epoch and self.epoch[1] == self.name:
            yield from self._begin()
        else:
            yield from self._patience()

    def on_promote(self, now_ticks: int) -> Iterator[Effect]:
        """Begin an epoch of one's own, with the log as it is here."""
        yield from self._enter((self.epoch[0] + 1, self.name))
        self.log_epoch = self.epoch
        yield Persist(LOG_EPOCH, self.epoch)
        yield from self._begin()

    def _begin(self) -> Iterator[Effect]:
        self.primacy = Primacy(base=len(self.log))
        yield CancelTimer(FAIL_OVER)
        yield from self._replicate()
        yield from self._commit()
        for request in self.forwarder.requests():
            yield from self._serve(request, self.name)

    def _enter(self, epoch: Epoch) -> Iterator[Effect]:
        """Know of a later epoch: an earlier primary is deposed. The writes it was asked for are not asked again."""
        self.epoch = self.forwarder.epoch = epoch
        yield Persist(EPOCH, epoch)
        if self.primacy:
            self.primacy = None
            yield CancelTimer(HEARTBEAT)
            yield from self._patience()
        for request in self.forwarder.requests():
            if request.action != "read":
                self.forwarder.drop(request.operation)
        if epoch[1] != self.name:
            yield from self.forwarder.send(epoch[1])

    def _patience(self) -> Iterator[Effect]:
        if self.by_timer:
            turn = self.nodes.index(self.name)
            yield SetTimer(FAIL_OVER, self.fail_over_ticks + turn * TURN_TICKS)

    # Primary

    def _in_charge(self, primacy: Primacy) -> bool:
        """Return whether as many backups as must acknowledge have the log that the epoch began with."""
        return primacy.held_by(self.needed, len(self.log)) >= primacy.base

    def _replicate(self) -> Iterator[Effect]:
        assert self.primacy
        yield SetTimer(HEARTBEAT, HEARTBEAT_TICKS)
        for peer in self.peers:
            start = self.primacy.held.get(peer, 0)
            yield Send(peer, Replicate(self.epoch, start, self.log[start:]))

    def _on_replicated(self, source: str, body: Replicated) -> Iterator[Effect]:
        if self.primacy is None or body.epoch != self.epoch:
            return
        if body.length is None:
            yield Send(source, Replicate(self.epoch, 0, self.log))
        elif body.length > self.primacy.held.get(source, -1):
            self.primacy.held[source] = body.length
            yield from self._commit()

    def _commit(self) -> Iterator[Effect]:
        """Apply what enough backups have, answer for it, and take up what waited for that."""
        primacy = self.primacy
        assert primacy
        if not self._in_charge(primacy):
            return
        for entry in self.log[self.applied : primacy.held_by(self.needed, len(self.log))]:
            yield from self._apply(entry)
            outcome, origin = self.machine.outcome(entry.request), primacy.origins.pop(entry.request.operation, None)
            if outcome and origin:
                yield from self._answer(origin, outcome)
        delayed, primacy.delayed = primacy.delayed, {}
        for request, origin in delayed.values():
            yield from self._serve(request, origin)

    def _serve(self, request: Request, origin: str) -> Iterator[Effect]:
        """Read from what is applied; put a write into the log unless it is there; delay both until in charge."""
        primacy = self.primacy
        assert primacy
        outcome = self.machine.outcome(request)
        if not self._in_charge(primacy):
            primacy.delayed[request.operation] = (request, origin)
        elif request.action == "read":
            yield from self._answer(origin, self.machine.read(request))
        elif outcome is not None:
            yield from self._answer(origin, outcome)
        elif request.number > self.machine.last_number(request.client):
            primacy.origins[request.operation] = origin
            if request not in (entry.request for entry in self.log[self.applied :]):
                yield from self._append(request)

    def _append(self, request: Request) -> Iterator[Effect]:
        self.log = (*self.log, Entry((*self.epoch, len(self.log) + 1), request))
        yield Persist(LOG, self.log)
        yield from self._replicate()
        yield from self._commit()

    def _answer(self, origin: str, reply: Reply | Refuse) -> Iterator[Effect]:
        yield from answer_to(origin, reply, self.name, self.forwarder)

    # Backup

    def _on_replicate(self, source: str, body: Replicate) -> Iterator[Effect]:
        if body.epoch < self.epoch:
            yield Send(source, Deposed(self.epoch))
            return
        if body.epoch > self.epoch:
            yield from self._enter(body.epoch)
        yield from self._patience()
        if self.log_epoch == body.epoch:
            yield from self._extend(body.entries[len(self.log) - body.start :])
        elif body.start == 0:
            yield from self._install(body.entries)
        else:
            yield Send(source, Replicated(self.epoch, None))
            return
        yield Send(source, Replicated(self.epoch, len(self.log)))

    def _extend(self, entries: Log) -> Iterator[Effect]:
        """In one epoch a backup's log only grows, so it has at least what the primary knows it to have."""
        if entries:
            self.log = (*self.log, *entries)
            yield Persist(LOG, self.log)
        for entry in self.log[self.applied :]:
            yield from self._apply(entry)

    def _install(self, log: Log) -> Iterator[Effect]:
        """Take a new primary's log for one's own, and discard what it lacks."""
        self.log_epoch = self.epoch
        yield Persist(LOG_EPOCH, self.log_epoch)
        if log[: len(self.log)] != self.log:
            self.applied = 0
            yield Persist(APPLIED, 0)
            yield from self.machine.begin_anew()
            self.log = ()
        yield from self._extend(log[len(self.log) :])
        yield Persist(LOG, self.log)

    def _apply(self, entry: Entry) -> Iterator[Effect]:
        self.applied += 1
        yield Persist(APPLIED, self.applied)
        yield from self.machine.apply(entry.request, entry.stamp)

    # Clients

    def on_request(self, request: Request, now_ticks: int) -> Iterator[Effect]:
        """Serve it here if this node may, or hand it to the primary; a write to the primary of one epoch only."""
        if request.action == "read" and self.reads_anywhere:
            yield self.machine.read(request)
            return
        if request.operation in self.forwarder.waiting:
            return
        if request.action != "read":
            number, epoch = self.taken.get(request.client, (0, self.epoch))
            if number > request.number or (number == request.number and epoch != self.epoch):
                return
            self.taken[request.client] = (request.number, self.epoch)
            yield Persist(TAKEN + request.client, self.taken[request.client])
        yield from self.forwarder.take(request, self._primary_elsewhere())
        if self.primacy:
            yield from self._serve(request, self.name)

    def _primary_elsewhere(self) -> str | None:
        return None if self.epoch[1] == self.name else self.epoch[1]

    # Messages

    def on_message(self, source: str, body: Body, now_ticks: int) -> Iterator[Effect]:
        """As the message's own rule has it."""
        if isinstance(body, Replicate):
            yield from self._on_replicate(source, body)
        elif isinstance(body, Replicated):
            yield from self._on_replicated(source, body)
        elif isinstance(body, Deposed):
            if body.epoch > self.epoch:
                yield from self._enter(body.epoch)
        elif isinstance(body, Forward):
            if self.primacy and body.epoch == self.epoch:
                yield from self._serve(body.request, source)
        elif isinstance(body, Answered):
            yield from self.forwarder.answer(body.reply)

    # Timers

    def on_timer(self, name: str, now_ticks: int) -> Iterator[Effect]:
        """Send heartbeats, forward again, or take over."""
        if name == HEARTBEAT and self.primacy:
            yield from self._replicate()
        elif name == FORWARD:
            yield from self.forwarder.retry(self._primary_elsewhere())
        elif name == FAIL_OVER:
            yield from self.on_promote(now_ticks)
