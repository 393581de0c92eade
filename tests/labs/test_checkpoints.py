"""A run that goes on from a checkpoint is the run that never stopped."""

from __future__ import annotations

import pytest

from apps.labs.catalogue import catalogue
from apps.labs.protocols import PROTOCOLS
from apps.labs.run.checkpoint import CheckpointError, read_checkpoint, write_checkpoint
from apps.labs.run.projection import WireEvent
from apps.labs.run.scenario import Scenario
from apps.labs.run.session import Session, begin, go_on
from apps.tutorials.course import lessons
from tests.schedules import play, scenarios

SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.sweep) for seed in range(1, 20))]


def law(scenario: Scenario, seed: int) -> None:
    """Play a run to its end; go on with it from a checkpoint in its middle: both show the same events and view."""
    session = Session(scenario, seed)
    log = play(session, seed, commands=26)
    middle = len(log) // 2
    end = session.simulation.position
    shown: list[WireEvent] = []
    whole = go_on(begin(scenario, seed, shown.extend), log[:middle], log[middle].position)
    written, count = write_checkpoint(whole), len(shown)
    go_on(whole, log[middle:], end)
    again: list[WireEvent] = []
    resumed = go_on(read_checkpoint(written, scenario, again.extend), log[middle:], end)
    assert again == shown[count:]
    assert resumed.snapshot() == whole.snapshot() == session.snapshot()


@pytest.mark.parametrize("name", PROTOCOLS)
@pytest.mark.parametrize("seed", SEEDS)
def test_every_protocol_goes_on_from_a_checkpoint_under_faults(name: str, seed: int) -> None:
    law(scenarios(seed, name), seed)


STEPS = {f"{lesson.slug}/{step.slug}": step for lesson in lessons().values() for step in lesson.steps}
LABS = {slug: lab.scenario for slug, lab in catalogue().items()} | {
    name: step.scenario for name, step in STEPS.items() if step.scenario is not None
}


@pytest.mark.parametrize("name", LABS)
def test_every_lab_and_step_goes_on_from_a_checkpoint(name: str) -> None:
    law(LABS[name], 3)


def test_what_is_no_run_is_refused() -> None:
    scenario = catalogue()["gossip"].scenario
    written = write_checkpoint(Session(scenario, 1))
    for content in (b"", b"nothing", written[:-200]):
        with pytest.raises(CheckpointError):
            read_checkpoint(content, scenario, list[WireEvent]().extend)
