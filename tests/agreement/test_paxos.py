"""Paxos, explored for two ballots and three acceptors, and over random schedules."""

import pytest

from apps.agreement.multi_paxos import one_value_a_slot
from apps.agreement.multi_paxos.replica import applied
from apps.agreement.paxos import chosen_in
from apps.labs.catalogue import catalogue
from apps.labs.run.session import Session
from apps.protocols.pictures import BROKEN, NodePicture, Picture
from apps.simulation.commands import InvokeOperation, SetWorkload
from apps.simulation.effects import WrittenValue
from apps.simulation.faults.duplication import SetDuplication
from apps.simulation.faults.loss import SetLoss
from apps.simulation.faults.partition import Heal
from tests.agreement.worlds import broken, explored
from tests.schedules import play, scenarios

TWO_PROPOSALS = (("p1", "propose", "x", "1"), ("p2", "propose", "x", "2"))
ONCE = {"retry": "never"}


@pytest.fixture(scope="module")
def two_acceptors():  # type: ignore[no-untyped-def]
    """Two ballots with two acceptors, which both have to vote: small enough for every run of the tests."""
    return explored("paxos", TWO_PROPOSALS, nodes=("p1", "p2", "a1", "a2"), dials=ONCE, copies=True)


def test_two_ballots_never_choose_two_values(two_acceptors) -> None:  # type: ignore[no-untyped-def]
    assert broken(two_acceptors) <= {"termination"}


def test_either_value_can_be_chosen_and_both_ballots_can_choose_the_same(two_acceptors) -> None:  # type: ignore[no-untyped-def]
    seen = {tuple(chosen_in(two_acceptors.picture(n)).values()) for n in range(len(two_acceptors.worlds))}
    assert {(), ("1",), ("2",), ("1", "1")} <= seen
    assert all(len(set(values)) <= 1 for values in seen)


def test_a_proposer_that_overtakes_and_dies_may_leave_nothing_chosen() -> None:
    asked = {"early_timeouts": False, "crashes": 1, "crashing": ("p2",)}
    found = explored("paxos", TWO_PROPOSALS, nodes=("p1", "p2", "a1", "a2"), dials=ONCE, **asked)
    assert "termination" in broken(found)


@pytest.mark.parametrize("protocol", ["paxos", "multi_paxos"])
@pytest.mark.parametrize("seed", range(15))
def test_whatever_is_done_to_the_cluster_nothing_is_chosen_twice(protocol: str, seed: int) -> None:
    session = Session(scenarios(seed, protocol), seed)
    play(session, seed, commands=60, ticks=8_000)
    states = {each["name"]: each for each in session.judgement.invariants_view()}
    assert states["agreement"]["state"] != BROKEN, states["agreement"]["text"]
    assert states["learning"]["state"] != BROKEN, states["learning"]["text"]


def test_left_in_peace_a_log_is_chosen_slot_by_slot_at_every_replica() -> None:
    session = Session(scenarios(3, "multi_paxos"), 1)
    for command in (Heal(), SetLoss(per_mille=0), SetDuplication(per_mille=0), SetWorkload(0)):
        session.apply(command)
    session.advance(3_000)
    for value in "abc":
        session.apply(InvokeOperation(client="alice", node="n1", operation="append", key="x", value=value))
        session.advance(session.simulation.now + 2_000)
    logs = {
        " ".join(str(node.durable[f"chosen/{slot}"].value) for slot in (1, 2, 3))
        for node in session.simulation.nodes.values()
    }
    assert logs == {"a b c"}


@pytest.mark.sweep
def test_two_ballots_and_three_acceptors_never_choose_two_values() -> None:
    found = explored("paxos", TWO_PROPOSALS, dials=ONCE, copies=True)
    assert broken(found) <= {"termination"}
    assert len(found.worlds) == 90_797


def duel(retry: str) -> Session:
    scenario = catalogue()["duelling-proposers"].scenario
    session = Session(scenario.under("paxos", {**scenario.dials, "retry": retry}), 1)
    session.apply(InvokeOperation(client="alice", node="p1", operation="propose", key="x", value="1"))
    session.advance(150)
    session.apply(InvokeOperation(client="bob", node="p2", operation="propose", key="x", value="2"))
    session.advance(10_000)
    return session


def test_two_proposers_that_try_again_at_once_overtake_each_other_for_ever() -> None:
    session = duel("at once")
    assert {each["name"]: each["state"] for each in session.judgement.invariants_view()}["termination"] == "open"
    assert session.simulation.nodes["p1"].durable["round"] > 20


def test_waiting_a_random_time_ends_the_duel() -> None:
    session = duel("random")
    assert {each["name"]: each["state"] for each in session.judgement.invariants_view()}["termination"] == "kept"


def test_an_operation_that_is_chosen_for_two_slots_takes_effect_once_and_that_is_said() -> None:
    first, second = WrittenValue("alice#1", "a"), WrittenValue("bob#1", "b")
    log = {"chosen/1": first, "chosen/2": second, "chosen/3": first, "chosen/5": WrittenValue("carol#1", "c")}
    assert applied(log) == [first, second]
    picture = Picture({name: NodePicture("up", log, None) for name in ("n1", "n2", "n3")})
    assert "Slot 3 repeats an operation, and is skipped" in one_value_a_slot(picture, {}).text
