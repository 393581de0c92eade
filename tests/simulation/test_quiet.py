"""A run is quiet when nothing can happen in it until somebody gives a command."""

from __future__ import annotations

from contextlib import suppress
from random import Random

from apps.labs.protocols import PROTOCOLS
from apps.labs.run.session import Session
from apps.simulation import CommandError
from apps.simulation.faults.drift import SetDrift
from tests.clusters import ONES, quorum
from tests.schedules import any_command, scenarios
from tests.seeds import over_seeds

LONG_TICKS = 60_000


@over_seeds(40, 400)
def test_nothing_happens_in_a_quiet_run_however_long_it_waits(seeds: range) -> None:
    quiet = 0
    for seed in seeds:
        session, random = Session(scenarios(seed, protocol_of(seed)), seed), Random(seed)
        for _ in range(30):
            session.advance(session.simulation.now + random.randint(0, 2_000))
            if session.simulation.is_quiet:
                quiet += 1
                before = session.simulation.sequence
                session.advance(session.simulation.now + LONG_TICKS)
                assert session.simulation.sequence == before, f"seed {seed}"
            with suppress(CommandError):
                session.apply(any_command(session.simulation, random))
    assert quiet > len(seeds)


def protocol_of(seed: int) -> str:
    """Every protocol in turn."""
    names = sorted(PROTOCOLS)
    return names[seed % len(names)]


def test_a_quorum_store_is_quiet_once_its_operations_and_messages_are_over() -> None:
    run = quorum(ONES)
    assert run.simulation.is_quiet
    run.write("alice", "n1", "1")
    assert not run.simulation.is_quiet
    run.run_for(10_000)
    assert run.simulation.is_quiet


def test_a_clock_that_drifts_keeps_a_run_from_being_quiet() -> None:
    run = quorum(ONES)
    run.apply(SetDrift(node="n1", per_mille=1))
    assert not run.simulation.is_quiet
