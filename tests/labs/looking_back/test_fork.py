"""A fork is the run itself up to its moment; what is then done otherwise alters its own causal future alone."""

from __future__ import annotations

from random import Random

import pytest

from apps.labs.looking_back.moment import Moment, Place, place_of, replay_until
from apps.labs.protocols import stores
from apps.labs.run.scenario import Scenario
from apps.labs.run.session import LoggedCommand, Session
from apps.simulation import Position
from apps.simulation import commands as c
from apps.simulation.events import trace_bytes
from apps.simulation.faults.crash import CrashNode
from apps.simulation.faults.message import DeliverMessage, DropMessage, DuplicateMessage
from tests.causality import by_process, hold_what_is_concurrent
from tests.seeds import over_seeds
from tests.traces import TracedSession, traced

every_protocol = pytest.mark.parametrize("protocol", stores())


def moments(session: TracedSession, random: Random, count: int) -> list[Moment]:
    """Moments of a run: some at events, some between two, some at its very end and start."""
    found = [Moment(0, 0), Moment(session.simulation.sequence, session.simulation.now)]
    for _ in range(count):
        index = random.randrange(len(session.trace) - 1)
        event, later = session.trace[index : index + 2]
        until = max(event.tick, later.tick - 1)
        found.append(Moment(event.sequence, random.choice([event.tick, until, (event.tick + until) // 2])))
    return found


@every_protocol
@over_seeds(1, 8)
def test_a_fork_that_goes_on_as_the_run_did_is_the_run_byte_for_byte(protocol: str, seeds: range) -> None:
    for seed in seeds:
        session, log = traced(seed, protocol)
        end = session.simulation.position
        for moment in moments(session, Random(seed), 6):
            place = place_of(session.scenario, seed, log, end, moment)
            fork = TracedSession(session.scenario, seed)
            _carry_out(fork, log[: place.commands], place.position)
            _carry_out(fork, log[place.commands :], end)
            assert trace_bytes(fork.trace) == trace_bytes(session.trace)
            assert fork.snapshot() == session.snapshot()


def _carry_out(session: Session, log: list[LoggedCommand], to: Position) -> None:
    for logged in log:
        session.advance_to(logged.position)
        session.apply(logged.command)
    session.advance_to(to)


@every_protocol
@over_seeds(1, 8)
def test_a_fork_begins_after_the_step_of_its_event_and_at_its_tick(protocol: str, seeds: range) -> None:
    for seed in seeds:
        session, log = traced(seed, protocol)
        for moment in moments(session, Random(seed), 12):
            fork, taken = replay_until(session.scenario, seed, log, session.simulation.position, moment)
            sequence, now = fork.simulation.sequence, fork.simulation.now
            assert sequence >= moment.seq
            assert now == moment.tick
            assert [event.tick for event in session.trace[moment.seq : sequence]] == [now] * (sequence - moment.seq)
            assert all(logged.position <= fork.simulation.position for logged in log[:taken])


def test_a_moment_before_a_command_is_without_it_and_one_after_it_is_with_it() -> None:
    log, end = [LoggedCommand(Position(100), CrashNode("n1"))], Position(200)
    scenario = Scenario(protocol="quorum", dials={"N": 5, "R": 1, "W": 1, "write_back": True})
    for moment, place in (
        (Moment(5, 0), Place(Position(0, 0), 0)),
        (Moment(5, 99), Place(Position(99, 0), 0)),
        (Moment(5, 100), Place(Position(100, 0), 0)),
        (Moment(6, 100), Place(Position(100, 0), 1)),
        (Moment(6, 150), Place(Position(150, 0), 1)),
        (Moment(9, 200), Place(Position(200, 0), 1)),
    ):
        assert place_of(scenario, 1, log, end, moment) == place


def test_a_moment_at_the_tick_of_the_next_step_stands_before_it() -> None:
    scenario = Scenario(protocol="quorum", dials={"N": 5, "R": 1, "W": 1, "write_back": True})
    log = [LoggedCommand(Position(10), c.InvokeOperation(client="bob", node="n1", operation="read", key="x"))]
    session = TracedSession(scenario, 1)
    _carry_out(session, log, Position(400))
    steps = [event for event in session.trace if event.tick > 10]
    fork, _ = replay_until(scenario, 1, log, Position(400), Moment(steps[0].sequence - 1, steps[0].tick))
    assert (fork.simulation.sequence, fork.simulation.now) == (steps[0].sequence - 1, steps[0].tick)


@pytest.mark.parametrize("change", [DropMessage, DeliverMessage, DuplicateMessage])
@every_protocol
@over_seeds(5, 12)
def test_what_is_done_to_one_message_in_a_fork_alters_nothing_outside_its_causal_future(
    protocol: str, change, seeds: range
) -> None:
    held = 0
    for seed in seeds:
        session, log = traced(seed, protocol)
        moment = Moment(len(session.trace) // 2, session.trace[len(session.trace) // 2 - 1].tick)
        place = place_of(session.scenario, seed, log, session.simulation.position, moment)
        fork, other = (TracedSession(session.scenario, seed) for _ in range(2))
        for run in (fork, other):
            _carry_out(run, log[: place.commands], place.position)
        flights = [
            each
            for each in fork.simulation.network.flights.values()
            if each.target in fork.simulation.nodes and not each.waiting
        ]
        if flights:
            flight = flights[seed % len(flights)]
            other.apply(change(flight.message))
            for run in (fork, other):
                run.advance(session.simulation.now)
            processes = fork.simulation.processes
            hold_what_is_concurrent(processes, by_process(fork.trace), by_process(other.trace), flight.target)
            held += 1
    assert held > 1


@over_seeds(6, 20)
def test_a_fork_just_before_a_command_takes_every_command_before_it_and_not_that_one(seeds: range) -> None:
    for seed in seeds:
        session, log = traced(seed)
        for taken, logged in enumerate(log):
            again = Session(session.scenario, seed)
            _carry_out(again, log[:taken], logged.position)
            moment = Moment(again.simulation.sequence, again.simulation.now)
            found = place_of(session.scenario, seed, log, session.simulation.position, moment)
            assert found.commands == taken
