"""The state machine that a total order of requests drives (Schneider 1990): a register a key, and exactly-once.

Every replica applies the same requests in the same order, so all of them decide alike:

1. a *write* stores its value; a *cas* stores its value if the key has the expected one; a *read* changes nothing;
2. per client the outcome of its last write or cas is remembered: the same number again changes nothing and has the same
   outcome, a lower number (from before a timeout) changes nothing and has none.

Choices: the state is durable, so that a restart need not apply everything anew. A cas compares values, not versions.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from apps.protocols.spec import STORE, stored
from apps.simulation.effects import Effect, Persist, Reply, Request, Version
from apps.simulation.node import Durable

OUTCOME = "outcome/"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a client's last write or cas came to."""

    number: int
    reply: Reply

    def __str__(self) -> str:
        failed = "compared and failed, found " if self.reply.swapped is False else ""
        return f"{self.reply.operation}: {failed}{' ‖ '.join(map(str, self.reply.versions)) or '∅'}"


@dataclass(frozen=True, slots=True)
class MachineState:
    """The registers and the clients' last outcomes at one moment, for a snapshot."""

    held: tuple[tuple[str, Version], ...]
    outcomes: tuple[tuple[str, Outcome], ...]


class StateMachine:
    """The registers and the clients' last outcomes, as of what was applied."""

    def __init__(self, durable: Durable) -> None:
        self.held: dict[str, Version] = {key: versions[0] for key, versions in stored(durable).items()}
        self.outcomes: dict[str, Outcome] = {
            name.removeprefix(OUTCOME): durable[name] for name in durable if name.startswith(OUTCOME)
        }

    def read(self, request: Request) -> Reply:
        """The answer to a read, from what was applied."""
        return Reply(request.operation, request.client, self._current(request.key))

    def last_number(self, client: str) -> int:
        """The number of the client's last write or cas that was applied."""
        return self.outcomes[client].number if client in self.outcomes else 0

    def outcome(self, request: Request) -> Reply | None:
        """The outcome of a request that was applied already, as long as it is its client's last."""
        outcome = self.outcomes.get(request.client)
        return outcome.reply if outcome and outcome.number == request.number else None

    def apply(self, request: Request, stamp: tuple[int | str, ...]) -> Iterator[Effect]:
        """Carry out a write or cas that has this place in the order, unless it was carried out before."""
        if request.number <= self.last_number(request.client) or request.written is None:
            return
        reply = self._decide(request, Version(request.written, stamp))
        if reply.swapped is not False:
            self.held[request.key] = reply.versions[0]
            yield Persist(STORE + request.key, reply.versions)
        self.outcomes[request.client] = Outcome(request.number, reply)
        yield Persist(OUTCOME + request.client, self.outcomes[request.client])

    def remember(self, request: Request) -> Iterator[Effect]:
        """Remember that a request that changes no register was carried out."""
        if request.number > self.last_number(request.client):
            reply = Reply(request.operation, request.client, ())
            self.outcomes[request.client] = Outcome(request.number, reply)
            yield Persist(OUTCOME + request.client, self.outcomes[request.client])

    def capture(self) -> MachineState:
        """Return the present state."""
        return MachineState(tuple(sorted(self.held.items())), tuple(sorted(self.outcomes.items())))

    def install(self, state: MachineState) -> Iterator[Effect]:
        """Take over a state from elsewhere, in the place of this one."""
        yield from self.begin_anew()
        self.held, self.outcomes = dict(state.held), dict(state.outcomes)
        for key, version in self.held.items():
            yield Persist(STORE + key, (version,))
        for client, outcome in self.outcomes.items():
            yield Persist(OUTCOME + client, outcome)

    def begin_anew(self) -> Iterator[Effect]:
        """Forget everything that was applied."""
        for name in (*(STORE + key for key in self.held), *(OUTCOME + client for client in self.outcomes)):
            yield Persist(name, None)
        self.held.clear()
        self.outcomes.clear()

    def _decide(self, request: Request, version: Version) -> Reply:
        if request.action == "write":
            return Reply(request.operation, request.client, (version,))
        current = self._current(request.key)
        value = current[0].written.value if current else None
        if value != request.expected:
            return Reply(request.operation, request.client, current, swapped=False)
        return Reply(request.operation, request.client, (version,), swapped=True, observed=current)

    def _current(self, key: str) -> tuple[Version, ...]:
        return (self.held[key],) if key in self.held else ()
