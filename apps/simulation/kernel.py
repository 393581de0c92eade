"""The kernel: virtual time, the event heap, and the one place where anything happens.

1. Everything that will happen stands in a heap of (tick, order of scheduling, what).
2. A *step* takes the next entry that is still valid, moves time to its tick and lets one node or client handle it.
3. What the handler asks for is carried out at once, in order: the step is atomic.
4. Everything that happens is stamped with the vector clock of the process where it happens and emitted as an event.

A position in a run is (tick, steps taken at that tick): exact even between two steps of one tick.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any, cast

from apps.clocks import vector
from apps.simulation.bounds import MESSAGES_IN_FLIGHT_MAX
from apps.simulation.cluster import Cluster, Position
from apps.simulation.effects import (
    Body,
    CancelTimer,
    Persist,
    Redirect,
    Refuse,
    Reply,
    Request,
    Send,
    SetTimer,
    effect_label,
)
from apps.simulation.events import (
    Event,
    MessageDelivered,
    MessageDropped,
    MessageDuplicated,
    MessageSent,
    MessageWaiting,
    NodeCrashed,
    NodePromoted,
    NodeStarted,
    RunEnded,
    TimerFired,
)
from apps.simulation.network import CLIENT_LATENCY_TICKS, Flight, Network
from apps.simulation.node import Effects, NodeContext, PromotableNode
from apps.simulation.processes import ClientRecord, NodeRecord, Operation, Timer, Waiting
from apps.simulation.randomness import Stream

Action = Callable[[Any, Any, int], bool]
"""The action of an entry that is due: called with the kernel, its subject and number; False if the entry is void."""

Entry = tuple[int, int, Action, Any]

NEVER = -1
"""The tick of a timer's entry that is no longer in the heap."""


