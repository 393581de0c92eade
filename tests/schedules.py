"""Generated schedules: commands at ticks, as a reckless learner would give them. Deterministic in their seed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from random import Random
from typing import Any

from apps.labs.protocols import PROTOCOLS, stores
from apps.labs.run.scenario import Scenario
from apps.labs.run.session import LoggedCommand, Session
from apps.protocols.dials import ChoiceDial, IntegerDial
from apps.protocols.spec import ProtocolSpec
from apps.simulation import CommandError, Simulation, command_kinds
from apps.simulation import commands as c
from apps.simulation.faults.crash import CrashNode, RestartNode
from apps.simulation.faults.crash_point import SetCrashPoint
from apps.simulation.faults.drift import SetDrift
from apps.simulation.faults.duplication import SetDuplication
from apps.simulation.faults.latency import SetLatency
from apps.simulation.faults.loss import SetLoss
from apps.simulation.faults.message import DelayMessage, DeliverMessage, DropMessage, DuplicateMessage
from apps.simulation.faults.one_way import CutLink, MendLink
from apps.simulation.faults.partition import Heal, Partition
from apps.simulation.faults.pause import PauseNode, ResumeNode
from apps.simulation.faults.promotion import PromoteNode
from apps.simulation.faults.skew import SetSkew
from apps.simulation.faults.slow_node import SetProcessing
from apps.simulation.faults.timeout import FireTimer
from apps.simulation.network import Latency

TICKS = 4_000

REGISTERS = [name for name, each in stores().items() if not each.replicated_type(each.defaults(5))]
"""The protocols whose keys hold registers, about which the models of consistency are."""


def scenarios(
    seed: int,
    only: str | None = None,
    choices: Mapping[str, Sequence[str]] | None = None,
    drawn: Collection[str] | None = None,
) -> Scenario:
    """A scenario with generated dials, size and network, of any protocol or of `only` one.

    `choices` are those to draw from by dial, where that is not every choice that there is. If `drawn` is given,
    dials that it does not name are at their defaults.
    """
    random = Random(seed)
    protocol = PROTOCOLS[only] if only else random.choice(list(stores().values()))
    nodes = tuple(f"n{number}" for number in range(1, random.randint(2, 7) + 1))
    nodes = protocol.nodes or nodes
    return Scenario(
        protocol=protocol.name,
        dials=dials(protocol, len(nodes), random, choices or {}, drawn),
        nodes=nodes,
        latency=Latency(
            random.choice(["constant", "uniform", "long_tail"]), random.randint(1, 60), random.randint(60, 200)
        ),
        loss_per_mille=random.choice([0, 0, 100]),
        duplication_per_mille=random.choice([0, 0, 100]),
        workload_interval_ticks=random.choice([0, 300, 800]),
        client_timeout_ticks=900,
    )


def dials(
    protocol: ProtocolSpec,
    node_count: int,
    random: Random,
    choices: Mapping[str, Sequence[str]],
    drawn: Collection[str] | None = None,
) -> dict[str, int | str | bool]:
    """Any setting of a protocol's dials; only those of `drawn` are drawn, if it is given."""
    values: dict[str, int | str | bool] = {}
    for dial in protocol.dials:
        if drawn is not None and dial.name not in drawn:
            values[dial.name] = dial.default
        elif isinstance(dial, IntegerDial):
            maximum = node_count if dial.maximum is None else min(dial.maximum, 600)
            values[dial.name] = random.randint(
                dial.minimum if dial.maximum is None or dial.maximum < 100 else 200, maximum
            )
        elif isinstance(dial, ChoiceDial):
            values[dial.name] = random.choice(choices.get(dial.name) or [value for value, _ in dial.choices])
        else:
            values[dial.name] = random.random() < 0.5
    return values


@dataclass(frozen=True)
class Attempt:
    """What was tried at a tick."""

    tick: int
    command: c.Command


