"""A cluster outside time: what all its nodes are, and what is in flight. What can happen next, and what then is.

Exploration walks through such worlds. It knows no latencies: whatever is in flight may arrive next.

1. A node is (status, state, log, timers set); nodes and messages are numbered when first seen, so a world is a few
   small integers.
2. What a node does with something that reaches it follows from the node alone, so it is worked out once and
   remembered: that is what makes a hundred thousand worlds a matter of seconds.
3. A handler's effects come one after the other; a crash may fall between any two of them.

Choices: messages in flight are a set, so a second copy of one that is still in flight is the same message, while one
sent again after its arrival can arrive again. A message for a node that is down is lost if nothing can restart it, and
one that changes nothing in any node is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from apps.agreement.machine import Machine
from apps.agreement.question import Question
from apps.agreement.table import Table
from apps.protocols.pictures import NodePicture, Picture
from apps.simulation.effects import CancelTimer, Effect, Persist, Request, Send, SetTimer, WrittenValue, effect_label
from apps.simulation.node import NodeContext
from apps.simulation.randomness import Stream

UP, CRASHED = "up", "crashed"


class Local(NamedTuple):
    """All that a node is."""

    status: str
    state: Any
    log: Table[Any]
    timers: frozenset[str]


class Packet(NamedTuple):
    """A message in flight."""

    source: str
    target: str
    body: Any


class Outcome(NamedTuple):
    """The outcome of a node's handling something: its state then, what it has sent, and where it crashed.

    A crash falls after one effect and before the next.
    """

    local: int
    sent: int
    crash_point: str | None
    before: str = ""


class World(NamedTuple):
    """Nodes by number, in order; messages in flight as bits; whether the cut is in force; what may still go wrong.

    `early` is how many timers may still fire while something can be delivered; None: any number.
    """

    locals: tuple[int, ...]
    flights: int
    is_cut: bool
    crashes: int
    losses: int
    early: int | None


class Move(NamedTuple):
    """An event: something arrives, is lost or finds its node down; a timer fires; a crash, a restart, the cut."""

    kind: str
    node: str = ""
    packet: Packet | None = None
    timer: str = ""
    crash_point: str | None = None


@dataclass(slots=True)
class Rules:
    """The moves that are possible in the worlds of one question."""

    question: Question
    locals: list[Local] = field(default_factory=list)
    packets: list[Packet] = field(default_factory=list)
    _numbers: dict[Local, int] = field(default_factory=dict)
    _bits: dict[Packet, int] = field(default_factory=dict)
    _machines: list[Machine] = field(default_factory=list)
    _handled: dict[tuple[int, int, Any], tuple[Outcome, ...]] = field(default_factory=dict)
    _to: dict[str, int] = field(default_factory=dict)
    _crossing: int = 0

    def begin(self) -> World:
        """The world before anything has happened: every node started, and the clients' requests on their way."""
        names = self.question.names
        self._to = dict.fromkeys(names, 0)
        locals_, flights = [], 0
        for index, name in enumerate(names):
            self._machines.append(self._make(name, Table()))
            whole = self._outcomes(index, Local(CRASHED, None, Table(), frozenset()), "start", None)[-1]
            locals_.append(whole.local)
            flights |= whole.sent
        for client, request in zip(self.question.clients, self.question.requests, strict=False):
            flights |= self._packet(asked(client, request))
        return World(tuple(locals_), flights, False, self.question.crashes, self.question.losses, self.question.early)

    def resume(self, locals_: Iterable[Local], packets: Iterable[Packet]) -> World:
        """The world that a running cluster is in: what its nodes are, and what is in flight."""
        if not self._machines:
            self.begin()
        numbers, flights = tuple(self._number(local) for local in locals_), 0
        for packet in packets:
            flights |= self._packet(packet)
        return World(numbers, flights, False, self.question.crashes, self.question.losses, self.question.early)

    def picture(self, world: World, *, is_final: bool = False) -> Picture:
        """Return the picture that invariants are checked on."""
        nodes = {}
        for name, number in zip(self.question.names, world.locals, strict=True):
            local = self.locals[number]
            nodes[name] = NodePicture(local.status, local.log, local.state)
        return Picture(nodes, is_final)

    def moves(self, world: World) -> Iterator[tuple[Move, World]]:
        """Everything that can happen next, faults among it, with the world that comes of it."""
        yield from self._deliveries(world)
        if world.early is None:
            yield from self._timeouts(world, self._timers(world))
        elif not self._is_anything_deliverable(world):
            yield from self._timeouts(world, self._impatient(self._timers(world)))
        elif world.early:
            yield from self._timeouts(world._replace(early=world.early - 1), self._timers(world))
        yield from self._faults(world)

    # What happens by itself

    def _deliveries(self, world: World) -> Iterator[tuple[Move, World]]:
        for bit, packet in self.in_flight(world):
            index = self._index(packet.target)
            if index is None:
                continue
            without = world if self.question.copies else world._replace(flights=world.flights & ~bit)
            if self.locals[world.locals[index]].status == CRASHED:
                yield Move("lost at a crashed node", packet.target, packet), without
            else:
                yield from self.delivered(without, index, packet)

    def delivered(self, world: World, index: int, packet: Packet) -> Iterator[tuple[Move, World]]:
        """Return the outcomes of a message's arrival at the node of that index."""
        kind = "request" if isinstance(packet.body, Request) else "message"
        yield from self._handled_by(world, index, kind, packet, Move("deliver", packet.target, packet))

    def _timers(self, world: World) -> list[tuple[int, str]]:
        return [
            (index, timer)
            for index, number in enumerate(world.locals)
            if self.locals[number].status == UP
            for timer in sorted(self.locals[number].timers)
        ]

    def _impatient(self, timers: list[tuple[int, str]]) -> list[tuple[int, str]]:
        """Those that run out first where timeouts are right: all but the patient, unless there are no others."""
        patient = self.question.protocol.patient_timers
        return [(index, timer) for index, timer in timers if timer.split("/")[0] not in patient] or timers

    def _timeouts(self, world: World, timers: Iterable[tuple[int, str]]) -> Iterator[tuple[Move, World]]:
        for index, timer in timers:
            move = Move("timer", self.question.names[index], timer=timer)
            yield from self._handled_by(world, index, "timer", timer, move)

    def _is_anything_deliverable(self, world: World) -> bool:
        return any(self._index(packet.target) is not None for _, packet in self.in_flight(world))

    def in_flight(self, world: World) -> Iterator[tuple[int, Packet]]:
        """The messages on their way, each with its bit."""
        flights = world.flights
        while flights:
            bit = flights & -flights
            flights ^= bit
            yield bit, self.packets[bit.bit_length() - 1]

    # What goes wrong

    def _faults(self, world: World) -> Iterator[tuple[Move, World]]:
        for index, (name, number) in enumerate(zip(self.question.names, world.locals, strict=True)):
            local = self.locals[number]
            if local.status == CRASHED:
                if self.question.restarts:
                    yield from self._handled_by(world, index, "start", None, Move("restart", name))
            elif world.crashes and self.question.crash_at is None and self._may_crash(name):
                crashed = self._number(Local(CRASHED, None, local.log, frozenset()))
                after = self._with(world, index, crashed)._replace(crashes=world.crashes - 1)
                yield Move("crash", name), self._settled(after)
        if world.losses:
            for bit, packet in self.in_flight(world):
                if not isinstance(packet.body, Request):
                    yield (
                        Move("lose", packet.target, packet),
                        world._replace(flights=world.flights & ~bit, losses=world.losses - 1),
                    )
        if self.question.cut and not world.is_cut:
            yield Move("cut"), world._replace(is_cut=True, flights=world.flights & ~self._crossing)

    def _handled_by(self, world: World, index: int, kind: str, what: Any, move: Move) -> Iterator[tuple[Move, World]]:
        outcomes = self._outcomes(index, self.locals[world.locals[index]], kind, what)
        for outcome in self._possible(world, index, outcomes):
            sent = outcome.sent & ~self._crossing if world.is_cut else outcome.sent
            after = self._with(world, index, outcome.local)
            after = after._replace(
                flights=world.flights | sent, crashes=world.crashes - (outcome.crash_point is not None)
            )
            yield move._replace(crash_point=outcome.crash_point), self._settled(after)

    def _possible(self, world: World, index: int, outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
        """Those of the outcomes that may be: with a crash only where one may fall, and has not."""
        name, point = self.question.names[index], self.question.crash_at
        if not world.crashes or not self._may_crash(name):
            return outcomes[-1:]
        if point is None:
            return outcomes
        there = [outcome for outcome in outcomes if point in ((name, outcome.crash_point), (name, outcome.before))]
        return tuple(there[:1]) or outcomes[-1:]

    def _may_crash(self, name: str) -> bool:
        return not self.question.crashing or name in self.question.crashing

    def _settled(self, world: World) -> World:
        """Without the messages that can only be lost, because nothing will start their node again."""
        if self.question.restarts:
            return world
        flights = world.flights
        for name, number in zip(self.question.names, world.locals, strict=True):
            if self.locals[number].status == CRASHED:
                flights &= ~self._to[name]
        return world if flights == world.flights else world._replace(flights=flights)

    @staticmethod
    def _with(world: World, index: int, local: int) -> World:
        return world._replace(locals=(*world.locals[:index], local, *world.locals[index + 1 :]))

    # What a node does

    def _outcomes(self, index: int, local: Local, kind: str, what: Any) -> tuple[Outcome, ...]:
        """Return the outcomes: first each crash between two effects, last the whole."""
        key = (index, self._number(local), (kind, what))
        found = self._handled.get(key)
        if found is None:
            found = self._handled[key] = tuple(self._work_out(index, local, kind, what))
        return found

    def _work_out(self, index: int, local: Local, kind: str, what: Any) -> Iterator[Outcome]:
        machine = self._machines[index]
        if kind == "start":
            machine = self._machines[index] = self._make(self.question.names[index], local.log)
        else:
            machine.state, machine.log = local.state, local.log
        log, timers, sent, last = local.log, set(local.timers), 0, ""
        if kind == "timer":
            timers.discard(what)
        for effect in self._effects(machine, kind, what):
            label = effect_label(effect)
            if last or self.question.crash_at:
                down = self._number(Local(CRASHED, None, log, frozenset()))
                yield Outcome(down, sent, f"after {last}" if last else f"before {label}", f"before {label}")
            if isinstance(effect, Persist):
                log = log.without(effect.name) if effect.value is None else log.put(effect.name, effect.value)
            elif isinstance(effect, Send) and effect.body.kind not in self.question.protocol.courtesies:
                sent |= self._packet(Packet(machine.name, effect.target, effect.body))
            elif isinstance(effect, SetTimer):
                timers.add(effect.name)
            elif isinstance(effect, CancelTimer):
                timers.discard(effect.name)
            last = "" if isinstance(effect, SetTimer | CancelTimer) else label
        if last and self.question.crash_at:
            yield Outcome(self._number(Local(CRASHED, None, log, frozenset())), sent, f"after {last}")
        yield Outcome(self._number(Local(UP, machine.state, log, frozenset(timers))), sent, None)

    @staticmethod
    def _effects(machine: Machine, kind: str, what: Any) -> Iterator[Effect]:
        if kind == "start":
            yield from machine.on_start(0)
        elif kind == "request":
            yield from machine.on_request(what.body, 0)
        elif kind == "message":
            yield from machine.on_message(what.source, what.body, 0)
        else:
            yield from machine.on_timer(what, 0)

    def _make(self, name: str, log: Table[Any]) -> Machine:
        context = NodeContext(name, self.question.names, Stream(0, "node", name))
        return self.question.protocol.make_node(context, log, self.question.dials)  # type: ignore[return-value]

    # Numbers

    def _index(self, name: str) -> int | None:
        names = self.question.names
        return names.index(name) if name in names else None

    def _number(self, local: Local) -> int:
        number = self._numbers.get(local)
        if number is None:
            number = self._numbers[local] = len(self.locals)
            self.locals.append(local)
        return number

    def _packet(self, packet: Packet) -> int:
        bit = self._bits.get(packet)
        if bit is None:
            bit = self._bits[packet] = 1 << len(self.packets)
            self.packets.append(packet)
            self._to[packet.target] = self._to.get(packet.target, 0) | bit
            if self._is_crossing(packet):
                self._crossing |= bit
        return bit

    def _is_crossing(self, packet: Packet) -> bool:
        sides = {name: side for side, group in enumerate(self.question.cut) for name in group}
        return sides.get(packet.source, -1) != sides.get(packet.target, -1) and packet.source in sides


def asked(client: str, request: tuple[str, str, str, str]) -> Packet:
    """A client's first request, on its way."""
    node, operation, key, value = request
    name = f"{client}#1"
    written = WrittenValue(name, value) if value else None
    return Packet(client, node, Request(name, 1, client, client, operation, key, written, None))
