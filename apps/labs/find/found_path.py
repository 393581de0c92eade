"""What exploration found, as a run that plays on the kernel: the same moves, at ticks of their own.

1. The network holds every message (its latency is longer than the run); each is delivered by hand when its turn comes.
2. Timers are set to the longest that there is, and run out by hand.
3. A crash between two effects is a crash point, set just before.

The moves are carried out on a simulation while the script is written, since only that knows the messages' names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from apps.agreement.question import Question
from apps.agreement.world import Move, Packet
from apps.labs.run.scenario import Scenario
from apps.protocols.dials import IntegerDial
from apps.simulation import Simulation
from apps.simulation import commands as c
from apps.simulation.bounds import LATENCY_TICKS_MAX
from apps.simulation.commands import Command
from apps.simulation.effects import Request
from apps.simulation.faults.crash import CrashNode, RestartNode
from apps.simulation.faults.crash_point import SetCrashPoint
from apps.simulation.faults.message import DeliverMessage, DropMessage, DuplicateMessage
from apps.simulation.faults.partition import Partition
from apps.simulation.faults.timeout import FireTimer
from apps.simulation.network import CLIENT_LATENCY_TICKS, Latency

SEED = 1
MOVE_TICKS = 100


class Unplayable(Exception):
    """A move that has no counterpart on the kernel; the message says which."""


@dataclass(frozen=True, slots=True)
class FoundPath:
    """A run: its scenario, whose script carries itself out with any seed, and the tick at which all has happened."""

    scenario: Scenario
    until_tick: int


def play(question: Question, path: Sequence[Move]) -> FoundPath:
    """The run that these moves are; raises Unplayable."""
    scenario = _held(question)
    simulation = Simulation(scenario.cluster(), SEED)
    script: list[tuple[int, Command]] = []
    for number, move in enumerate(path, 1):
        tick = number * MOVE_TICKS
        begins = tick - CLIENT_LATENCY_TICKS if _is_request(move) else tick
        simulation.advance(begins)
        for command in _commands(simulation, question, move, path[number:]):
            script.append((begins, command))
            simulation.apply(command)
        simulation.advance(tick)
    return FoundPath(replace(scenario, script=tuple(script)), (len(path) + 1) * MOVE_TICKS)


def _is_request(move: Move) -> bool:
    return move.packet is not None and isinstance(move.packet.body, Request)


def _held(question: Question) -> Scenario:
    """The scenario in which nothing happens by itself."""
    longest = {
        dial.name: dial.maximum
        for dial in question.protocol.dials
        if isinstance(dial, IntegerDial) and dial.name.endswith("_ticks") and dial.maximum is not None
    }
    return Scenario(
        protocol=question.protocol.name,
        dials={**question.dials, **longest},
        nodes=question.names,
        clients=question.clients,
        keys=("x", "y"),
        latency=Latency("constant", LATENCY_TICKS_MAX, LATENCY_TICKS_MAX),
        client_timeout_ticks=LATENCY_TICKS_MAX,
    )


def _commands(simulation: Simulation, question: Question, move: Move, later: Sequence[Move]) -> Iterator[Command]:
    if move.crash_point:
        yield SetCrashPoint(node=move.node, point=move.crash_point)
    if move.packet is not None and isinstance(move.packet.body, Request):
        request = move.packet.body
        value = (request.written.value or None) if request.written else None
        yield c.InvokeOperation(
            client=request.client, node=move.node, operation=request.action, key=request.key, value=value
        )
    elif move.packet is not None:
        message = _flight(simulation, move.packet)
        if move.kind == "lose":
            yield DropMessage(message)
            return
        if any(other.packet == move.packet for other in later):
            yield DuplicateMessage(message)
        yield DeliverMessage(message)
    elif move.kind == "timer":
        yield FireTimer(node=move.node, timer=move.timer)
    elif move.kind == "cut":
        yield Partition(question.cut)
    else:
        yield CrashNode(move.node) if move.kind == "crash" else RestartNode(move.node)


def _flight(simulation: Simulation, packet: Packet) -> str:
    """The message in flight that a packet is."""
    for flight in simulation.network.flights.values():
        if (flight.source, flight.target, flight.body) == (packet.source, packet.target, packet.body):
            return flight.message
    raise Unplayable(f"{packet.body.kind} from {packet.source} to {packet.target} is not in flight.")
