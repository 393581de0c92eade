"""Random schedules that ask much of Raft's changes of members: cuts, timers that run out, and changes at leaders."""

from __future__ import annotations

from random import Random

from apps.simulation import CommandError, Simulation
from apps.simulation import commands as c
from apps.simulation.faults.partition import Heal, Partition
from apps.simulation.faults.timeout import FireTimer
from tests.replication.by_hand import NODES
from tests.replication.raft.runs import dials
from tests.replication.raft.safety import Safety
from tests.replication.watching import CLIENTS, scenario

CHANGES = ("n1,n2,n3,n4,n5", "n1,n2,n3", "n1,n2,n4", "n1,n3,n4", "n2,n3,n4", "n1,n2,n3,n4")
BEGIN_TICKS, TICKS = 600, 9_000
PAUSES_TICKS = (20, 50, 100, 200, 400)


def broken_property(membership: str, seed: int) -> str:
    """The property of the paper that the run of this seed breaks, on four members of five nodes; empty if none."""
    random, safety = Random(seed), Safety()
    simulation = Simulation(scenario("raft", dials(membership=membership, members=4)).cluster(), seed)
    tick = BEGIN_TICKS
    try:
        while tick < TICKS:
            while simulation.step(tick):
                safety.look(simulation)
            simulation.advance(tick)
            try:
                simulation.apply(_command(simulation, random))
            except CommandError:
                pass
            safety.look(simulation)
            tick += random.choice(PAUSES_TICKS)
    except AssertionError as broken:
        return str(broken).split("\n")[0]
    return ""


def _command(simulation: Simulation, random: Random) -> c.Command:
    drawn = random.random()
    if drawn < 0.3:
        return Partition((tuple(sorted(random.sample(NODES, random.choice((1, 2, 2, 2))))),))
    if drawn < 0.4:
        return Heal()
    if drawn < 0.7:
        return FireTimer(node=random.choice(NODES), timer="election")
    leaders = [name for name, node in simulation.nodes.items() if node.machine and node.machine.role().leads]
    client, node, value = random.choice(CLIENTS), random.choice(leaders or NODES), random.choice(CHANGES)
    return c.InvokeOperation(client=client, node=node, operation="reconfigure", key="x", value=value)
