"""What holds for every predicate."""

from __future__ import annotations

import inspect
import json
from dataclasses import replace
from typing import Any, get_type_hints

import pytest

from apps.labs.catalogue import catalogue
from apps.labs.goals import PREDICATES
from apps.labs.goals.goal import TERM_TYPES, Goal, GoalError, NotYet, check_terms
from apps.labs.run.scenario import Scenario
from apps.labs.run.session import LoggedCommand, Session, replay
from apps.simulation import commands as c
from apps.simulation.faults.crash import RestartNode
from apps.simulation.faults.crash_point import SetCrashPoint
from tests.labs.goals.asked import lab, tried

TERMS: dict[str, dict[str, Any]] = {
    "between_models": {"holds": "sequential", "violated": "linearizable"},
    "converged_despite": {"despite": ("partition",)},
    "converged_within": {"ticks": 60_000},
    "fault_happened": {"fault": "crash"},
    "guarantee_violated": {"guarantee": "monotonic_reads"},
    "model_kept": {"model": "linearizable"},
    "model_violated": {"model": "linearizable"},
    "nodes_in_condition": {"condition": "in_doubt"},
    "recovered": {"condition": "in_doubt"},
    "replaced_in_time": {"ticks": 1_000},
    "undecided": {"rounds": 1},
    "unknown_outcome": {"lost": "reply"},
    "value_everywhere": {"value": "∅"},
}
"""What predicates cannot be asked without."""

INVARIANTS = {"invariant_broken", "invariant_kept"}
DECIDING = {"ben-or", "flp"}
"""Labs whose nodes have their inputs already, and decide by themselves."""

QUIET = [each for each in catalogue().values() if not each.scenario.workload_interval_ticks]
every_predicate = pytest.mark.parametrize("name", PREDICATES)


def goals_for(scenario: Scenario, left_out: frozenset[str] = frozenset()) -> tuple[Goal, ...]:
    """Every predicate, as far as it can be asked of this protocol."""
    goals = [
        Goal(name=name, title=name, predicate=name, terms=TERMS.get(name, {}))
        for name in PREDICATES
        if name not in INVARIANTS | left_out
    ]
    for invariant in scenario.spec.invariants:
        for name in INVARIANTS:
            terms = {"invariant": invariant.name}
            goals.append(Goal(name=f"{name} {invariant.name}", title="", predicate=name, terms=terms))
    return tuple(goals)


@pytest.mark.parametrize("each", QUIET, ids=lambda each: each.slug)
def test_doing_nothing_reaches_no_goal_and_says_what_to_do(each: Any) -> None:
    left_out = frozenset({"decided_everywhere", "undecided"} if each.slug in DECIDING else ())
    run = Session(replace(each.scenario, goals=goals_for(each.scenario, left_out)), 3)
    run.advance(12_000)
    reached = {name: found for name, found in run.goals.findings.items() if not isinstance(found, NotYet)}
    assert reached == {}
    for name, found in run.goals.findings.items():
        assert isinstance(found, NotYet)
        assert found.because[-1] in ".?", name


@every_predicate
def test_a_predicate_is_explained_and_takes_simple_terms(name: str) -> None:
    predicate = PREDICATES[name]
    hints = get_type_hints(predicate)
    parameters = list(inspect.signature(predicate).parameters.values())
    assert (predicate.__doc__ or "").strip().endswith(".")
    assert parameters[0].name == "run"
    needed = {each.name for each in parameters[1:] if each.default is inspect.Parameter.empty}
    assert needed <= {*TERMS.get(name, {}), "invariant"}, f"say in TERMS with which terms {name} is tried here"
    for each in parameters[1:]:
        assert each.kind is inspect.Parameter.KEYWORD_ONLY
        assert hints[each.name] in TERM_TYPES


def test_terms_that_a_predicate_does_not_take_are_refused_in_words() -> None:
    predicate = PREDICATES["converged_within"]
    with pytest.raises(GoalError, match="has no term 'tick'"):
        check_terms(predicate, {"tick": 1})
    with pytest.raises(GoalError, match="needs the term 'ticks'"):
        check_terms(predicate, {})
    with pytest.raises(GoalError, match="has to be a whole number"):
        check_terms(predicate, {"ticks": "1"})


def test_a_replay_reaches_the_same_goals_by_the_same_events() -> None:
    live = tried(lab("in-doubt"), "recovered", condition="in_doubt")
    log = []
    for tick, command in (
        (0, SetCrashPoint(node="c", point="before log decision")),
        (10, c.InvokeOperation(client="alice", node="c", operation="commit", key="x", value="1")),
        (2_000, RestartNode("c")),
    ):
        live.advance(tick)
        log.append(LoggedCommand(live.simulation.position, command))
        live.apply(command)
    live.run_for(8_000)
    again = replay(live.scenario, live.seed, log, live.simulation.position)
    assert again.goals.view() == live.goals.view()
    assert live.reached


def test_a_goal_survives_being_stored_with_its_setting() -> None:
    goal = Goal(name="a", title="A", predicate="stale_read", protocol="quorum", dials={"R": 1})
    scenario = replace(lab("stale-read"), goals=(goal,))
    assert Scenario.from_json(json.loads(json.dumps(scenario.to_json()))) == scenario
