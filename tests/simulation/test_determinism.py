"""The same seed and commands give the same bytes, everywhere."""

import os
import subprocess
import sys
from hashlib import sha256

import pytest

from apps.labs.protocols import stores
from apps.labs.run.session import replay
from apps.simulation.events import trace_bytes
from tests.traces import TracedSession, digest, traced

SEEDS, SEEDS_SWEPT = range(30), range(30, 200)
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
    assert replay(session.scenario, session.seed, log, session.simulation.position).snapshot() == session.snapshot()


GOLDEN = {
    "broadcast": "e5fe29e88d36c0002cc7297c79559cdff4b8bed00a2ac1f927cd0d1d6f1a2364",
    "causal": "01ca6ade8df7564b48d75e17c9d398ca5bf325ec73152fe84b65442ffe967d10",
    "convergent": "55fe585546750c62b29fa779c8c1d8f8c4048db3d30e105ab0f43505989789a4",
    "eventual": "87a6135ce8302cad71b7dd5b6199f7f054351f5ef4dcbb5693b87e2876f28165",
    "primary_backup": "68978279b7c7f5440932e3c083cead3841a1842cd0c05584f6f8dbaa50beca43",
    "quorum": "24b6a1e3863364c550958885dd0c6db20db66903915c5b318f2bd3206bec08d4",
    "raft": "d1fc416f1d2304dcf64ad35eb1a0d91da3994ea8cf524886ceaa5a24b69eeb56",
    "sequencer": "7415dad78e16a0e1c3d227ec4f98291bf206d2e28cf845632572e979c49d1ef8",
    "session": "7e9b458c81c414a3b05c23406d45d04c0a0b6d16eb2347f34bbfff104e006251",
}


@pytest.mark.parametrize("protocol", stores())
def test_the_golden_traces_are_unchanged(protocol: str) -> None:
    """If this fails, stored runs replay differently: raise SIMULATION_VERSION and write down why."""
    digests = "".join(digest(traced(seed, protocol)[0]) for seed in range(10))
    assert sha256(digests.encode()).hexdigest() == GOLDEN[protocol]
