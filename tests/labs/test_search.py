"""Runs that break a model are found, shrunk to what it takes, and break it again when they are played."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from apps.consistency import VIOLATED
from apps.labs.catalogue import catalogue
from apps.labs.find.schedule import fault_schedule
from apps.labs.find.search import INVARIANT, Found, attempt, default_question, find_violation, played
from apps.labs.run.scenario import Scenario
from apps.labs.run.session import Session
from apps.simulation.events import trace_bytes
from apps.simulation.faults.crash import CrashNode

ONES = {"N": 5, "R": 1, "W": 1, "write_back": True}
MAJORITIES = {"N": 5, "R": 3, "W": 3, "write_back": True}


def scenario(dials: dict = ONES) -> Scenario:
    return Scenario(protocol="quorum", dials=dials, clients=("alice", "bob", "carol", "dave"))


def found(model: str) -> Found:
    result = find_violation(scenario(), model, range(1, 40), question="replicated", progress=lambda *_: None)
    assert result is not None
    return result


@pytest.mark.parametrize("model", ["linearizable", "sequential", "read_your_writes", "monotonic_reads"])
def test_no_command_of_a_found_run_can_be_left_out(model: str) -> None:
    smallest = found(model)
    assert smallest.verdict.status == VIOLATED
    for place in range(len(smallest.scenario.script)):
        script = smallest.scenario.script[:place] + smallest.scenario.script[place + 1 :]
        assert attempt(replace(smallest.scenario, script=script), smallest.seed, model, "replicated") is None


@pytest.mark.parametrize("model", ["linearizable", "monotonic_reads"])
def test_a_found_run_breaks_the_model_in_a_lab_by_itself(model: str) -> None:
    smallest = found(model)
    session = Session(Scenario.from_json(json.loads(json.dumps(smallest.scenario.to_json()))), smallest.seed)
    session.advance(60_000)
    assert session.snapshot()["verdicts"]["replicated"][model]["status"] == VIOLATED


def test_nothing_is_found_where_the_mode_keeps_the_model() -> None:
    nothing = find_violation(
        scenario(MAJORITIES), "linearizable", range(1, 40), question="replicated", progress=lambda *_: None
    )
    assert nothing is None


def test_a_stale_read_takes_two_operations() -> None:
    smallest = found("linearizable")
    assert (smallest.operations, smallest.faults) == (2, 0)


def test_progress_is_told_for_every_seed() -> None:
    told: list[int] = []
    find_violation(
        scenario(MAJORITIES),
        "linearizable",
        range(5, 15),
        question="replicated",
        progress=lambda done, *_: told.append(done),
    )
    assert told == list(range(10))


def test_a_script_carries_itself_out_and_skips_what_is_not_possible() -> None:
    script = fault_schedule(scenario(), 3, ticks=3_000, operations=20)
    whole = replace(scenario(), script=(*script, (10, CrashNode("n1")), (20, CrashNode("n1"))))
    once, again = played(whole, 3), played(whole, 3)
    assert trace_bytes(once.drain()) == trace_bytes(again.drain())
    assert once.nodes["n1"].status == "crashed"


def test_a_mode_without_a_version_order_is_judged_as_observed() -> None:
    assert default_question(scenario()) == "replicated"
    assert default_question(Scenario(protocol="causal", dials={"conflict": "arrival"})) == "observed"


def test_a_broken_invariant_of_an_agreement_is_found_and_made_short() -> None:
    scenario = catalogue()["without-blocking"].scenario
    found = find_violation(scenario, "agreement", range(1, 200), question=INVARIANT, progress=lambda *_: None)
    assert found is not None
    assert found.operations == 1
    assert 1 <= found.faults <= 6
    assert "committed" in found.verdict.explanation
    assert "aborted" in found.verdict.explanation
