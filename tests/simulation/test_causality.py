"""Ground truth: the vector clocks on events are happened-before, and a change alters only its own causal future."""

from __future__ import annotations

import pytest

from apps.clocks.vector import Order, compare
from apps.labs.run.session import LoggedCommand
from apps.simulation import CommandError
from apps.simulation import commands as c
from apps.simulation import events as e
from apps.simulation.faults.message import DropMessage
from tests.causality import by_process, hold_what_is_concurrent
from tests.traces import TracedSession, traced

SEEDS = range(60)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_clocks_on_events_are_exactly_happened_before(seed: int) -> None:
    """Against the transitive closure of program order and message delivery, built here from the trace alone."""
    session, _ = traced(seed)
    trace = [event for event in session.trace if event.process][:250]
    past: dict[int, set[int]] = {}
    last: dict[str, int] = {}
    sent: dict[str, int] = {}
    for event in trace:
        assert event.process
        mine = {last[event.process], *past[last[event.process]]} if event.process in last else set()
        if isinstance(event, e.MessageDelivered):
            origin = sent[event.message.split("+")[0]]
            mine |= {origin, *past[origin]}
        past[event.sequence] = mine
        last[event.process] = event.sequence
        if isinstance(event, e.MessageSent):
            sent[event.message] = event.sequence
    for later in trace[::7]:
        for earlier in trace[::5]:
            if earlier.sequence != later.sequence:
                before = compare(earlier.clock or (), later.clock or ()) is Order.BEFORE
                assert before == (earlier.sequence in past[later.sequence])


def test_dropping_one_message_changes_nothing_outside_its_causal_future() -> None:
    dropped = 0
    for seed in SEEDS[:25]:
        session, log = traced(seed)
        delivered = [
            event
            for event in session.trace
            if isinstance(event, e.MessageDelivered) and event.process in session.simulation.nodes and event.tick > 500
        ]
        if delivered:
            _hold_what_is_concurrent(session, log, delivered[len(delivered) // 3])
            dropped += 1
    assert dropped > 12


def _hold_what_is_concurrent(session: TracedSession, log: list[LoggedCommand], victim: e.MessageDelivered) -> None:
    tick = next(event.tick for event in session.trace if getattr(event, "message", None) == victim.message)
    kept = [logged for logged in log if not _names_a_message(logged.command)]
    original = _run(session, kept, None, tick)
    changed = _run(session, kept, victim.message, tick)
    hold_what_is_concurrent(session.simulation.processes, original, changed, victim.process or "")


def _names_a_message(command: c.Command) -> bool:
    return hasattr(command, "message")


def _run(session: TracedSession, log: list, drop: str | None, tick: int) -> dict[str, list[e.Event]]:
    run = TracedSession(session.scenario, session.seed)
    for logged in log:
        if drop is not None and logged.position.tick > tick:
            drop = _drop(run, drop, tick)
        run.advance(logged.position.tick)
        try:
            run.apply(logged.command)
        except CommandError:
            continue
    if drop is not None:
        _drop(run, drop, tick)
    run.advance(session.simulation.now)
    return by_process(run.trace)


def _drop(run: TracedSession, message: str, tick: int) -> None:
    run.advance(tick)
    if message in run.simulation.network.flights:
        run.apply(DropMessage(message))
