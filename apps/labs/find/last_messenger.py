"""The argument that no number of messages is enough, step by step on real runs (Gray 1978; Lynch 1996, 5.1).

1. The run in which all k messages arrive: both attack, or the rule is of no use.
2. Capture the last messenger that arrived. Its arrival was in nobody's past but its receiver's, and no message followed
   it: for its sender the two runs are the same, so it decides the same. If they agree, so does the receiver.
3. And so on, down to the run in which nothing arrives. There B sees what it sees without any order, when it may not
   attack. So in some step before they did not agree.

Every step is a run of the lab's protocol under its rule. That a general sees the same is compared, not assumed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from apps.agreement.two_generals.general import ATTACK, DECISION
from apps.labs.run.scenario import Scenario
from apps.simulation import Simulation
from apps.simulation import commands as c
from apps.simulation import events as e
from apps.simulation.faults.message import DropMessage
from apps.simulation.network import CLIENT_LATENCY_TICKS, Latency

LATENCY_TICKS = 200
ORDER_TICK = 100
SEED = 1

Seen = tuple[tuple[str, str], ...]
"""What happened at a general, in order: the kind of thing, and what it was."""


@dataclass(frozen=True, slots=True)
class Step:
    """A run in which just the first `arrived` messages arrive: who attacks, and who sees what it saw in the run before
    (in the last one: what it sees without an order)."""

    arrived: int
    captured: int
    sender: str
    receiver: str
    attackers: tuple[str, ...]
    unaware: tuple[str, ...]
    scenario: Scenario

    @property
    def is_split(self) -> bool:
        """Return whether exactly one attacks."""
        return len(self.attackers) == 1


def argument(scenario: Scenario) -> tuple[Step, ...]:
    """From the run in which every message arrives to the one in which none does."""
    count, steps, before = int(scenario.dials["messages"]), [], dict[str, Seen]()
    for arrived in range(count, -1, -1):
        start = run_with(scenario, arrived)
        attackers, seen = _played(start)
        sender, receiver = ("A", "B") if arrived % 2 == 0 else ("B", "A")
        unaware = tuple(name for name in seen if before.get(name) == seen[name])
        captured = arrived + 1 if arrived < count else 0
        steps.append(Step(arrived, captured, sender, receiver, attackers, unaware, start))
        before = seen
    return tuple(steps)


def without_order(scenario: Scenario) -> tuple[str, ...]:
    """Return who sees in the last run what it sees when no order was given."""
    _, last = _played(run_with(scenario, 0))
    _, idle = _played(replace(run_with(scenario, 0), script=()))
    return tuple(name for name in last if last[name] == idle[name])


def run_with(scenario: Scenario, arrived: int) -> Scenario:
    """The run in which the order is given and message `arrived` + 1 is captured half-way."""
    count = int(scenario.dials["messages"])
    client, key = scenario.clients[0], scenario.keys[0]
    order = c.InvokeOperation(client=client, node="A", operation="attack", key=key, value="at dawn")
    script: list[tuple[int, c.Command]] = [(ORDER_TICK, order)]
    if arrived < count:
        half_way = ORDER_TICK + CLIENT_LATENCY_TICKS + LATENCY_TICKS * arrived + LATENCY_TICKS // 2
        script.append((half_way, DropMessage(_message(arrived + 1))))
    dawn_ticks = ORDER_TICK + LATENCY_TICKS * (count + 2)
    return replace(
        scenario,
        dials={**scenario.dials, "dawn_ticks": dawn_ticks},
        latency=Latency("constant", LATENCY_TICKS, LATENCY_TICKS),
        loss_per_mille=0,
        duplication_per_mille=0,
        workload_interval_ticks=0,
        script=tuple(script),
    )


def _message(number: int) -> str:
    """The kernel's name of a messenger: A sends the odd ones, B the even ones."""
    link, nth = ("A>B", (number + 1) // 2) if number % 2 else ("B>A", number // 2)
    return f"{link}#{nth}:messenger"


def _played(scenario: Scenario) -> tuple[tuple[str, ...], dict[str, Seen]]:
    simulation = Simulation(scenario.cluster(), SEED)
    simulation.advance(int(scenario.dials["dawn_ticks"]))
    events = simulation.drain()
    seen = {name: tuple(_seen(event) for event in events if event.process == name) for name in scenario.nodes}
    attackers = tuple(name for name, node in simulation.nodes.items() if node.durable.get(DECISION) == ATTACK)
    return attackers, seen


def _seen(event: e.Event) -> tuple[str, str]:
    return type(event).__name__, str(getattr(event, "message", "") or getattr(event, "timer", ""))
