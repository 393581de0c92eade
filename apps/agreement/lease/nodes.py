"""The lock service, the store, and the two holders that take turns in changing a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from apps.agreement.lease.messages import Acquire, Granted, Load, Loaded, Refused, Release, Save, Saved
from apps.agreement.machine import Machine
from apps.protocols.dials import Dials
from apps.simulation.effects import Body, CancelTimer, Effect, Refuse, Reply, Request, Send, SetTimer, Version
from apps.simulation.node import Durable, NodeContext, Role

LOCK, STORE = "lock", "store"
LAST_TOKEN, LEASE = "last token", "lease"
FILE, SEEN_TOKEN = "file", "seen token"
EXPIRY, WORK = "lease", "work"
BEGUN = "begun/"


@dataclass(frozen=True, slots=True)
class Lease:
    """The lock is this holder's, for this operation, under this token."""

    holder: str
    operation: str
    token: int

    def __str__(self) -> str:
        return f"{self.holder}, token {self.token}"


@dataclass(frozen=True, slots=True)
class Waiting:
    """The requests for the lock that wait, in order, as holder and operation."""

    queue: tuple[tuple[str, str], ...] = ()


class LockService(Machine):
    """Durable: the last token, and the lease that runs. After a restart that lease gets its whole time anew."""

    state: Waiting

    def __init__(self, context: NodeContext, durable: Durable, dials: Dials) -> None:
        super().__init__(context, durable, dials)
        self.state = Waiting()

    def role(self) -> Role:
        """Return who holds the lock."""
        lease = self.log.get(LEASE)
        return Role(f"{lease.holder} holds" if lease else "free")

    def on_start(self, now_ticks: int) -> Iterator[Effect]:
        """Let a lease run out that was granted before a crash."""
        if LEASE in self.log:
            yield SetTimer(EXPIRY, int(self.dials["lease_ticks"]))

    def on_request(self, request: Request, now_ticks: int) -> Iterator[Effect]:
        """Refuse: clients ask a holder."""
        yield Refuse(request.operation, request.client, "The lock service keeps no file: ask A or B to change it.")

    def on_message(self, source: str, body: Body, now_ticks: int) -> Iterator[Effect]:
        """Take a request for the lock, or the lock back."""
        lease: Lease | None = self.log.get(LEASE)
        if isinstance(body, Acquire):
            known = {lease.operation if lease else "", *(operation for _, operation in self.state.queue)}
            if body.operation not in known:
                self.state = Waiting((*self.state.queue, (source, body.operation)))
                yield from self._grant()
        elif isinstance(body, Release) and lease is not None and lease.token == body.token:
            yield CancelTimer(EXPIRY)
            yield from self._free()

    def on_timer(self, name: str, now_ticks: int) -> Iterator[Effect]:
        """The lease has run out."""
        yield from self._free()

    def _free(self) -> Iterator[Effect]:
        yield from self.persist(LEASE, None)
        yield from self._grant()

    def _grant(self) -> Iterator[Effect]:
        if LEASE in self.log or not self.state.queue:
            return
        (holder, operation), *others = self.state.queue
        self.state = Waiting(tuple(others))
        token = self.log.get(LAST_TOKEN, 0) + 1
        yield from self.persist(LAST_TOKEN, token)
        yield from self.persist(LEASE, Lease(holder, operation, token))
        yield SetTimer(EXPIRY, int(self.dials["lease_ticks"]))
        yield Send(holder, Granted(operation, token))


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nothing is only in memory."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A save that took effect: by which operation and token, and how many saves it had loaded."""

    operation: str
    token: int
    saves: int
    text: str

    def __str__(self) -> str:
        return f"{self.text} (token {self.token})"


