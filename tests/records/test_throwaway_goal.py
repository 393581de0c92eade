"""A goal that only this test declares is reached in a run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from apps.labs.goals import PREDICATES
from apps.labs.goals.evidence import Evidence
from apps.labs.goals.goal import Finding, Goal, NotYet, Reached
from apps.labs.run.scenario import Scenario
from tests.clusters import ONES, Run


def ticks_passed(run: Evidence, *, ticks: int) -> Finding:
    """So much time has passed."""
    now = run.simulation.now
    return Reached("Time has passed.") if now >= ticks else NotYet(f"{ticks - now} ms are left.")


@pytest.fixture(autouse=True)
def held() -> Iterator[None]:
    with PREDICATES.holding(ticks_passed):
        yield


def test_a_new_goal_is_reached_in_a_run() -> None:
    goal = Goal(name="later", title="Wait", predicate="ticks_passed", terms={"ticks": 500})
    run = Run(Scenario(protocol="quorum", dials=ONES, goals=(goal,), workload_interval_ticks=100), 1)
    assert run.snapshot()["goals"][0]["reached"] is False
    run.run_for(1_000)
    assert run.snapshot()["goals"][0]["reached"] is True
