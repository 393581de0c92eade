"""In which round the first node of Ben-Or's consensus decides, over runs on the kernel, each with coins of its own."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from apps.agreement.consensus.machine import first_decided_round
from apps.labs.run.board import node_picture
from apps.labs.run.scenario import Scenario
from apps.labs.trials.measured import Measured, Report, Share, of_shares
from apps.simulation import Simulation
from apps.simulation.network import Latency

ROUNDS_SHOWN = 12
TICKS_A_SLICE = 2_000
TICKS_MAX = 200_000
REPORT_EVERY = 200


def measure(scenario: Scenario, runs: int, report: Report) -> Measured:
    """The share of runs by the round of the first decision."""
    start = replace(scenario, latency=Latency("uniform", 10, 200), script=(), workload_interval_ticks=0)
    found: Counter[int] = Counter()
    for seed in range(1, runs + 1):
        found[rounds(start, seed)] += 1
        if seed % REPORT_EVERY == 0:
            report(seed, runs, "playing runs")
    shown = range(1, min(ROUNDS_SHOWN, max(found)) + 1)
    later = sum(count for at, count in found.items() if at > ROUNDS_SHOWN)
    undecided = found[0]
    return of_shares(
        tuple(Share(at, found[at], runs, None) for at in shown),
        title="The round in which the first node decides",
        axis="round",
        formula="",
        note=f"Undecided when the run was stopped: {undecided}. Decided later than round {ROUNDS_SHOWN}: {later}.",
    )


def rounds(start: Scenario, seed: int) -> int:
    """The round of the first decision of one run; 0: there was none in good time."""
    simulation = Simulation(start.cluster(), seed)
    while simulation.now < TICKS_MAX:
        simulation.advance(simulation.now + TICKS_A_SLICE)
        decided = first_decided_round([node_picture(node) for node in simulation.nodes.values()])
        if decided:
            return decided
    return 0
