"""Consensus in rounds: valence by exhaustive search, a scheduler that keeps it undecided, and what is safe always."""

from itertools import product

import pytest

from apps.agreement.consensus.machine import decision, rounds_undecided
from apps.agreement.consensus.valence import Search, valence
from apps.agreement.explore import explore
from apps.agreement.question import Question
from apps.agreement.world import Rules, World
from apps.labs.protocols import agreements
from apps.protocols.pictures import BROKEN, NodePicture

FLP = agreements()["flp"]
NAMES = ("n1", "n2", "n3")


def rules_of(inputs: str, **asked: object) -> Rules:
    dials = {f"input_{name}": value for name, value in zip(NAMES, inputs, strict=True)}
    return Rules(Question(protocol=FLP, dials=dials, requests=(), **asked))  # type: ignore[arg-type]


@pytest.mark.parametrize("inputs", ["".join(bits) for bits in product("01", repeat=3)])
def test_equal_inputs_are_univalent_and_every_witness_plays(inputs: str) -> None:
    rules = rules_of(inputs)
    begin = rules.begin()
    found = valence(rules, begin)
    if len(set(inputs)) == 1:
        assert found.name == f"{inputs[0]}-valent"
    for value, path in found.witnesses.items():
        world = begin
        for move in path:
            assert move.packet is not None
            world = next(after for made, after in rules.moves(world) if made == move)
        assert Search(rules).decided(world) == value


def test_some_initial_configuration_is_bivalent() -> None:
    """FLP's second lemma."""
    rules = rules_of("001")
    found = valence(rules, rules.begin())
    assert found.name == "bivalent"
    assert set(found.witnesses) == {"0", "1"}


def test_a_scheduler_that_only_delays_keeps_it_bivalent_for_twenty_rounds() -> None:
    rules = rules_of("001")
    search, world = Search(rules), rules.begin()
    while rounds_undecided(list(rules.picture(world).nodes.values())) < 20:
        slowest = min(range(3), key=lambda index: rules.locals[world.locals[index]].log["stand"].place)
        choices = sorted(search.deliveries(world), key=lambda choice: choice[0].node != NAMES[slowest])
        kept = (after for _, after in choices if valence(rules, after).name == "bivalent")
        world = next(kept)
    assert search.decided(world) is None


def test_a_search_that_is_cut_short_calls_nothing_univalent() -> None:
    rules = rules_of("000")
    assert valence(rules, rules.begin(), worlds_max=2).name == "unknown"


@pytest.mark.parametrize("inputs", ["001", "010", "011", "111"])
def test_nobody_decides_differently_in_any_run_of_two_rounds(inputs: str) -> None:
    rules = rules_of(inputs)
    search, begin = Search(rules), rules.begin()
    known: set[World] = {begin}
    waiting = [begin]
    for world in waiting:
        picture = rules.picture(world)
        for invariant in FLP.invariants[:2]:
            assert invariant.check(picture, rules.question.dials).state != BROKEN
        if rounds_undecided(list(picture.nodes.values())) >= 2:
            continue
        for _, after in search.deliveries(world):
            if after not in known:
                known.add(after)
                waiting.append(after)
    assert len(known) > 20


@pytest.mark.sweep
@pytest.mark.parametrize("value", ["0", "1"])
def test_every_order_of_arrival_agrees_with_what_the_search_says(value: str) -> None:
    """Early and late arrivals too, which the search for the valence leaves out."""
    found = explore(rules_of(value * 3).question)
    assert found.is_complete
    assert len(found.worlds) == 145_216
    assert found.reaches(lambda picture: any(decided(node, value) for node in picture.nodes.values())) is not None
    other = "1" if value == "0" else "0"
    assert found.reaches(lambda picture: any(decided(node, other) for node in picture.nodes.values())) is None


@pytest.mark.sweep
@pytest.mark.parametrize("inputs", ["001", "011"])
def test_nobody_decides_differently_as_far_as_the_space_was_explored(inputs: str) -> None:
    found = explore(rules_of(inputs).question, worlds_max=150_000)
    assert not {"agreement", "validity"} & {each.invariant.name for each in found.broken()}


def decided(node: NodePicture, value: str) -> bool:
    return decision(node.log) == value
