"""How often exactly one general attacks, for every number of messages, over runs on the kernel.

Each run is the lab's protocol from its beginning, under its rule and its loss, with the order given at once and dawn
after the last message can have come. Seeds are 1 to the number of runs, the same for every number of messages.
"""

from __future__ import annotations

from dataclasses import replace

from apps.agreement.two_generals.general import DECISION
from apps.agreement.two_generals.rules import RULES, split_probability
from apps.labs.run.scenario import Scenario
from apps.labs.trials.measured import Measured, Report, Share, of_shares
from apps.simulation import Cluster, Simulation
from apps.simulation import commands as c
from apps.simulation.network import Latency

COUNTS = range(1, 9)
DAWN_TICKS = 200
REPORT_EVERY = 500

FORMULA = {"chain": "p(1−p)^(k−1)"}


def measure(scenario: Scenario, runs: int, report: Report) -> Measured:
    """The share of runs in which exactly one attacks, by the number of messages."""
    rule, loss = str(scenario.dials["rule"]), scenario.loss_per_mille
    points = []
    for done, count in enumerate(COUNTS):
        cluster = start(scenario, count).cluster()
        told = f"{count} message{'s' * (count > 1)}"
        hits = 0
        for seed in range(1, runs + 1):
            hits += is_split(cluster, seed)
            if seed % REPORT_EVERY == 0:
                report(done * runs + seed, len(COUNTS) * runs, told)
        points.append(Share(count, hits, runs, float(split_probability(rule, count, loss))))
    title = {each.name: each.title for each in RULES}[rule].lower()
    return of_shares(
        tuple(points),
        title=f"Exactly one attacks, with {loss / 10:g} % of messages lost and the rule “{title}”",
        axis="messages k",
        formula=FORMULA.get(rule, "the formula"),
        note="" if loss else "Nothing is lost here: set a loss rate.",
    )


def start(scenario: Scenario, count: int) -> Scenario:
    """The lab's scenario with that many messages, the order given at once, and no time lost."""
    client, key = scenario.clients[0], scenario.keys[0]
    order = c.InvokeOperation(client=client, node="A", operation="attack", key=key, value="at dawn")
    return replace(
        scenario,
        dials={**scenario.dials, "messages": count, "dawn_ticks": DAWN_TICKS},
        latency=Latency("constant", 1, 1),
        script=((0, order),),
        workload_interval_ticks=0,
        duplication_per_mille=0,
    )


def is_split(cluster: Cluster, seed: int) -> bool:
    """Return whether in that run exactly one of them attacks."""
    simulation = Simulation(cluster, seed)
    simulation.advance(DAWN_TICKS)
    a, b = (node.durable[DECISION] for node in simulation.nodes.values())
    return bool(a != b)
