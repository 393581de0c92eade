"""Lost writes, lost updates and silent overwrites, from the version order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from apps.consistency import Anomaly, Judge, Operation, anomalies
from tests.consistency import brute
from tests.consistency.histories import (
    live_history,
    opened,
    prefixes,
    random_partial_order,
    random_version_order,
    stamped,
    supersedes,
)


def operation(name: str, action: str, invoked: int, completed: int | None, stamp: int | None, **more: Any) -> Operation:
    return Operation(
        operation=name,
        process=name.split("#", maxsplit=1)[0],
        action=action,
        key="x",
        invoked=invoked,
        completed=completed,
        status=more.pop("status", "ok"),
        stamps=() if stamp is None else (stamp,),
        **more,
    )


def write(name: str, invoked: int, completed: int | None, stamp: int | None, **more: Any) -> Operation:
    return operation(name, "write", invoked, completed, stamp, value=name, **more)


def read(name: str, invoked: int, source: str | None, stamp: int | None) -> Operation:
    return operation(name, "read", invoked, invoked + 1, stamp, returned=() if source is None else (source,))


def found(*history: Operation, discarded: tuple[int, ...] = ()) -> list[tuple[str, tuple[str, ...]]]:
    told = anomalies(history, lambda newer, older: newer >= older, lambda stamp: stamp in discarded)
    return [(anomaly.kind, anomaly.operations) for anomaly in told]


def test_a_write_that_is_older_than_one_that_had_finished_before_it_is_lost() -> None:
    assert found(write("a#1", 1, 2, 9), write("b#1", 3, 4, 5)) == [("lost write", ("b#1", "a#1"))]


def test_a_write_that_fail_over_discarded_is_lost() -> None:
    history = [write("a#1", 1, 2, 1), write("b#1", 3, 4, 2)]
    assert found(*history, discarded=(2,)) == [("lost write", ("b#1",))]


def test_a_write_that_was_never_acknowledged_cannot_be_lost() -> None:
    unsure = write("b#1", 3, None, None, status="info")
    assert found(write("a#1", 1, 2, 9), unsure, read("c#1", 4, "b#1", 5), discarded=(5,)) == []


def test_two_writes_made_from_one_version_lose_an_update() -> None:
    history = [read("a#1", 1, None, None), read("b#1", 3, None, None), write("a#2", 5, 6, 1), write("b#2", 7, 8, 2)]
    assert found(*history) == [("lost update", ("a#2", "b#2"))]


def test_a_write_made_from_the_other_ones_version_loses_nothing() -> None:
    history = [read("a#1", 1, None, None), write("a#2", 3, 4, 1), read("b#1", 5, "a#2", 1), write("b#2", 7, 8, 2)]
    assert found(*history) == []


def test_a_write_after_another_write_of_its_session_is_no_read_modify_write() -> None:
    history = [
        read("a#1", 1, None, None),
        write("a#2", 3, 4, 1),
        read("b#1", 5, "a#2", 1),
        write("b#2", 7, 8, 2),
        write("b#3", 9, 10, 3),
    ]
    assert found(*history) == []


def test_two_swaps_that_found_one_version_lose_an_update() -> None:
    swaps = [
        operation(name, "cas", at, at + 1, at, value=(None, name), result=True, returned=())
        for name, at in (("a#1", 1), ("b#1", 3))
    ]
    assert ("lost update", ("a#1", "b#1")) in found(*swaps)


def test_a_write_that_took_the_place_of_a_concurrent_one_overwrote_it_silently() -> None:
    assert found(write("a#1", 1, 4, 1), write("b#1", 2, 5, 2)) == [("silent overwrite", ("a#1", "b#1"))]


def test_a_write_whose_session_had_seen_the_other_one_is_not_silent() -> None:
    history = [write("a#1", 1, 9, 1), read("b#1", 2, "a#1", 1), write("b#2", 5, 6, 2)]
    assert found(*history) == []


def test_an_overwrite_is_not_silent_where_somebody_who_knew_came_between() -> None:
    history = [write("a#1", 1, 20, 1), read("b#1", 2, "a#1", 1), write("b#2", 5, 6, 2), write("c#1", 3, 30, 3)]
    assert found(*history) == [("silent overwrite", ("b#2", "c#1"))]


def test_siblings_overwrite_nothing() -> None:
    history = live_history(Random(1), 12)
    below = {op.operation: frozenset({op.operation}) for op in history}
    assert anomalies(stamped(history, below), supersedes, lambda _: False) == ()


def test_the_sentence_names_both() -> None:
    (anomaly,) = anomalies([write("a#1", 1, 4, 1), write("b#1", 2, 5, 2)], lambda a, b: a >= b, lambda _: False)
    assert anomaly == Anomaly(
        "silent overwrite",
        "a#1 (write x = a#1) was acknowledged, and replaced by b#1 (write x = b#1), which was under way meanwhile and "
        "never saw it.",
        ("a#1", "b#1"),
    )


def by_definition(history: Sequence[Operation], below: Mapping[str, frozenset[str]]) -> set[tuple[str, str]]:
    """The first operation of every anomaly, by kind, found pair by pair."""
    ops = brute.kept(history)
    by_name = {op.operation: op for op in ops}
    co, po = brute.causality(ops), brute.session_order(ops)
    told: set[tuple[str, str]] = set()
    writes = [op for op in ops if brute.is_write(op)]
    for older in writes:
        for newer in writes:
            above = older is not newer and older.operation in below[newer.operation] and older.key == newer.key
            if not above or older.status != "ok":
                continue
            if (newer.operation, older.operation) in brute.real_time(ops):
                told.add(("lost write", older.operation))
            between = any(
                older.operation in below[other.operation] and other.operation in below[newer.operation]
                for other in writes
                if other not in (older, newer) and other.key == older.key
            )
            apart = {(older.operation, newer.operation), (newer.operation, older.operation)}
            unseen = (older.operation, newer.operation) not in co
            if not between and not apart & brute.real_time(ops) and unseen:
                told.add(("silent overwrite", older.operation))
            bases = [made_from(op, by_name, po) for op in (older, newer)]
            if newer.status == "ok" and None not in bases and (bases[0] == bases[1]):
                told.add(("lost update", older.operation))
    return told


def made_from(write: Operation, by_name: Mapping[str, Operation], po: set[tuple[str, str]]) -> tuple[str, ...] | None:
    earlier = [op for op in by_name.values() if (op.operation, write.operation) in po and op.key == write.key]
    last = max(earlier, key=lambda op: op.invoked, default=None)
    return None if last is None or last.action != "read" else last.returned


def test_all_that_is_found_is_all_that_there_is() -> None:
    for seed in range(300):
        random = Random(seed)
        history = live_history(random, random.randint(4, 12))
        below = random_version_order(random, history) if seed % 3 else random_partial_order(random, history)
        told = stamped(history, below)
        expected = by_definition(told, below)
        assert {(a.kind, a.operations[0]) for a in anomalies(told, supersedes, lambda _: False)} == expected, seed


def test_a_judge_finds_the_same_as_the_run_goes_on() -> None:
    for seed in range(100):
        random = Random(seed)
        history = live_history(random, 10)
        told = stamped(history, random_version_order(random, history))
        judge = Judge(supersedes)
        for ended, prefix in prefixes(told):
            for other in prefix:
                judge.begin(opened(other))
            judge.complete(ended)
            found = {(a.kind, a.operations[0]) for a in judge.anomalies(lambda _: False)}
            whole = {(a.kind, a.operations[0]) for a in anomalies(prefix, supersedes, lambda _: False)}
            assert found == whole, seed
