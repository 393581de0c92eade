"""Stale reads, decided from a history alone."""

from __future__ import annotations

from apps.consistency.history import Operation
from apps.consistency.staleness import missed_write


def write(
    name: str, invoked: int, completed: int | None, stamp: int, *, status: str = "ok", key: str = "x"
) -> Operation:
    return Operation(
        operation=name,
        process=name,
        action="write",
        key=key,
        invoked=invoked,
        completed=completed,
        status=status,
        stamps=(stamp,),
    )


def read(invoked: int, *stamps: int) -> Operation:
    return Operation(
        operation="r",
        process="r",
        action="read",
        key="x",
        invoked=invoked,
        completed=invoked + 1,
        status="ok",
        stamps=stamps,
    )


def missed(reading: Operation, *writes: Operation) -> str | None:
    found = missed_write(reading, writes, lambda newer, older: newer >= older)
    return found and found.operation


def test_a_read_that_returns_less_than_a_finished_write_is_stale() -> None:
    assert missed(read(10, 1), write("a", 0, 2, 1), write("b", 3, 5, 2)) == "b"


def test_a_read_of_the_initial_value_after_a_finished_write_is_stale() -> None:
    assert missed(read(10), write("a", 0, 2, 1)) == "a"


def test_a_read_that_overlaps_the_write_it_misses_is_not_stale() -> None:
    assert missed(read(4), write("a", 0, 5, 1)) is None


def test_a_read_that_misses_a_write_of_unknown_outcome_is_not_stale() -> None:
    assert missed(read(10), write("a", 0, 5, 1, status="info")) is None


def test_a_write_to_another_key_is_not_missed() -> None:
    assert missed(read(10), write("a", 0, 5, 1, key="y")) is None


def test_a_read_that_returns_something_newer_is_not_stale() -> None:
    assert missed(read(10, 3), write("a", 0, 2, 1), write("b", 3, 5, 2)) is None


def test_the_last_finished_of_the_missed_writes_is_named() -> None:
    assert missed(read(10), write("a", 0, 2, 1), write("b", 3, 5, 2), write("c", 4, 8, 3)) == "c"