def next_command(simulation: Simulation, random: Random) -> c.Command:
    """Any command at all, most of them possible just now."""
    nodes, clients = list(simulation.nodes), list(simulation.clients)
    flights = list(simulation.network.flights)
    node, other = random.choice(nodes), random.choice(nodes)
    message = random.choice(flights) if flights else "n1>n2#1:none"
    link = {"source": node, "target": other} if random.random() < 0.5 else {}
    writes = random.random() < 0.5
    invoke = c.InvokeOperation(
        client=random.choice(clients),
        node=node,
        operation="write" if writes else "read",
        key=random.choice(simulation.cluster.keys),
        value=str(random.randint(0, 9)) if writes else None,
    )
    if writes and "cas" in simulation.cluster.actions and random.random() < 0.4:
        invoke = replace(invoke, operation="cas", expected=random.choice([None, *"0123456789"]))
    if writes and simulation.cluster.changes:
        operation, value = random.choice(simulation.cluster.changes)
        invoke = replace(invoke, operation=operation, value=value)
    low = random.randint(1, 100)
    menu: list[c.Command] = [
        Partition((tuple(n for n in nodes if random.random() < 0.5),)),
        Heal(),
        CutLink(source=node, target=other),
        MendLink(source=node, target=other),
        CrashNode(node),
        RestartNode(node),
        PauseNode(node),
        ResumeNode(node),
        *([PromoteNode(node)] if simulation.cluster.promotes else []),
        SetProcessing(node=node, processing_ticks=random.choice([0, 20, 90])),
        SetLatency(
            **link, distribution=random.choice(["constant", "uniform", "long_tail"]), low_ticks=low, high_ticks=low * 3
        ),
        SetLoss(**link, per_mille=random.choice([0, 100, 400])),
        SetDuplication(**link, per_mille=random.choice([0, 100, 400])),
        SetSkew(node=node, skew_ticks=random.randint(-500, 500)),
        SetDrift(node=node, per_mille=random.randint(-300, 300)),
        DeliverMessage(message),
        DelayMessage(message=message, delay_ticks=random.randint(1, 500)),
        DuplicateMessage(message),
        DropMessage(message),
        c.SetWorkload(random.choice([0, 200, 700])),
    ]
    return invoke if random.random() < 0.5 else random.choice(menu)


def any_command(simulation: Simulation, random: Random) -> c.Command:
    """As `next_command`, whose draws the golden traces hold on to, and every command that has been added since."""
    node, other = random.choice(list(simulation.nodes)), random.choice(list(simulation.nodes))
    menu: list[c.Command] = [
        SetCrashPoint(node=node, point=random.choice([None, "before answer alice", f"after send store to {other}"])),
        FireTimer(node=node, timer=random.choice(sorted(simulation.nodes[node].timers) or ["none"])),
        *(drawn_command(kind.command, simulation, random) for kind in command_kinds() if kind.command not in DRAWN),
    ]
    return random.choice(menu) if random.random() < 0.1 else next_command(simulation, random)


DRAWN = {each for each in (*globals().values(), *vars(c).values()) if isinstance(each, type)}
"""The commands that are drawn by hand above: their classes are imported for that."""


def drawn_command(command: type[Any], simulation: Simulation, random: Random) -> c.Command:
    """A command with members drawn by their names."""
    nodes, flights = list(simulation.nodes), list(simulation.network.flights) or ["n1>n2#1:none"]
    by_name: dict[str, Any] = {
        "node": random.choice(nodes),
        "source": nodes[0],
        "target": nodes[-1],
        "message": random.choice(flights),
    }
    members = {each.name: by_name.get(each.name, random.randint(0, 100)) for each in fields(command)}
    made: c.Command = command(**members)
    return made


def play(session: Session, seed: int, *, commands: int = 40, ticks: int = TICKS) -> list[LoggedCommand]:
    """Give a session generated commands at generated moments, some between two steps of a tick; what it took."""
    random = Random(seed)
    log: list[LoggedCommand] = []
    for tick in sorted(random.randrange(ticks) for _ in range(commands)):
        session.advance(max(tick, session.simulation.now))
        for _ in range(random.choice([0, 0, 0, 1, 2])):
            session.step()
        command = next_command(session.simulation, random)
        position = session.simulation.position
        try:
            session.apply(command)
        except CommandError:
            continue
        log.append(LoggedCommand(position, command))
    session.advance(max(ticks, session.simulation.now))
    return log
