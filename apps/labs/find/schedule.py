"""Random runs: operations of every client, and faults, as commands by tick. A function of the scenario and a seed.

1. Operations are spread evenly at random. A client mostly stays at its node, and moves now and then.
2. Each run draws a few kinds of fault (Groce and others 2012: what is left out finds more than everything at once). Of
   each kind there is one episode after the other; most have a begin and an end.
3. Faults on single messages can only name what is in flight. So the plan is run once while they are drawn.

A schedule is played by `play`; what cannot be carried out at its tick is skipped, so any part of a schedule is one too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from apps.labs.run.scenario import Scenario
from apps.labs.run.session import Session
from apps.simulation import FAULTS, Cluster, CommandError, Simulation
from apps.simulation import commands as c
from apps.simulation.commands import Command
from apps.simulation.fault import Episode, Schedule
from apps.simulation.faults.message import DelayMessage, DeliverMessage, DropMessage, DuplicateMessage
from apps.simulation.randomness import Stream

KINDS_MAX = 4
CALM_TICKS_MAX = 3_000
ADMINISTRATION_TICKS_MAX = 1_500
EPISODE_TICKS_MIN, EPISODE_TICKS_MAX = 200, 6_000
MESSAGES_PER_EPISODE = 8
STAY_IN_TEN = 5
STAY_IN_TEN_BOUND = 9
VALUES_REMEMBERED = 3

MESSAGE = "message"
"""The fault that is drawn while the plan is run, since it can only name what is in flight."""


def fault_kinds() -> tuple[str, ...]:
    """Return every kind of fault that a schedule may have."""
    return tuple(name for name, fault in FAULTS.items() if fault.draw is not None or name == MESSAGE)


def claimed_kinds() -> tuple[str, ...]:
    """Return the kinds of fault under which protocols keep what they claim."""
    return tuple(name for name in fault_kinds() if FAULTS[name].is_claimed)


def fault_schedule(
    scenario: Scenario, seed: int, *, faults: Collection[str] | None = None, ticks: int, operations: int
) -> Schedule:
    """Commands up to `ticks`: so many operations, and faults of these kinds (None: of those that claims speak of).

    Raises ValueError for a kind there is not. Promotions come only where the protocol has fail-over.
    """
    unknown = sorted(set(faults or ()) - set(fault_kinds()))
    if unknown:
        raise ValueError(f"There are no faults {', '.join(unknown)}. There are {', '.join(fault_kinds())}.")
    cluster = scenario.cluster()
    kinds_to_draw = claimed_kinds() if faults is None else [kind for kind in fault_kinds() if kind in faults]
    wanted = [kind for kind in kinds_to_draw if FAULTS[kind].is_possible(cluster)]
    drawn = Stream(seed, "schedule", "kinds")
    kinds = [wanted[index] for index in drawn.choose(len(wanted), 1 + drawn.below(KINDS_MAX))]
    plan = [*_operations(scenario, seed, ticks, operations), *_administration(scenario, seed, ticks)]
    grabs: list[int] = []
    for kind in kinds:
        draw = FAULTS[kind].draw
        for episode in _episodes(cluster, Stream(seed, "schedule", kind), ticks):
            if draw is not None:
                plan.extend(draw(episode))
            else:
                grabs.extend(episode.between(episode.begin_tick, episode.end_tick) for _ in range(MESSAGES_PER_EPISODE))
    plan.sort(key=lambda entry: entry[0])
    return _with_grabs(scenario, seed, plan, sorted(grabs)) if grabs else tuple(plan)


def _episodes(cluster: Cluster, stream: Stream, ticks: int) -> Iterable[Episode]:
    """One after the other, with calm between them."""
    tick = stream.below(CALM_TICKS_MAX)
    while tick < ticks:
        end = tick + EPISODE_TICKS_MIN + stream.below(EPISODE_TICKS_MAX - EPISODE_TICKS_MIN)
        yield Episode(cluster, stream, tick, end)
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


def _administration(scenario: Scenario, seed: int, ticks: int) -> Iterable[tuple[int, Command]]:
    """Now and then something is asked of the cluster itself, where the protocol lets schedules do so."""
    stream = Stream(seed, "schedule", "administration")
    changes = scenario.spec.administered(scenario.dials)
    tick = stream.below(CALM_TICKS_MAX)
    while changes and tick < ticks:
        action, value = changes[stream.below(len(changes))]
        client = scenario.clients[stream.below(len(scenario.clients))]
        node = scenario.nodes[stream.below(len(scenario.nodes))]
        yield tick, c.InvokeOperation(client=client, node=node, operation=action, key=scenario.keys[0], value=value)
        tick += 1 + stream.below(ADMINISTRATION_TICKS_MAX)


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
        return DropMessage(message)
    if choice == 1:
        return DeliverMessage(message)
    if choice == 2:
        return DuplicateMessage(message)
    return DelayMessage(message=message, delay_ticks=100 + stream.below(3_000))


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