class Store(Machine):
    """Durable: every save of the file, and the greatest token seen. With fencing, a smaller token is refused."""

    state: Nothing

    def __init__(self, context: NodeContext, durable: Durable, dials: Dials) -> None:
        super().__init__(context, durable, dials)
        self.state = Nothing()

    def on_request(self, request: Request, now_ticks: int) -> Iterator[Effect]:
        """Refuse: clients ask a holder."""
        yield Refuse(request.operation, request.client, "The store takes no changes from clients: ask A or B.")

    def on_message(self, source: str, body: Body, now_ticks: int) -> Iterator[Effect]:
        """Give the file out, or write it. A copy of a save that took effect gets the same answer again."""
        if not isinstance(body, Load | Save):
            return
        file: tuple[Entry, ...] = self.log.get(FILE, ())
        if isinstance(body, Save) and body.operation in {entry.operation for entry in file}:
            yield Send(source, Saved(body.operation, body.token))
            return
        if self.dials["fencing"]:
            if body.token < self.log.get(SEEN_TOKEN, 0):
                yield Send(source, Refused(body.operation, body.token))
                return
            yield from self.persist(SEEN_TOKEN, body.token)
        if isinstance(body, Load):
            yield Send(source, Loaded(body.operation, body.token, len(file)))
            return
        yield from self.persist(FILE, (*file, Entry(body.operation, body.token, body.saves, body.text)))
        yield Send(source, Saved(body.operation, body.token))


@dataclass(frozen=True, slots=True)
class Job:
    """The change that a holder is making: 0 saves are loaded until the file has come.

    `lease_ends_ms`: the end of the lease, by the holder's own clock.
    """

    request: Request | None = None
    token: int = 0
    lease_ends_ms: int = 0
    loaded_saves: int = 0


class Holder(Machine):
    """A process that changes the file under the lock: acquire, load, work, save, release. A crash ends the job.

    Durable: the number of each client's last request, so that a late copy of a request begins nothing.
    """

    state: Job

    def __init__(self, context: NodeContext, durable: Durable, dials: Dials) -> None:
        super().__init__(context, durable, dials)
        self.state = Job()

    def role(self) -> Role:
        """Return whether it takes the lock for its own."""
        return Role(f"holds token {self.state.token}" if self.state.token else "")

    def on_request(self, request: Request, now_ticks: int) -> Iterator[Effect]:
        """Begin a change, unless another one is under way."""
        begun = BEGUN + request.client
        if request.number <= self.log.get(begun, 0):
            return
        yield from self.persist(begun, request.number)
        if self.state.request is not None:
            yield Refuse(request.operation, request.client, f"{self.name} is still making another change.")
            return
        self.state = Job(request)
        yield Send(LOCK, Acquire(request.operation, 0))

    def on_message(self, source: str, body: Body, now_ticks: int) -> Iterator[Effect]:
        """Go on with the change."""
        job = self.state
        if job.request is None or body.operation != job.request.operation:
            return
        if isinstance(body, Granted) and not job.token:
            ends = now_ticks + int(self.dials["lease_ticks"])
            self.state = replace(job, token=body.token, lease_ends_ms=ends)
            yield Send(STORE, Load(job.request.operation, body.token))
        elif isinstance(body, Loaded):
            self.state = replace(job, loaded_saves=body.saves)
            yield SetTimer(WORK, int(self.dials["work_ticks"]))
        elif isinstance(body, Saved):
            assert job.request.written is not None
            yield from self._end()
            version = Version(job.request.written, f"under token {job.token}")
            yield Reply(job.request.operation, job.request.client, (version,))
        elif isinstance(body, Refused):
            yield from self._give_up(f"the store has seen a greater token than {body.token}")

    def on_timer(self, name: str, now_ticks: int) -> Iterator[Effect]:
        """The work is done: save, unless its own clock says that the lease is over."""
        job = self.state
        if job.request is None or job.request.written is None:
            return
        if self.dials["looks_at_clock"] and now_ticks >= job.lease_ends_ms:
            yield from self._give_up("its lease ran out during the work")
            return
        yield Send(STORE, Save(job.request.operation, job.token, job.loaded_saves, job.request.written.value))

    def _give_up(self, reason: str) -> Iterator[Effect]:
        request = self.state.request
        assert request is not None
        yield from self._end()
        yield Refuse(request.operation, request.client, f"{self.name} did not save: {reason}.")

    def _end(self) -> Iterator[Effect]:
        job = self.state
        self.state = Job()
        assert job.request is not None
        yield CancelTimer(WORK)
        yield Send(LOCK, Release(job.request.operation, job.token))
