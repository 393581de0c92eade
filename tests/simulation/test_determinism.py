"""The same seed and commands give the same bytes, everywhere."""

import os
import subprocess
import sys

import pytest

from apps.labs.protocols import stores
from apps.labs.run.session import replay
from apps.simulation.events import trace_bytes
from tests.record import GOLDEN_TRACES, recorded
from tests.traces import TracedSession, digest, golden_digest, traced

SEEDS, SEEDS_SWEPT = range(15), range(15, 200)
HASH_SEEDS = ("0", "1", "4242")


@pytest.mark.parametrize("seeds", [SEEDS, pytest.param(SEEDS_SWEPT, marks=pytest.mark.sweep)], ids=["few", "many"])
def test_runs_have_the_same_bytes_in_other_processes_under_other_hash_seeds(seeds: range) -> None:
    elsewhere = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.traces", *map(str, seeds)],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            stdout=subprocess.PIPE,
            text=True,
        )
        for hash_seed in HASH_SEEDS
    ]
    here = [digest(traced(seed)[0]) for seed in seeds]
    for process in elsewhere:
        assert process.communicate()[0].split() == here
    assert len(set(here)) == len(here)


every_seed = pytest.mark.parametrize(
    "seed", [*SEEDS, *(pytest.param(seed, marks=pytest.mark.sweep) for seed in SEEDS_SWEPT)]
)


@every_seed
def test_replaying_the_log_of_a_run_gives_its_every_event_again(seed: int) -> None:
    session, log = traced(seed)
    again = TracedSession(session.scenario, session.seed)
    for logged in log:
        again.advance_to(logged.position)
        again.apply(logged.command)
    again.advance_to(session.simulation.position)
    assert trace_bytes(again.trace) == trace_bytes(session.trace)
    assert again.simulation.position == session.simulation.position
    replayed = [event for _, events in session.simulation.replayed() for event in events]
    assert trace_bytes(replayed) == trace_bytes(session.trace)
    assert replay(session.scenario, session.seed, log, session.simulation.position).snapshot() == session.snapshot()


@pytest.mark.parametrize("protocol", stores())
def test_the_golden_traces_are_unchanged(protocol: str) -> None:
    """If this fails, stored runs replay differently: raise SIMULATION_VERSION and write down why."""
    golden = recorded(GOLDEN_TRACES)
    assert protocol in golden, f"{protocol} has no golden traces yet: run `make record`"
    known = golden[protocol]
    assert golden_digest(protocol, known["choices"], known["dials"]) == known["digest"], (
        f"runs of {protocol} have changed. If that was meant: make record AGAIN={protocol}"
    )
