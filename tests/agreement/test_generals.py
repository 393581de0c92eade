"""Two generals, explored: every rule at every number of messages, with any messages lost."""

import pytest

from apps.agreement.two_generals.general import ATTACK, DECISION
from apps.agreement.two_generals.rules import NEVER, RULES, Rule, thresholds
from apps.labs.find.found_path import SEED, play
from apps.labs.protocols import agreements
from apps.labs.run.board import node_picture
from apps.protocols.pictures import Picture
from apps.simulation import Simulation
from tests.agreement.worlds import broken, explored

ORDERED = (("A", "attack", "x", "at dawn"),)
NAMES = [rule.name for rule in RULES if rule.name != NEVER]
COUNTS = range(1, 7)


def attackers(picture: Picture) -> set[str]:
    return {name for name, node in picture.nodes.items() if node.log.get(DECISION) == ATTACK}


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("rule", NAMES)
def test_every_rule_that_attacks_when_nothing_is_lost_splits_them_at_every_number(rule: str, count: int) -> None:
    dials = {"rule": rule, "messages": count}
    whole = explored("two_generals", ORDERED, early_timeouts=False, dials=dials)
    assert broken(whole) == set()
    assert whole.reaches(lambda picture: attackers(picture) == {"A", "B"}) is not None

    lossy = explored("two_generals", ORDERED, early_timeouts=False, losses=count, dials=dials)
    assert broken(lossy) == {"agreement"}
    (found,) = lossy.broken()
    run = play(lossy.question, found.path)
    simulation = Simulation(run.scenario.cluster(), SEED)
    simulation.advance(run.until_tick)
    picture = Picture({name: node_picture(node) for name, node in simulation.nodes.items()})
    assert len(attackers(picture)) == 1
    assert agreements()["two_generals"].invariants[0].check(picture, run.scenario.dials).state == "broken"


@pytest.mark.parametrize("count", COUNTS)
def test_never_attacking_agrees_always_and_is_of_no_use(count: int) -> None:
    lossy = explored(
        "two_generals", ORDERED, early_timeouts=False, losses=count, dials={"rule": NEVER, "messages": count}
    )
    assert broken(lossy) == {"effect"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_by_which_a_attacks_on_the_order_alone_says_so(rule: Rule) -> None:
    alone = [count for count in COUNTS if thresholds(rule.name, count)[0] == 0]
    said = "the order alone" in rule.statement
    only_with_one = "With k = 1" in rule.statement
    assert alone == [count for count in COUNTS if said and (count == 1 or not only_with_one)]


@pytest.mark.parametrize("rule", [rule.name for rule in RULES])
def test_without_the_order_nobody_attacks(rule: str) -> None:
    found = explored("two_generals", (), dials={"rule": rule})
    assert found.reaches(lambda picture: bool(attackers(picture))) is None


def test_messages_that_come_twice_or_late_change_nothing_of_validity() -> None:
    found = explored("two_generals", ORDERED, copies=True, losses=2, dials={"messages": 4})
    assert broken(found) == {"agreement"}
