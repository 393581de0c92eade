"""The page's reading of a shared text, run on node: the same line, in the same order, as the type's own."""

from __future__ import annotations

from random import Random
from typing import Any

from apps.crdts.crdt_type import Replica
from apps.crdts.rga import TYPE as RGA
from apps.crdts.rga import in_order
from tests.labs.test_browser_fold import on_node

REPLICAS = tuple(Replica(name) for name in ("n1", "n2", "n3"))


def texts(seed: int) -> list[Any]:
    """The states of three replicas that typed, deleted and merged by chance."""
    random = Random(seed)
    states = [RGA.initial] * len(REPLICAS)
    for _ in range(40):
        here = random.randrange(len(REPLICAS))
        places = ["", *(str(vertex.id) for _, vertex in in_order(states[here]))]
        shown = [str(vertex.id) for _, vertex in in_order(states[here]) if vertex.id not in states[here].deleted]
        match random.randrange(4):
            case 0:
                states[here] = RGA.merge(states[here], random.choice(states))
            case 1 if shown:
                states[here] = RGA.apply(states[here], REPLICAS[here], "delete", random.choice(shown))
            case _:
                typed = [random.choice(places), random.choice(["a", "bcd", "é\U0001f600"])]
                states[here] = RGA.apply(states[here], REPLICAS[here], "insert", typed)
    return states


def test_the_browser_reads_any_text_as_the_type_does() -> None:
    states = [state for seed in range(40) for state in texts(seed)]
    read = on_node("read-texts.mjs", [list(RGA.runs(state)) for state in states])
    assert read == [[RGA.value(state), [str(vertex.id) for _, vertex in in_order(state)]] for state in states]
