"""Every clock on runs of the kernel: what each claims of two events, held to what the kernel itself stamped."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from itertools import combinations
from random import Random

import pytest

from apps.clocks import vector
from apps.clocks.order import Order
from apps.clocks.stamped_run import Worth
from apps.labs.catalogue import catalogue
from apps.labs.looking_back.stamping import NotOrderedError, Stamping, stamped
from apps.labs.protocols import stores
from apps.simulation import CommandError, Position, Simulation
from apps.simulation import commands as c
from apps.simulation import events as e
from apps.simulation.faults.partition import Partition
from apps.simulation.faults.skew import SetSkew
from tests.schedules import next_command, scenarios

SEEDS = 2
COMMANDS = 40
EVENTS_MAX = 400
PAIRS = 400

Readings = dict[int, int]

every_protocol = pytest.mark.parametrize("protocol", stores())


def generated(seed: int, protocol: str) -> tuple[Simulation, list[e.Event], Readings]:
    """A run with every fault there is; its events, and what the wall clock read at those of nodes."""
    random = Random(seed)
    simulation = Simulation(scenarios(seed, protocol).cluster(), seed)
    events: list[e.Event] = []
    readings: Readings = {}

    def note() -> None:
        for event in simulation.drain():
            events.append(event)
            if event.process in simulation.nodes:
                readings[event.sequence] = simulation.wall_ticks(simulation.nodes[event.process])

    note()
    simulation.apply(c.SetWorkload(200))
    for _ in range(COMMANDS):
        until = Position(simulation.now + random.randint(0, 200))
        while simulation.step_towards(until):
            note()
        with suppress(CommandError):
            simulation.apply(next_command(simulation, random))
        note()
        if len(events) > EVENTS_MAX:
            break
    return simulation, events, readings


def some_pairs(stamping: Stamping, seed: int) -> list[tuple[int, int]]:
    known = sorted(stamping.places)
    return Random(seed).sample(list(combinations(known, 2)), PAIRS)


@every_protocol
def test_the_truth_is_what_the_kernel_stamped_and_the_vector_clock_always_knows_it(protocol: str) -> None:
    seen: Counter[Order] = Counter()
    for seed in range(SEEDS):
        _, events, _ = generated(seed, protocol)
        stamping = stamped(events)
        clocks = {event.sequence: event.clock for event in events if event.clock}
        for a, b in some_pairs(stamping, seed):
            truth = vector.compare(clocks[a], clocks[b])
            (said,) = (each for each in stamping.judged(a, b, ("A", "B")) if each.clock == "vector")
            assert (stamping.truth(a, b), said.answer, said.worth) == (truth, truth, Worth.RIGHT)
            assert stamping.truth(b, a) == truth.reversed
            seen[truth] += 1
    assert seen[Order.BEFORE] > 50
    assert seen[Order.CONCURRENT] > 50


@every_protocol
def test_an_event_has_the_count_of_each_process_that_the_kernel_gave_it(protocol: str) -> None:
    simulation, events, _ = generated(1, protocol)
    stamping = stamped(events)
    for event in events:
        if event.clock:
            counts = dict(zip(simulation.processes, event.clock, strict=True))
            at = stamping.run.events[stamping.places[event.sequence]].stamps["vector"]
            assert at == tuple(counts[name] for name in stamping.run.processes)


@every_protocol
def test_only_the_wall_clock_and_the_vector_cut_short_are_ever_wrong(protocol: str) -> None:
    """Lamport's, the hybrid and the exact vectors claim too little at worst. A version vector counts writes only."""
    wrong: Counter[str] = Counter()
    for seed in range(SEEDS):
        stamping = stamped(generated(seed, protocol)[1])
        for a, b in some_pairs(stamping, seed):
            for said in stamping.judged(a, b, ("A", "B")):
                wrong[said.clock] += said.worth is Worth.WRONG
    assert {name for name, count in wrong.items() if count} <= {"wall", "truncated"}
    assert wrong.keys() >= {"lamport", "dotted", "hybrid_logical", "version_vector"}


@every_protocol
def test_every_node_reads_its_own_wall_clock_with_the_skew_and_drift_of_that_moment(protocol: str) -> None:
    for seed in range(SEEDS):
        _, events, readings = generated(seed, protocol)
        stamping = stamped(events)
        assert readings
        for seq, reading in readings.items():
            assert stamping.run.events[stamping.places[seq]].stamps["wall"] == reading


def gossip(skew_ticks: int) -> tuple[list[e.Event], Stamping]:
    """The catalogue's lab of clocks for a while, n2's clock ahead by so much."""
    simulation = Simulation(catalogue()["who-came-first"].scenario.cluster(), 1)
    simulation.apply(SetSkew(node="n2", skew_ticks=skew_ticks))
    simulation.advance_to(Position(3_000))
    events = simulation.drain()
    return events, stamped(events)


def worths(stamping: Stamping, clock: str, a: int, b: int) -> Worth:
    return next(said.worth for said in stamping.judged(a, b, ("A", "B")) if said.clock == clock)


def test_a_wall_clock_lies_under_skew_and_only_then() -> None:
    for skew_ticks, lies in ((0, False), (2_000, True)):
        events, stamping = gossip(skew_ticks)
        sent = {event.message: event.sequence for event in events if isinstance(event, e.MessageSent)}
        received = [event for event in events if isinstance(event, e.MessageDelivered) and event.source == "n2"]
        found = {worths(stamping, "wall", sent[event.message.split("+")[0]], event.sequence) for event in received}
        assert (Worth.WRONG in found) is lies


def test_the_pairs_to_order_are_not_always_concurrent_and_some_wall_clock_lies_about_one() -> None:
    events, stamping = gossip(2_000)
    pairs = [stamping.pair(len(events), turn) for turn in range(12)]
    assert None not in pairs
    assert {stamping.truth(*pair) for pair in pairs if pair} == {Order.BEFORE, Order.AFTER, Order.CONCURRENT}
    assert any(worths(stamping, "wall", *pair) is Worth.WRONG for pair in pairs if pair)
    early = stamping.pair(60, 0)
    assert early
    assert max(early) <= 60


def test_there_is_no_pair_before_anything_was_received() -> None:
    _, stamping = gossip(0)
    assert stamping.pair(3, 0) is None


def test_what_cannot_be_ordered_is_refused_in_words() -> None:
    simulation = Simulation(scenarios(0, "eventual").cluster(), 1)
    simulation.apply(Partition((("n1",),)))
    events = simulation.drain()
    stamping = stamped(events)
    for a, b, words in [
        (1, 1, "one event"),
        (1, len(events), "at no process"),
        (1, 9_999, "no event 9,999"),
        (0, 1, "no event 0"),
    ]:
        with pytest.raises(NotOrderedError, match=words):
            stamping.judged(a, b, ("A", "B"))
    with pytest.raises(NotOrderedError, match="at no process"):
        stamping.stamps(len(events))
    assert stamping.stamps(1)["Wall clock"] == "0"
