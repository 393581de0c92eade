"""Runs of the order example under a reckless learner: the same commands give the same run, to the last event."""

import pytest

from apps.labs.run.session import Session, replay
from tests.schedules import play, scenarios


@pytest.mark.parametrize("protocol", ["dual_write", "saga_orchestrated", "saga_choreographed"])
@pytest.mark.parametrize("seed", range(6))
def test_a_replay_gives_the_same_run(protocol: str, seed: int) -> None:
    session = Session(scenarios(seed, protocol), seed)
    log = play(session, seed)
    again = replay(session.scenario, seed, log, session.simulation.position)
    assert again.snapshot() == session.snapshot()
    assert again.log() == session.log()
