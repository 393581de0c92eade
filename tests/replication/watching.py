"""Runs under generated faults, looked at after every step."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from apps.labs.find.schedule import Schedule, fault_schedule
from apps.labs.run.scenario import Scenario
from apps.simulation import CommandError, Simulation
from apps.simulation.faults.crash import RestartNode
from apps.simulation.faults.drift import SetDrift
from apps.simulation.faults.duplication import SetDuplication
from apps.simulation.faults.latency import SetLatency
from apps.simulation.faults.loss import SetLoss
from apps.simulation.faults.partition import Heal
from apps.simulation.faults.pause import ResumeNode
from apps.simulation.faults.slow_node import SetProcessing
from apps.simulation.network import Latency

CLIENTS = ("alice", "bob", "carol", "dave")
TICKS, OPERATIONS, REST_TICKS = 12_000, 90, 4_000


def scenario(protocol: str, dials: Any, **members: Any) -> Scenario:
    """Four clients on five nodes that answer one another within 20 to 160 ms."""
    members = {"clients": CLIENTS, "latency": Latency("uniform", 20, 160), **members}
    return Scenario(protocol=protocol, dials=dials, **members)


def watched(
    scene: Scenario,
    seed: int,
    look: Callable[[Simulation], None],
    *,
    faults: Collection[str] | None = None,
    schedule: Schedule | None = None,
) -> Simulation:
    """The run of a generated schedule; `look` is called after every step and command."""
    if schedule is None:
        schedule = fault_schedule(scene, seed, faults=faults, ticks=TICKS, operations=OPERATIONS)
    simulation = Simulation(scene.cluster(), seed)
    for tick, command in schedule:
        while simulation.step(tick):
            look(simulation)
        simulation.advance(tick)
        try:
            simulation.apply(command)
        except CommandError:
            continue
        look(simulation)
    while simulation.step(TICKS + REST_TICKS):
        look(simulation)
    return simulation


def mend(run: Any) -> None:
    """End every fault: heal, restart, resume, and set every link and clock right."""
    simulation = getattr(run, "simulation", run)
    run.apply(Heal())
    run.apply(SetLoss(per_mille=0))
    run.apply(SetDuplication(per_mille=0))
    usual = simulation.cluster.link.latency
    links = [(None, None), *simulation.network.settings]
    for source, target in links:
        run.apply(
            SetLatency(
                source=source,
                target=target,
                distribution=usual.distribution,
                low_ticks=usual.low_ticks,
                high_ticks=usual.high_ticks,
            )
        )
        if source is not None:
            run.apply(SetLoss(source=source, target=target, per_mille=0))
    for name, node in simulation.nodes.items():
        run.apply(SetProcessing(node=name, processing_ticks=0))
        run.apply(SetDrift(node=name, per_mille=0))
        if node.status != "up":
            run.apply(RestartNode(name) if node.status == "crashed" else ResumeNode(name))