class Kernel(ABC):
    """One run of a cluster, without its commands and its clients: see `Simulation`."""

    def __init__(self, cluster: Cluster, seed: int) -> None:
        self.cluster = cluster
        self.seed = seed
        self.now = 0
        self.steps = 0
        self.steps_in_all = 0
        self.sequence = 0
        self.ended: str | None = None
        self.network = Network(seed, cluster.link)
        self.processes = cluster.nodes + cluster.clients
        self.clocks = [list(vector.zero(len(self.processes))) for _ in self.processes]
        self.operations: dict[str, Operation] = {}
        self.workload_interval_ticks = 0
        self.workload_generation = 0
        self._heap: list[Entry] = []
        self._order = 0
        self._events: list[Event] = []
        self.nodes = {
            name: NodeRecord(NodeContext(name, cluster.nodes, Stream(seed, "node", name)), index)
            for index, name in enumerate(cluster.nodes)
        }
        self.clients = {
            name: ClientRecord(name, len(cluster.nodes) + index) for index, name in enumerate(cluster.clients)
        }
        for node in self.nodes.values():
            self.start_node(node)

    # Time

    @property
    def position(self) -> Position:
        """Return where the run stands."""
        return Position(self.now, self.steps)

    def step(self, until_tick: int | None = None) -> bool:
        """Take one step; False if nothing is left to happen (up to and including `until_tick`) or the run has ended."""
        while self._heap and self.ended is None:
            if until_tick is not None and self._heap[0][0] > until_tick:
                return False
            tick, order, action, subject = heappop(self._heap)
            now, steps = self.now, self.steps
            self._stand_at(tick)
            if action(self, subject, order):
                self.steps += 1
                self.steps_in_all += 1
                self.enforce_bounds()
                return True
            self.now, self.steps = now, steps
        return False

    def advance(self, to_tick: int) -> None:
        """Take every step up to and including `to_tick`, and let time stand there. Time never goes back."""
        while self.step(to_tick):
            pass
        if self.ended is None:
            self._stand_at(max(to_tick, self.now))

    def advance_to(self, position: Position) -> None:
        """Go on to `position`, exactly."""
        while self.step_towards(position):
            pass

    def step_towards(self, position: Position) -> bool:
        """Take one step on the way to `position`; without one left, stand there, and False."""
        if self.step(position.tick if position.steps is None else position.tick - 1):
            return True
        if self.ended is None:
            self._stand_at(max(position.tick, self.now))
        return position.steps is not None and self.steps < position.steps and self.step(position.tick)

    def _stand_at(self, tick: int) -> None:
        if tick != self.now:
            self.now, self.steps = tick, 0

    def schedule(self, delay_ticks: int, action: Action, subject: Any) -> int:
        """Schedule `action` and return the entry's id. An entry whose id is no longer current is skipped.

        `action` returns False if its entry is void.
        """
        self._order += 1
        heappush(self._heap, (self.now + delay_ticks, self._order, action, subject))
        return self._order

    def enforce_bounds(self) -> None:
        """End the run if it has reached one of its bounds."""
        if self.ended is not None:
            return
        if self.sequence >= self.cluster.events_max:
            self._end(f"This run has reached its bound of {self.cluster.events_max:,} events.")
        elif len(self.network.flights) > MESSAGES_IN_FLIGHT_MAX:
            self._end(f"More than {MESSAGES_IN_FLIGHT_MAX:,} messages are in flight: this run stops here.")
        elif self.steps_in_all >= self.cluster.steps_max:
            self._end(f"This run has reached its bound of {self.cluster.steps_max:,} steps.")

    def _end(self, reason: str) -> None:
        self.ended = reason
        self.emit(RunEnded, reason)

    # Events

    def next_operation(self, client: str) -> str:
        """The identity that the client's next operation will have."""
        return f"{client}#{self.clients[client].issued + 1}"

    def drain(self) -> list[Event]:
        """The events since the last call."""
        events, self._events = self._events, []
        return events

    def emit(self, event: type[Event], *members: Any) -> None:
        """Emit an event that belongs to no process."""
        self.sequence += 1
        self._events.append(event(self.sequence, self.now, None, None, *members))

    def emit_at(self, index: int, event: type[Event], *members: Any) -> vector.VectorClock:
        """Emit an event at process `index`, whose vector clock moves on; return the clock."""
        # `vector.tick`, and below `vector.merge`, in place: once or twice for every message.
        self.clocks[index][index] += 1
        clock = tuple(self.clocks[index])
        self.sequence += 1
        self._events.append(event(self.sequence, self.now, self.processes[index], clock, *members))
        return clock

    # Nodes

    def start_node(self, node: NodeRecord) -> None:
        """Start a node from what it has durable."""
        recovered = node.status == "crashed"
        node.status = "up"
        node.machine = self.cluster.factory.make_node(node.context, node.durable)
        self.emit_at(node.index, NodeStarted, recovered)
        self._carry_out(node, node.machine.on_start(self.wall_ticks(node)))

    def crash_node(self, node: NodeRecord) -> None:
        """Let a node lose what is volatile, and what has waited in its inbox."""
        node.status, node.machine, node.crash_point = "crashed", None, None
        node.timers.clear()
        self.emit_at(node.index, NodeCrashed)
        for item in list(node.inbox):
            if item.kind == "message":
                self.drop(self.network.flights[item.name], "crash")
        node.inbox.clear()

    def promote_node(self, node: NodeRecord) -> None:
        """Make a node the primary by hand."""
        self.emit_at(node.index, NodePromoted)
        machine = cast(PromotableNode, node.machine)
        self._carry_out(node, machine.on_promote(self.wall_ticks(node)))

    def wall_ticks(self, node: NodeRecord) -> int:
        """Return what the node's wall clock reads now, in ticks."""
        return node.wall.read(self.now)

    def _carry_out(self, node: NodeRecord, effects: Effects) -> None:
        for effect in effects if node.crash_point is None else self._until_crash(node, effects):
            if type(effect) is Send:
                self._send(node.index, node.context.name, effect.target, effect.body)
            elif type(effect) is Persist:
                if effect.value is None:
                    node.durable.pop(effect.name, None)
                else:
                    node.durable[effect.name] = effect.value
            elif type(effect) is SetTimer:
                self.set_timer(node, effect.name, node.wall.true_ticks(effect.delay_ticks))
            elif type(effect) is CancelTimer:
                node.timers.pop(effect.name, None)
            elif isinstance(effect, Reply | Refuse | Redirect):
                self._send(node.index, node.context.name, effect.client, effect)

    def _until_crash(self, node: NodeRecord, effects: Effects) -> Effects:
        """The effects, as far as the node gets before it reaches its crash point."""
        for effect in effects:
            label = effect_label(effect)
            if node.crash_point == f"before {label}":
                self.crash_node(node)
                return
            yield effect
            if node.crash_point == f"after {label}":
                self.crash_node(node)
                return

    def set_timer(self, node: NodeRecord, name: str, delay_ticks: int) -> None:
        """Let a timer fire after a delay, and no longer when it was to fire before.

        A timer that is set anew for later, as at every heartbeat, keeps its entry in the heap until that is due.
        """
        old, fires_tick = node.timers.get(name), self.now + delay_ticks
        if old is not None and self.now <= old.due_tick <= fires_tick:
            self._order += 1
            node.timers[name] = Timer(fires_tick, self._order, old.due_tick, old.due_id)
        else:
            entry_id = self.schedule(delay_ticks, Kernel._fire, (node, name))
            node.timers[name] = Timer(fires_tick, entry_id, fires_tick, entry_id)

    def _fire(self, subject: tuple[NodeRecord, str], entry_id: int) -> bool:
        node, name = subject
        timer = node.timers.get(name)
        if timer is None or timer.due_id != entry_id:
            return False
        if timer.entry_id != entry_id:
            timer.due_tick, timer.due_id = timer.fires_tick, timer.entry_id
            heappush(self._heap, (timer.fires_tick, timer.entry_id, Kernel._fire, subject))
            return False
        if node.status == "paused" or node.processing_ticks or node.inbox:
            timer.due_tick = NEVER
            self._enqueue(node, Waiting("timer", name, entry_id))
            return True
        self.fire_timer(node, name)
        return True

    def fire_timer(self, node: NodeRecord, name: str) -> None:
        """A timer of a node runs out now."""
        assert node.machine is not None
        del node.timers[name]
        self.emit_at(node.index, TimerFired, name)
        self._carry_out(node, node.machine.on_timer(name, self.wall_ticks(node)))

    # A slow or paused node works through its inbox, one thing at a time

    def _enqueue(self, node: NodeRecord, item: Waiting) -> None:
        node.inbox.append(item)
        if len(node.inbox) == 1:
            self.work_inbox(node)

    def work_inbox(self, node: NodeRecord) -> None:
        """Let the node handle the first thing in its inbox after its processing time."""
        if node.inbox and node.status == "up":
            node.handling_entry_id = self.schedule(node.processing_ticks, Kernel._handle_next, node)

    def _handle_next(self, node: NodeRecord, entry_id: int) -> bool:
        if node.handling_entry_id != entry_id or node.status != "up" or not node.inbox:
            return False
        item = node.inbox.pop(0)
        if item.kind == "message":
            self._receive(node, self.network.flights[item.name])
        elif item.name in node.timers and node.timers[item.name].entry_id == item.entry_id:
            self.fire_timer(node, item.name)
        self.work_inbox(node)
        return True

    def _leave_inbox(self, node: NodeRecord, item: Waiting) -> None:
        was_next = node.inbox[0] == item
        node.inbox.remove(item)
        if was_next:
            self.work_inbox(node)

    # Messages

    def _send(self, index: int, source: str, target: str, body: Body) -> None:
        link = (source, target)
        message, number = self.network.next_message(link, body.kind)
        if target in self.clients or source in self.clients:
            self._fly(index, Flight(message, source, target, body, (), self.now, self.now + CLIENT_LATENCY_TICKS))
            return
        fate = self.network.fate(link, number)
        flight = Flight(message, source, target, body, (), self.now, self.now + fate.latency_ticks)
        if fate.lost:
            self._doom(flight, "loss")
        elif self.network.is_cut(source, target):
            self._doom(flight, "cut")
        self._fly(index, flight)
        if fate.copy_latency_ticks is not None:
            self.fly_copy(flight, fate.copy_latency_ticks)

    @staticmethod
    def _doom(flight: Flight, death: str) -> None:
        flight.dies_tick = flight.sent_tick + (flight.arrives_tick - flight.sent_tick + 1) // 2
        flight.death = death

    def _fly(self, index: int, flight: Flight) -> None:
        flight.clock = self.emit_at(
            index, MessageSent, flight.message, flight.target, flight.body, flight.arrives_tick, flight.dies_tick
        )
        self.network.flights[flight.message] = flight
        self.schedule_flight(flight)

    @abstractmethod
    def answer_client(self, client: ClientRecord, body: Body) -> None:
        """Hand an answer to a client; `Simulation` knows what clients do with it."""

    def send_from_client(self, client: ClientRecord, request: Request, node: str) -> None:
        """A client hands its operation to a node."""
        self._send(client.index, client.name, node, request)

    def schedule_flight(self, flight: Flight) -> None:
        """Schedule the end of a flight as it stands: its death, or its arrival."""
        if flight.dies_tick is not None:
            flight.entry_id = self.schedule(flight.dies_tick - self.now, Kernel._die, flight)
        else:
            flight.entry_id = self.schedule(flight.arrives_tick - self.now, Kernel._arrive, flight)

    def fly_copy(self, flight: Flight, latency_ticks: int) -> None:
        """Send a second copy of a message on its way, from the same sender's past."""
        flight.copies += 1
        name = f"{flight.message}+{flight.copies}"
        copy = Flight(name, flight.source, flight.target, flight.body, flight.clock, self.now, self.now + latency_ticks)
        if self.network.is_cut(copy.source, copy.target):
            self._doom(copy, "cut")
        self.network.flights[name] = copy
        self.emit(MessageDuplicated, flight.message, flight.body, name, copy.arrives_tick, copy.dies_tick)
        self.schedule_flight(copy)

    def drop(self, flight: Flight, reason: str) -> None:
        """A message is lost now."""
        self._land(flight)
        if flight.waiting:
            self._leave_inbox(self.nodes[flight.target], Waiting("message", flight.message))
        self.emit(MessageDropped, flight.message, flight.body, reason)

    def drop_what_crosses_cuts(self) -> None:
        """Drop the messages in flight between nodes that a partition or a cut now separates."""
        for flight in list(self.network.flights.values()):
            if not flight.waiting and self.network.is_cut(flight.source, flight.target):
                self.drop(flight, "cut")

    def _land(self, flight: Flight) -> None:
        del self.network.flights[flight.message]
        flight.entry_id = 0

    def _die(self, flight: Flight, entry_id: int) -> bool:
        if flight.entry_id != entry_id:
            return False
        self.drop(flight, flight.death)
        return True

    def _arrive(self, flight: Flight, entry_id: int) -> bool:
        if flight.entry_id != entry_id:
            return False
        self.arrive(flight)
        return True

    def arrive(self, flight: Flight) -> None:
        """A message reaches its target now."""
        client = self.clients.get(flight.target)
        if client is not None:
            self._receive_at(client.index, flight)
            self.answer_client(client, flight.body)
            return
        node = self.nodes[flight.target]
        if node.status == "crashed":
            self.drop(flight, "crash")
        elif node.status == "paused" or node.processing_ticks or node.inbox:
            flight.waiting, flight.entry_id, flight.dies_tick = True, 0, None
            self.emit(MessageWaiting, flight.message, flight.target)
            self._enqueue(node, Waiting("message", flight.message))
        else:
            self._receive(node, flight)

    def _receive_at(self, index: int, flight: Flight) -> None:
        self._land(flight)
        pairs = zip(self.clocks[index], flight.clock, strict=True)
        self.clocks[index] = [mine if mine > theirs else theirs for mine, theirs in pairs]
        self.emit_at(index, MessageDelivered, flight.message, flight.source, flight.body)

    def _receive(self, node: NodeRecord, flight: Flight) -> None:
        assert node.machine is not None
        self._receive_at(node.index, flight)
        body, now_ticks = flight.body, self.wall_ticks(node)
        if type(body) is Request:
            self._carry_out(node, node.machine.on_request(body, now_ticks))
        else:
            self._carry_out(node, node.machine.on_message(flight.source, body, now_ticks))
