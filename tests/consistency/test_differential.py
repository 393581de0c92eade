"""Histories as other stores might make them, judged and tried out: touching intervals, repeated values, lost writes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

import pytest

from apps.consistency import Operation, check
from tests.consistency import brute
from tests.consistency.test_repeated_values import expected as expected_of_a_register

SIZE_MAX = 6
SEARCHED = ("linearizable", "sequential")


def foreign_history(seed: int) -> tuple[str, list[Operation]]:
    """A few clients of a register or a cas-register of one or two keys, and the kind of data."""
    random = Random(seed)
    data = random.choice(("register", "cas-register"))
    clients = dict.fromkeys("abc"[: random.randint(2, 3)], 0)
    keys = "xy"[: random.choice((1, 1, 2))]
    states: dict[str, object] = {}
    lives: dict[str, int] = {}
    found = []
    for number in range(random.randint(2, SIZE_MAX)):
        client = random.choice([*clients])
        start = clients[client] + random.choice((0, 0, 1, 2))
        end = start + random.choice((0, 0, 1, 2, 5))
        clients[client] = end
        op = _call(random, data, random.choice(keys), states)
        lost = op.action != "read" and random.random() < 0.15
        failed = not lost and op.action == "write" and random.random() < 0.08
        life = lives.get(client, 0)
        lives[client] = life + lost
        status = "info" if lost else "fail" if failed else "ok"
        found.append(
            replace(
                op,
                operation=f"{client}#{number}",
                process=f"{client}·{life}",
                invoked=start,
                completed=None if lost else end,
                status=status,
                result=op.result if status == "ok" else None,
            )
        )
    return data, sorted(found, key=lambda op: op.invoked)


def _call(random: Random, data: str, key: str, states: dict[str, object]) -> Operation:
    """An operation that answers as a store would that sometimes forgets a change, or shows an older value."""
    state = states.get(key)
    actions = ("read", "write", "cas") if data == "cas-register" else ("read", "write")
    action = random.choice(actions)
    value = {"read": None, "write": random.randint(1, 2)}.get(
        action, (random.choice((None, 1, 2)), random.randint(1, 2))
    )
    seen = random.choice((None, 1, 2)) if random.random() < 0.2 else state
    swaps = action == "cas" and value[0] == seen
    result = {"read": seen, "cas": swaps}.get(action)
    if (action == "write" or swaps) and random.random() < 0.9:
        states[key] = value[1] if swaps else value
    return Operation(
        operation="",
        process="",
        action=action,
        key=key,
        value=value,
        result=result,
        invoked=0,
        completed=0,
        status="ok",
    )


def expected(data: str, history: Sequence[Operation]) -> dict[str, bool]:
    if all(op.action in ("read", "write") for op in history):
        return expected_of_a_register(history)
    orders = zip(SEARCHED, (brute.real_time, brute.session_order), strict=True)
    return {model: brute.by_values(history, order, data, None) for model, order in orders}


def differences(seeds: range) -> Iterator[tuple[int, str, str]]:
    """The seeds at which a verdict is not that of the definition: alone, or with those of the other models."""
    for seed in seeds:
        data, history = foreign_history(seed)
        wanted = {model: "holds" if holds else "violated" for model, holds in expected(data, history).items()}
        together = check(history, data=data)
        for model, status in wanted.items():
            alone = check(history, models=[model], data=data)[model]
            for verdict in (alone, together[model]):
                if verdict.status != status:
                    yield seed, model, verdict.status


def test_foreign_histories_are_judged_by_the_definitions() -> None:
    assert not [*differences(range(500))]


@pytest.mark.sweep
def test_fifty_thousand_foreign_histories_are_judged_by_the_definitions() -> None:
    assert not [*differences(range(500, 50_500))]
