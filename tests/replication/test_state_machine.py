"""The state machine behind a total order: alike everywhere, and each request once."""

from __future__ import annotations

from dataclasses import replace

from apps.replication.state_machine import StateMachine
from apps.simulation.effects import Refuse
from tests.replication.by_hand import request


def applied(*requests: object) -> StateMachine:
    """The machine after these, at places from 1 on."""
    machine, durable = StateMachine({}), {}
    for place, each in enumerate(requests, 1):
        durable |= {effect.name: effect.value for effect in machine.apply(each, (place,))}
    assert StateMachine(durable).held == machine.held
    assert StateMachine(durable).outcomes == machine.outcomes
    return machine


def test_the_same_request_again_changes_nothing_and_has_the_same_outcome() -> None:
    mine, other = request(), request(value="2", client="bob")
    machine = applied(mine, other, mine)
    assert machine.held["x"].written.value == "2"
    assert machine.outcome(mine).versions[0].stamp == (1,)


def test_a_request_from_before_its_clients_last_changes_nothing_and_has_no_outcome() -> None:
    machine = applied(request(value="2", number=2), request(value="1", number=1))
    assert machine.held["x"].written.value == "2"
    assert machine.outcome(request(number=1)) is None


def test_a_compare_and_set_compares_values_and_the_initial_one_with_none() -> None:
    swap = replace(request("cas", value="1"), expected=None)
    again = replace(request("cas", value="2", number=2), expected=None)
    other = replace(request("cas", value="3", number=3), expected="1")
    machine = applied(swap)
    assert machine.outcome(swap).swapped is True
    machine = applied(swap, again)
    assert machine.outcome(again).swapped is False
    machine = applied(swap, again, other)
    assert machine.outcome(other).swapped is True
    assert [version.written.value for version in machine.outcome(other).observed] == ["1"]


def test_a_refused_request_changes_nothing_and_is_refused_again() -> None:
    machine, late = applied(request()), request(value="2", number=2)
    effects = [*machine.refuse(late, "too late"), *machine.apply(late, (2,)), *machine.refuse(late, "again")]
    assert len(effects) == 1
    assert machine.held["x"].written.value == "1"
    assert machine.outcome(late) == Refuse(late.operation, late.client, "too late")
    assert str(machine.outcomes["alice"]).endswith("refused")


def test_forgetting_everything_leaves_a_machine_like_new() -> None:
    machine = applied(request())
    forgotten = {effect.name for effect in machine.begin_anew() if effect.value is None}
    assert forgotten == {"store/x", "outcome/alice"}
    assert (machine.held, machine.outcomes) == ({}, {})
