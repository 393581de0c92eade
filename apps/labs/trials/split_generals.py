"""How often exactly one general attacks, of all runs and of those with an attack, over runs on the kernel.

Each run is the lab's protocol from its beginning, under its rule and its loss, with the order given at once and dawn
after the last message can have come. Seeds are 1 to the number of runs, the same for every number of messages.
"""

from __future__ import annotations

from dataclasses import replace

from apps.agreement.two_generals.general import ATTACK, DECISION
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
        hits = attacked = 0
        for seed in range(1, runs + 1):
            attackers = count_attackers(cluster, seed)
            hits += attackers == 1
            attacked += attackers > 0
            if seed % REPORT_EVERY == 0:
                report(done * runs + seed, len(COUNTS) * runs, told)
        points.append(Share(count, hits, runs, float(split_probability(rule, count, loss)), attacked))
    title = {each.name: each.title for each in RULES}[rule].lower()
    return of_shares(
        tuple(points),
        title=f"Exactly one attacks, with {loss / 10:g} % of messages lost and the rule “{title}”",
        axis="messages k",
        formula=FORMULA.get(rule, "the formula"),
        among="Of the runs in which somebody attacks",
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


def count_attackers(cluster: Cluster, seed: int) -> int:
    """Return how many generals attack in that run."""
    simulation = Simulation(cluster, seed)
    simulation.advance(DAWN_TICKS)
    return sum(node.durable[DECISION] == ATTACK for node in simulation.nodes.values())
