"""The page's reading of a shared text, run on node: the same line, in the same order, as the type's own."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import pytest

from apps.crdts.crdt_type import Replica, StateBased
from apps.crdts.fugue import TYPE as FUGUE
from apps.crdts.rga import TYPE as RGA
from apps.crdts.text_tree import in_order
from apps.labs.catalogue.two_people_one_line import LAB
from apps.labs.signature import is_shown, run_signature
from tests.labs.test_browser_fold import on_node

REPLICAS = tuple(Replica(name) for name in ("n1", "n2", "n3"))


def texts(text_type: StateBased, seed: int) -> list[Any]:
    """The states of three replicas that typed, deleted and merged by chance."""
    random = Random(seed)
    states = [text_type.initial] * len(REPLICAS)
    for _ in range(40):
        here = random.randrange(len(REPLICAS))
        places = ["", *(str(vertex.id) for _, vertex in in_order(states[here]))]
        shown = [str(vertex.id) for _, vertex in in_order(states[here]) if vertex.id not in states[here].deleted]
        match random.randrange(4):
            case 0:
                states[here] = text_type.merge(states[here], random.choice(states))
            case 1 if shown:
                states[here] = text_type.apply(states[here], REPLICAS[here], "delete", random.choice(shown))
            case _:
                typed = [random.choice(places), random.choice(["a", "bcd", "é\U0001f600"])]
                states[here] = text_type.apply(states[here], REPLICAS[here], "insert", typed)
    return states


@pytest.mark.parametrize("text_type", [RGA, FUGUE], ids=lambda crdt: crdt.name)
def test_the_browser_reads_any_text_as_the_type_does(text_type: StateBased) -> None:
    states = [state for seed in range(40) for state in texts(text_type, seed)]
    read = on_node("read-texts.mjs", [list(text_type.runs(state)) for state in states])
    assert read == [[text_type.value(state), [str(vertex.id) for _, vertex in in_order(state)]] for state in states]


@pytest.mark.parametrize(("name", "text"), [("rga", "xaybzc"), ("fugue", "xyzabc")])
def test_the_schedule_of_the_lab_mixes_both_texts_under_rga_and_not_under_fugue(name: str, text: str) -> None:
    scenario = replace(LAB.scenario, dials={**LAB.scenario.dials, "type": name})
    session = run_signature(scenario, replace(LAB.signature, terms={"value": text}))
    assert is_shown(session), session.goals.findings
