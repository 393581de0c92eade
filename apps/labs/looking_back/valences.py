"""The valence of a running consensus as it stands, and what each message's arrival would make of it.

The cluster is taken out of time: what its nodes are and what is in flight is a world to explore from. Messages that are
to be lost on their way are left out; all others arrive some time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from apps.agreement.consensus.machine import rounds_undecided
from apps.agreement.consensus.valence import DUE, EARLY, LATE, Search, Valence, standing, valence
from apps.agreement.question import Question
from apps.agreement.table import Table
from apps.agreement.world import CRASHED, UP, Local, Packet, Rules, World
from apps.labs.protocols import PROTOCOLS
from apps.labs.run.board import node_picture
from apps.labs.run.phrases import message_words
from apps.labs.run.scenario import Scenario
from apps.simulation import Simulation
from apps.simulation.faults.message import DeliverMessage
from apps.simulation.network import Flight

PROTOCOL = "flp"
CONFIGURATIONS_KEPT = 512

Configuration = tuple[tuple[tuple[str, object], ...], tuple[str, ...], tuple[Local, ...], frozenset[Packet]]
"""Dials, names, nodes, and what is in flight."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A message whose turn it may be: its name, and the valence of the configuration after its arrival."""

    message: str
    source: str
    target: str
    text: str
    after: str


@dataclass(frozen=True, slots=True)
class Survey:
    """What is to be said of a configuration.

    Of the messages in flight `late` names those that can change nothing any more, and `early` counts those for a later
    phase of their target. `offers` are the others, in order of their target and source.
    """

    valence: Valence
    offers: tuple[Offer, ...]
    rounds: int
    late: tuple[str, ...]
    early: int


def survey(simulation: Simulation, scenario: Scenario) -> Survey:
    """The valence of a run as it stands, with what each message could do to it."""
    locals_, flights = _locals(simulation), dict(_flights(simulation))
    by_standing: dict[str, list[Flight]] = {LATE: [], DUE: [], EARLY: []}
    for packet, flight in flights.items():
        by_standing[standing(locals_[scenario.nodes.index(packet.target)], packet)].append(flight)
    configuration = _configuration(scenario, locals_, frozenset(flights))
    found, after = examined(configuration)
    offers = [
        Offer(flight.message, flight.source, flight.target, message_words(flight.body), after[_packet(flight)])
        for flight in by_standing[DUE]
    ]
    return Survey(
        found,
        tuple(sorted(offers, key=lambda offer: (offer.target, offer.source))),
        rounds_undecided([node_picture(node) for node in simulation.nodes.values()]),
        late(simulation, scenario),
        len(by_standing[EARLY]),
    )


def late(simulation: Simulation, scenario: Scenario) -> tuple[str, ...]:
    """Return the messages in flight that can change nothing any more, in the order in which they were sent."""
    locals_ = _locals(simulation)
    return tuple(
        flight.message
        for packet, flight in _flights(simulation)
        if standing(locals_[scenario.nodes.index(packet.target)], packet) == LATE
    )


def ending(simulation: Simulation, scenario: Scenario, value: str) -> list[str]:
    """The messages to deliver, one after the other, for a shortest run to that decision; the simulation goes there."""
    configuration = _configuration(scenario, _locals(simulation), frozenset(dict(_flights(simulation))))
    names = []
    for move in examined(configuration)[0].witnesses.get(value, ()):
        flight = next(flight for packet, flight in _flights(simulation) if packet == move.packet)
        simulation.apply(DeliverMessage(flight.message))
        names.append(flight.message)
    return names


def valence_now(simulation: Simulation, scenario: Scenario) -> Valence:
    """The valence of a run as it stands, and no more: much cheaper than a survey."""
    return valence_of(_configuration(scenario, _locals(simulation), frozenset(dict(_flights(simulation)))))


@lru_cache(maxsize=CONFIGURATIONS_KEPT)
def valence_of(configuration: Configuration) -> Valence:
    """The valence of a configuration."""
    return valence(*_world(configuration))


@lru_cache(maxsize=CONFIGURATIONS_KEPT)
def examined(configuration: Configuration) -> tuple[Valence, Mapping[Packet, str]]:
    """The valence of a configuration, and by message that of the configuration after its arrival."""
    rules, world = _world(configuration)
    after = {
        move.packet: valence(rules, following).name
        for move, following in Search(rules).deliveries(world)
        if move.packet is not None
    }
    return valence_of(configuration), after


def _world(configuration: Configuration) -> tuple[Rules, World]:
    dials, names, locals_, packets = configuration
    rules = Rules(Question(protocol=PROTOCOLS[PROTOCOL], dials=dict(dials), requests=(), nodes=names))  # type: ignore[arg-type]
    return rules, rules.resume(locals_, sorted(packets, key=str))


def _configuration(scenario: Scenario, locals_: tuple[Local, ...], packets: frozenset[Packet]) -> Configuration:
    useful = frozenset(
        packet for packet in packets if standing(locals_[scenario.nodes.index(packet.target)], packet) != LATE
    )
    return tuple(sorted(scenario.dials.items())), scenario.nodes, locals_, useful


def _locals(simulation: Simulation) -> tuple[Local, ...]:
    return tuple(
        Local(
            CRASHED if node.status == "crashed" else UP,
            getattr(node.machine, "state", None),
            Table(node.durable),
            frozenset(node.timers),
        )
        for node in simulation.nodes.values()
    )


def _flights(simulation: Simulation) -> Iterator[tuple[Packet, Flight]]:
    for flight in simulation.network.flights.values():
        if flight.dies_tick is None and flight.source in simulation.nodes and flight.target in simulation.nodes:
            yield _packet(flight), flight


def _packet(flight: Flight) -> Packet:
    return Packet(flight.source, flight.target, flight.body)
