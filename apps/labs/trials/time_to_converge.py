"""How long one write takes to reach every replica by gossip, for every fan-out, over runs on the kernel.

1. Each run is the lab's store with its interval, its style and its latencies; one client writes at the first node, once
   all have begun to gossip. Seeds are 1 to the number of runs, the same for every fan-out.
2. Its time is from the step in which the first replica keeps the write to the one after which all hold the same.
3. Counted with it are the messages that the nodes send each other in between: what a shorter time costs.

After Demers and others 1987, who measure the same: how long, and at what traffic.
"""

from __future__ import annotations

from dataclasses import replace

from apps.labs.run.convergence import CONVERGED, Convergence
from apps.labs.run.scenario import Scenario
from apps.labs.trials.measured import Measured, Report, Spread
from apps.simulation import Simulation
from apps.simulation import commands as c
from apps.simulation.events import MessageSent

FAN_OUT_MAX = 4
INTERVALS_MAX = 100
REPORT_EVERY = 25


def measure(scenario: Scenario, runs: int, report: Report) -> Measured:
    """Median and 90th percentile of the time to converge, by fan-out."""
    fan_outs = range(1, min(FAN_OUT_MAX, len(scenario.nodes) - 1) + 1)
    points, stopped = [], 0
    for done, fan_out in enumerate(fan_outs):
        begun = start(scenario, fan_out)
        found = []
        for seed in range(1, runs + 1):
            found.append(spread(begun, seed))
            if seed % REPORT_EVERY == 0:
                report(done * runs + seed, len(fan_outs) * runs, f"fan-out {fan_out}")
        stopped += sum(not finished for _, _, finished in found)
        points.append(Spread(fan_out, *(tuple(each[place] for each in found) for place in (0, 1))))
    interval = int(scenario.dials["interval_ticks"])
    return Measured(
        title=f"From one write to equal replicas, gossiping every {interval} ms",
        axis="fan-out",
        headings=("Median", "90th percentile", "Messages (median)", "Messages a second (median)"),
        legend="Dots: the median; lines: from the 10th to the 90th percentile.",
        note=f"Stopped before they were equal: {stopped} runs." if stopped else "",
        points=tuple(points),
        unit="s",
    )


def start(scenario: Scenario, fan_out: int) -> Scenario:
    """The lab's scenario with that fan-out, and one write, once every node has begun to gossip."""
    write = c.InvokeOperation(
        client=scenario.clients[0], node=scenario.nodes[0], operation="write", key=scenario.keys[0], value="news"
    )
    return replace(
        scenario,
        dials={**scenario.dials, "fan_out": fan_out},
        script=((int(scenario.dials["interval_ticks"]), write),),
        workload_interval_ticks=0,
    )


def spread(begun: Scenario, seed: int) -> tuple[int, int, bool]:
    """Of one run: the ticks that it took, the messages sent meanwhile, and whether the replicas came to be equal."""
    simulation = Simulation(begun.cluster(), seed)
    interval = int(begun.dials["interval_ticks"])
    simulation.advance(interval)
    convergence, nodes = Convergence(simulation, begun), set(begun.nodes)
    until = interval * (1 + INTERVALS_MAX)
    while convergence.state == CONVERGED and simulation.step(until):
        convergence.look(nodes)
    written_tick = simulation.now
    simulation.drain()
    while convergence.state != CONVERGED and simulation.step(until):
        convergence.look(nodes)
    sent = sum(isinstance(event, MessageSent) and event.process in nodes for event in simulation.drain())
    return simulation.now - written_tick, sent, convergence.state == CONVERGED
