"""Random runs: operations of every client, and faults, as commands by tick. A function of the scenario and a seed.

1. Operations are spread evenly at random. A client mostly stays at its node, and moves now and then.
2. Each run draws a few kinds of fault (Groce and others 2012: what is left out finds more than everything at once). Of
   each kind there is one episode after the other; most have a begin and an end.
3. Faults on single messages can only name what is in flight. So the plan is run once while they are drawn.

A schedule is played by `play`; what cannot be carried out at its tick is skipped, so any part of a schedule is one too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from apps.labs.run.scenario import Scenario
from apps.labs.run.session import Session
from apps.simulation import CommandError, Simulation
from apps.simulation import commands as c
from apps.simulation.commands import Command
from apps.simulation.randomness import Stream

KINDS_MAX = 4
CALM_TICKS_MAX = 3_000
EPISODE_TICKS_MIN, EPISODE_TICKS_MAX = 200, 6_000
MESSAGES_PER_EPISODE = 8
STAY_IN_TEN = 5
STAY_IN_TEN_BOUND = 9
VALUES_REMEMBERED = 3

Schedule = tuple[tuple[int, Command], ...]


@dataclass(frozen=True, slots=True)
class Episode:
    """One fault, from `begin_tick` to `end_tick`, drawn from `stream`."""

    scenario: Scenario
    stream: Stream
    begin_tick: int
    end_tick: int

    def node(self) -> str:
        """Any node."""
        return self.scenario.nodes[self.stream.below(len(self.scenario.nodes))]

    def link(self) -> tuple[str, str] | None:
        """Any two nodes; None if there is but one."""
        chosen = self.stream.choose(len(self.scenario.nodes), 2)
        return (self.scenario.nodes[chosen[0]], self.scenario.nodes[chosen[1]]) if len(chosen) == 2 else None

    def between(self, low: int, high: int) -> int:
        """A number from `low` to `high`."""
        return low + self.stream.below(high - low + 1)

    def throughout(self, begin: Command, end: Command) -> Schedule:
        """One command at its begin, one at its end."""
        return (self.begin_tick, begin), (self.end_tick, end)


def _partition(episode: Episode) -> Schedule:
    nodes = episode.scenario.nodes
    size = 1 if episode.stream.below(2) else 1 + episode.stream.below(max(1, len(nodes) - 1))
    group = tuple(nodes[index] for index in sorted(episode.stream.choose(len(nodes), size)))
    return episode.throughout(c.Partition((group,)), c.Heal())


def _one_way(episode: Episode) -> Schedule:
    link = episode.link()
    if link is None:
        return ()
    source, target = link
    return episode.throughout(c.CutLink(source=source, target=target), c.MendLink(source=source, target=target))


def _crash(episode: Episode) -> Schedule:
    node = episode.node()
    return episode.throughout(c.CrashNode(node), c.RestartNode(node))


def _pause(episode: Episode) -> Schedule:
    node = episode.node()
    return episode.throughout(c.PauseNode(node), c.ResumeNode(node))


def _loss(episode: Episode) -> Schedule:
    rate = episode.between(50, 500)
    return episode.throughout(c.SetLoss(per_mille=rate), c.SetLoss(per_mille=episode.scenario.loss_per_mille))


def _duplication(episode: Episode) -> Schedule:
    rate, usual = episode.between(100, 700), episode.scenario.duplication_per_mille
    return episode.throughout(c.SetDuplication(per_mille=rate), c.SetDuplication(per_mille=usual))


def _latency(episode: Episode) -> Schedule:
    source, target = episode.link() or (None, None)
    if episode.stream.below(2):
        source = target = None
    slow = c.SetLatency(
        source=source, target=target, distribution="long_tail", low_ticks=5, high_ticks=episode.between(100, 600)
    )
    usual = episode.scenario.latency
    return episode.throughout(
        slow,
        c.SetLatency(
            source=source,
            target=target,
            distribution=usual.distribution,
            low_ticks=usual.low_ticks,
            high_ticks=usual.high_ticks,
        ),
    )


def _skew(episode: Episode) -> Schedule:
    tick, nodes = episode.begin_tick, episode.scenario.nodes
    return tuple((tick, c.SetSkew(node=node, skew_ticks=episode.between(-4_000, 4_000))) for node in nodes)


def _drift(episode: Episode) -> Schedule:
    tick, nodes = episode.begin_tick, episode.scenario.nodes
    return tuple((tick, c.SetDrift(node=node, per_mille=500 * episode.between(-1, 1))) for node in nodes)


def _promotion(episode: Episode) -> Schedule:
    return ((episode.begin_tick, c.PromoteNode(episode.node())),)


FAULTS: Mapping[str, Callable[[Episode], Schedule]] = {
    "partition": _partition,
    "one_way": _one_way,
    "crash": _crash,
    "pause": _pause,
    "loss": _loss,
    "duplication": _duplication,
    "latency": _latency,
    "skew": _skew,
    "drift": _drift,
    "promotion": _promotion,
}

MESSAGE = "message"
FAULT_KINDS = (*FAULTS, MESSAGE)
"""Every kind of fault that a schedule may have."""


def fault_schedule(
    scenario: Scenario, seed: int, *, faults: Collection[str] | None = None, ticks: int, operations: int
) -> Schedule:
    """Commands up to `ticks`: so many operations, and faults of these kinds (all of them if None).

    Raises ValueError for a kind there is not. Promotions come only where the protocol has fail-over.
    """
    unknown = sorted(set(faults or ()) - set(FAULT_KINDS))
    if unknown:
        raise ValueError(f"There are no faults {', '.join(unknown)}. There are {', '.join(FAULT_KINDS)}.")
    wanted = [kind for kind in FAULT_KINDS if faults is None or kind in faults]
    if not scenario.spec.promotes and "promotion" in wanted:
        wanted.remove("promotion")
    drawn = Stream(seed, "schedule", "kinds")
    kinds = [wanted[index] for index in drawn.choose(len(wanted), 1 + drawn.below(KINDS_MAX))]
    plan = [*_operations(scenario, seed, ticks, operations)]
    grabs: list[int] = []
    for kind in kinds:
        for episode in _episodes(scenario, Stream(seed, "schedule", kind), ticks):
            if kind == MESSAGE:
                grabs.extend(episode.between(episode.begin_tick, episode.end_tick) for _ in range(MESSAGES_PER_EPISODE))
            else:
                plan.extend(FAULTS[kind](episode))
    plan.sort(key=lambda entry: entry[0])
    return _with_grabs(scenario, seed, plan, sorted(grabs)) if grabs else tuple(plan)


def _episodes(scenario: Scenario, stream: Stream, ticks: int) -> Iterable[Episode]:
    """One after the other, with calm between them."""
    tick = stream.below(CALM_TICKS_MAX)
    while tick < ticks:
        end = tick + EPISODE_TICKS_MIN + stream.below(EPISODE_TICKS_MAX - EPISODE_TICKS_MIN)
        yield Episode(scenario, stream, tick, end)
        tick = end + stream.below(CALM_TICKS_MAX)


# Operations


def _operations(scenario: Scenario, seed: int, ticks: int, count: int) -> Iterable[tuple[int, Command]]:
    """So many operations: half reads, half writes, compare-and-sets among them where the protocol has them."""
    stream = Stream(seed, "schedule", "operations")
    store = scenario.spec
    stay = STAY_IN_TEN_BOUND if store.binds_clients(scenario.dials) else STAY_IN_TEN
    at = {client: scenario.nodes[stream.below(len(scenario.nodes))] for client in scenario.clients}
    changes = scenario.changes()
    recent: dict[str, list[str | None]] = {key: [None] for key in scenario.keys}
    for number, tick in enumerate(sorted(stream.below(ticks) for _ in range(count)), 1):
        client = scenario.clients[stream.below(len(scenario.clients))]
        if stream.below(10) >= stay:
            at[client] = scenario.nodes[stream.below(len(scenario.nodes))]
        key = scenario.keys[stream.below(len(scenario.keys))]
        action = ("read", "read", "write", "cas" if "cas" in store.actions else "write")[stream.below(4)]
        expected = recent[key][stream.below(len(recent[key]))]
        value = None if action == "read" else str(number)
        if changes and action != "read":
            action, value = changes[stream.below(len(changes))]
        if value is not None:
            recent[key] = [*recent[key], value][-VALUES_REMEMBERED:]
        yield (
            tick,
            c.InvokeOperation(
                client=client,
                node=at[client],
                operation=action,
                key=key,
                value=value,
                expected=expected if action == "cas" else None,
            ),
        )


# Single messages


def _with_grabs(scenario: Scenario, seed: int, plan: list[tuple[int, Command]], grabs: list[int]) -> Schedule:
    """The plan with something done, at each of these ticks, to a message that is in flight then."""
    simulation = Simulation(scenario.cluster(), seed)
    stream = Stream(seed, "schedule", "messages")
    whole: list[tuple[int, Command]] = []
    waiting = list(plan)
    for tick in grabs:
        while waiting and waiting[0][0] <= tick:
            whole.append(waiting.pop(0))
            _perform(simulation, *whole[-1])
        simulation.advance(max(tick, simulation.now))
        flights = list(simulation.network.flights)
        if flights:
            whole.append((tick, _grab(flights[stream.below(len(flights))], stream)))
            _perform(simulation, *whole[-1])
    return (*whole, *waiting)


def _grab(message: str, stream: Stream) -> Command:
    choice = stream.below(4)
    if choice == 0:
        return c.DropMessage(message)
    if choice == 1:
        return c.DeliverMessage(message)
    if choice == 2:
        return c.DuplicateMessage(message)
    return c.DelayMessage(message=message, delay_ticks=100 + stream.below(3_000))


# Playing


def _perform(run: Simulation | Session, tick: int, command: Command) -> None:
    run.advance(tick)
    try:
        run.apply(command)
    except CommandError:
        return


def carry_out(run: Simulation | Session, schedule: Iterable[tuple[int, Command]], until_tick: int) -> None:
    """Give a run these commands at their ticks, skip those that are not possible then, and let it go on."""
    for tick, command in schedule:
        _perform(run, tick, command)
    run.advance(until_tick)


def play(scenario: Scenario, seed: int, schedule: Iterable[tuple[int, Command]], until_tick: int) -> Session:
    """The run that a schedule makes of a scenario."""
    session = Session(scenario, seed)
    carry_out(session, schedule, until_tick)
    return session
