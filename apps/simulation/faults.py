"""The faults a learner injects: for each command, one function that refuses and one that carries it out.

Here are those of the network and of single messages; those of nodes are in `node_faults`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from apps.simulation import commands as c
from apps.simulation import events as e
from apps.simulation import node_faults
from apps.simulation.bounds import DELAY_TICKS_MAX, LATENCY_TICKS_MAX, PER_MILLE_MAX
from apps.simulation.errors import CommandError
from apps.simulation.network import DISTRIBUTIONS, Flight, Latency, Link
from apps.simulation.refusals import Rule, find, within

if TYPE_CHECKING:
    from apps.simulation.kernel import Simulation

# Partitions and cuts


def _check_partition(simulation: Simulation, command: c.Partition) -> None:
    named = [node for group in command.groups for node in group]
    for node in named:
        find(simulation.nodes, node, "node")
    if len(set(named)) != len(named):
        raise CommandError("partition.invalid", "A node can be in one group only.")
    if len(_groups(simulation, command)) < 2:
        raise CommandError("partition.invalid", "A partition needs at least two groups with a node in each.")


def _groups(simulation: Simulation, command: c.Partition) -> tuple[tuple[str, ...], ...]:
    order = list(simulation.nodes)
    named = {node for group in command.groups for node in group}
    rest = tuple(node for node in order if node not in named)
    groups = [tuple(sorted(group, key=order.index)) for group in (*command.groups, rest) if group]
    return tuple(sorted(groups, key=lambda group: order.index(group[0])))


def _partition(simulation: Simulation, command: c.Partition) -> None:
    groups = _groups(simulation, command)
    simulation.network.partition(groups, simulation.now)
    simulation.emit(e.Partitioned, groups)
    _kill_what_crosses(simulation)


def _kill_what_crosses(simulation: Simulation) -> None:
    for flight in list(simulation.network.flights.values()):
        if not flight.waiting and simulation.network.is_cut(flight.source, flight.target):
            simulation.drop(flight, "cut")


def _heal(simulation: Simulation, _: c.Heal) -> None:
    simulation.network.partition(None, simulation.now)
    simulation.network.cuts.clear()
    simulation.emit(e.Healed)


def _check_link(simulation: Simulation, command: c.CutLink | c.MendLink) -> None:
    find(simulation.nodes, command.source, "node")
    find(simulation.nodes, command.target, "node")
    if command.source == command.target:
        raise CommandError("link.unknown", "A link joins two different nodes.")


def _cut_link(simulation: Simulation, command: c.CutLink) -> None:
    simulation.network.cuts.add((command.source, command.target))
    simulation.emit(e.LinkCut, command.source, command.target)
    _kill_what_crosses(simulation)


def _mend_link(simulation: Simulation, command: c.MendLink) -> None:
    simulation.network.cuts.discard((command.source, command.target))
    simulation.emit(e.LinkMended, command.source, command.target)


# Links


def _link(simulation: Simulation, command: c.SetLatency | c.SetLoss | c.SetDuplication) -> Link | None:
    if command.source is None and command.target is None:
        return None
    source, target = command.source or "", command.target or ""
    find(simulation.nodes, source, "node")
    find(simulation.nodes, target, "node")
    if source == target:
        raise CommandError("link.unknown", "A link joins two different nodes.")
    return source, target


def _check_latency(simulation: Simulation, command: c.SetLatency) -> None:
    _link(simulation, command)
    if command.distribution not in DISTRIBUTIONS:
        raise CommandError("latency.out_of_range", f"The distribution is one of {', '.join(DISTRIBUTIONS)}.")
    within(command.low_ticks, 1, LATENCY_TICKS_MAX, "latency", "The shortest latency in ms")
    within(command.high_ticks, command.low_ticks, LATENCY_TICKS_MAX, "latency", "The longer latency in ms")


def _set_latency(simulation: Simulation, command: c.SetLatency) -> None:
    latency = Latency(command.distribution, command.low_ticks, command.high_ticks)
    simulation.network.change(_link(simulation, command), latency=latency)
    simulation.emit(
        e.LatencySet, command.source, command.target, command.distribution, command.low_ticks, command.high_ticks
    )


def _check_rate(simulation: Simulation, command: c.SetLoss | c.SetDuplication) -> None:
    _link(simulation, command)
    within(command.per_mille, 0, PER_MILLE_MAX, "rate", "The rate per thousand")


def _set_loss(simulation: Simulation, command: c.SetLoss) -> None:
    simulation.network.change(_link(simulation, command), loss_per_mille=command.per_mille)
    simulation.emit(e.LossSet, command.source, command.target, command.per_mille)


def _set_duplication(simulation: Simulation, command: c.SetDuplication) -> None:
    simulation.network.change(_link(simulation, command), duplication_per_mille=command.per_mille)
    simulation.emit(e.DuplicationSet, command.source, command.target, command.per_mille)


# Single messages


def _flight(simulation: Simulation, message: str) -> Flight:
    flight = simulation.network.flights.get(message)
    if flight is None:
        raise CommandError("message.unknown", "That message is no longer in flight.")
    return flight


def _check_message(simulation: Simulation, command: c.DropMessage | c.DuplicateMessage) -> None:
    _flight(simulation, command.message)


def _check_travelling(simulation: Simulation, command: c.DeliverMessage | c.DelayMessage) -> None:
    if _flight(simulation, command.message).waiting:
        raise CommandError("message.unknown", "That message has arrived already and waits at its node.")
    if isinstance(command, c.DelayMessage):
        within(command.delay_ticks, 1, DELAY_TICKS_MAX, "delay", "The delay in ms")


def _deliver(simulation: Simulation, command: c.DeliverMessage) -> None:
    simulation.arrive(_flight(simulation, command.message))


def _delay(simulation: Simulation, command: c.DelayMessage) -> None:
    flight = _flight(simulation, command.message)
    flight.arrives_tick += command.delay_ticks
    if flight.dies_tick is not None:
        flight.dies_tick += command.delay_ticks
    simulation.emit(e.MessageDelayed, flight.message, flight.body, flight.arrives_tick)
    simulation.schedule_flight(flight)


def _duplicate(simulation: Simulation, command: c.DuplicateMessage) -> None:
    flight = _flight(simulation, command.message)
    simulation.fly_copy(flight, max(1, flight.arrives_tick - flight.sent_tick))


def _drop(simulation: Simulation, command: c.DropMessage) -> None:
    simulation.drop(_flight(simulation, command.message), "command")


def _nothing_to_check(simulation: Simulation, command: c.Heal) -> None:
    """Healing is always possible."""


RULES: Mapping[type[c.Command], Rule] = {
    **node_faults.RULES,
    c.Partition: (_check_partition, _partition),
    c.Heal: (_nothing_to_check, _heal),
    c.CutLink: (_check_link, _cut_link),
    c.MendLink: (_check_link, _mend_link),
    c.SetLatency: (_check_latency, _set_latency),
    c.SetLoss: (_check_rate, _set_loss),
    c.SetDuplication: (_check_rate, _set_duplication),
    c.DeliverMessage: (_check_travelling, _deliver),
    c.DelayMessage: (_check_travelling, _delay),
    c.DuplicateMessage: (_check_message, _duplicate),
    c.DropMessage: (_check_message, _drop),
}
