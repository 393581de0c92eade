"""Text: what is typed concurrently stays in one piece, and a deleted character keeps its place."""

from __future__ import annotations

from typing import Any

import pytest

from apps.crdts.crdt_type import Replica
from apps.crdts.errors import CrdtError
from apps.crdts.rga import TYPE as RGA
from apps.crdts.rga import in_order

N1, N2 = Replica("n1"), Replica("n2")


def typed(state: Any, replica: Replica, after: str, text: str) -> Any:
    return RGA.apply(state, replica, "insert", [after, text])


def test_a_text_reads_as_it_was_typed() -> None:
    state = typed(typed(RGA.initial, N1, "", "ac"), N1, "1.n1", "b")
    assert RGA.value(state) == "abc"


def test_texts_typed_concurrently_at_one_place_do_not_interleave() -> None:
    start = typed(RGA.initial, N1, "", "< >")
    left, right = typed(start, N1, "1.n1", "one"), typed(start, N2, "1.n1", "two")
    assert RGA.value(RGA.merge(left, right)) == RGA.value(RGA.merge(right, left)) == "<twoone >"


def test_what_was_typed_after_a_character_stays_when_that_is_deleted_elsewhere() -> None:
    start = typed(RGA.initial, N1, "", "ab")
    left = RGA.apply(start, N1, "delete", "2.n1")
    right = typed(start, N2, "2.n1", "c")
    merged = RGA.merge(left, right)
    assert RGA.value(merged) == "ac"
    assert RGA.tombstones(merged) == 1
    assert [(row.name, row.left, row.right, row.result) for row in RGA.explain(left, right)] == [
        ("1.n1 at the beginning", "a", "a", "a"),
        ("2.n1 after 1.n1", "b deleted", "b", "b deleted"),
        ("3.n2 after 2.n1", "", "c", "c"),
    ]


def test_the_tree_beneath_a_text_shows_what_was_typed_after_what() -> None:
    start = typed(RGA.initial, N1, "", "ab")
    merged = RGA.merge(typed(start, N1, "1.n1", "x"), typed(start, N2, "1.n1", "y"))
    why = RGA.explain(typed(start, N1, "1.n1", "x"), typed(start, N2, "1.n1", "y"))[1].why
    assert why == (
        "Only the right has it: it comes in at its place. Of what was typed at one place the latest comes first:"
        " 3.n2, 3.n1, 2.n1."
    )
    assert [(depth, vertex.character) for depth, vertex in in_order(merged)] == [(0, "a"), (1, "y"), (1, "x"), (1, "b")]


def test_a_long_line_is_read_without_recursion() -> None:
    state = RGA.initial
    for place in range(40):
        state = typed(state, N1, f"{50 * place}.n1" if place else "", "x" * 50)
    assert len(RGA.value(state)) == 2_000


@pytest.mark.parametrize(
    ("operation", "argument", "message"),
    [
        ("insert", ["9.n9", "a"], "No character 9.n9 has been typed or has arrived here"),
        ("insert", ["", ""], "must be the character to follow"),
        ("insert", "a", "must be the character to follow"),
        ("delete", "1-9.n9", "No character 1.n9 has been typed or has arrived here"),
        ("delete", "3-1.n1", "A range names at most 1,000 characters"),
        ("delete", "1-99999.n1", "A range names at most 1,000 characters"),
        ("delete", "9.n9", "No character 9.n9 has been typed or has arrived here"),
    ],
)
def test_a_place_that_is_not_there_is_refused_in_words(operation: str, argument: Any, message: str) -> None:
    with pytest.raises(CrdtError, match=message):
        RGA.apply(RGA.initial, N1, operation, argument)


def test_a_character_is_deleted_once() -> None:
    state = RGA.apply(typed(RGA.initial, N1, "", "a"), N1, "delete", "1.n1")
    with pytest.raises(CrdtError, match="deleted already"):
        RGA.apply(state, N1, "delete", "1.n1")


def test_a_selection_is_deleted_at_once_and_what_another_has_deleted_is_no_obstacle() -> None:
    state = typed(RGA.initial, N1, "", "abcd")
    state = RGA.apply(state, N1, "delete", "2.n1")
    state = RGA.apply(state, N1, "delete", "2.n1 3.n1")
    assert RGA.value(state) == "ad"
    assert RGA.value(RGA.apply(state, N1, "delete", "1-3.n1 4.n1")) == ""
    with pytest.raises(CrdtError, match="Those characters are deleted already"):
        RGA.apply(state, N1, "delete", "2.n1 3.n1")


def test_a_text_is_typed_after_a_deleted_character_too() -> None:
    state = RGA.apply(typed(RGA.initial, N1, "", "abc"), N1, "delete", "2.n1")
    assert RGA.value(typed(state, N2, "2.n1", "x")) == "axc"


def test_runs_hold_every_character_once_with_its_identity_and_parent() -> None:
    start = typed(RGA.initial, N1, "", "abc")
    state = RGA.apply(
        RGA.merge(typed(start, N1, "1.n1", "x"), typed(start, N2, "3.n1", "yz")), N2, "delete", "2.n1 4.n2"
    )
    assert RGA.runs(state) == [
        [1, "n1", "", "abc", [1]],
        [4, "n1", "1.n1", "x", []],
        [4, "n2", "3.n1", "yz", [0]],
    ]
