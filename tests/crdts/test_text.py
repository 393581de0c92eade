"""Text: how concurrent texts are merged under RGA and under Fugue, and that a deleted character keeps its place."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.crdts.crdt_type import Replica, StateBased
from apps.crdts.errors import CrdtError
from apps.crdts.fugue import TYPE as FUGUE
from apps.crdts.rga import TYPE as RGA
from apps.crdts.text_tree import in_order, visible

N1, N2 = Replica("n1"), Replica("n2")

each_text_type = pytest.mark.parametrize("text_type", [RGA, FUGUE], ids=lambda crdt: crdt.name)


def typed(state: Any, replica: Replica, after: str, text: str, text_type: StateBased = RGA) -> Any:
    return text_type.apply(state, replica, "insert", [after, text])


def typed_one_by_one(text_type: StateBased, state: Any, replica: Replica, after: str, text: str, forward: bool) -> Any:
    """Each character of a text after the one before, or backward: the last first, each at the same place."""
    for character in text if forward else reversed(text):
        held = {vertex.id for vertex in state.vertices}
        state = typed(state, replica, after, character, text_type)
        if forward:
            after = next(str(vertex.id) for vertex in state.vertices if vertex.id not in held)
    return state


@each_text_type
def test_a_text_reads_as_it_was_typed(text_type: StateBased) -> None:
    state = typed(typed(text_type.initial, N1, "", "ac", text_type), N1, "1.n1", "b", text_type)
    assert text_type.value(state) == "abc"


def test_under_rga_texts_typed_from_left_to_right_at_one_place_do_not_interleave() -> None:
    start = typed(RGA.initial, N1, "", "< >")
    left, right = typed(start, N1, "1.n1", "one"), typed(start, N2, "1.n1", "two")
    assert RGA.value(RGA.merge(left, right)) == RGA.value(RGA.merge(right, left)) == "<twoone >"


def test_texts_typed_from_right_to_left_interleave_under_rga_and_not_under_fugue() -> None:
    merged = {}
    for text_type in (RGA, FUGUE):
        left = typed_one_by_one(text_type, text_type.initial, N1, "", "abc", forward=False)
        right = typed_one_by_one(text_type, text_type.initial, N2, "", "xyz", forward=False)
        merged[text_type.name] = text_type.value(text_type.merge(left, right))
    assert merged == {"rga": "xaybzc", "fugue": "xyzabc"}


def test_a_word_put_before_another_keeps_to_it_under_fugue_alone() -> None:
    merged = {}
    for text_type in (RGA, FUGUE):
        hello = typed(typed(text_type.initial, N1, "", "World", text_type), N1, "", "Hello ", text_type)
        other = typed(text_type.initial, N2, "", "XYZ", text_type)
        merged[text_type.name] = text_type.value(text_type.merge(hello, other))
    assert merged == {"rga": "Hello XYZWorld", "fugue": "XYZHello World"}


@given(
    begun=st.lists(st.tuples(st.integers(0, 99), st.sampled_from((N1, N2)), st.booleans()), max_size=12),
    place=st.integers(0, 99),
    lengths=st.tuples(st.integers(1, 5), st.integers(1, 5)),
    forward=st.tuples(st.booleans(), st.booleans()),
)
@settings(max_examples=300)
def test_two_concurrent_runs_at_one_place_are_never_interleaved_under_fugue(
    begun: list[tuple[int, Replica, bool]], place: int, lengths: tuple[int, int], forward: tuple[bool, bool]
) -> None:
    start = FUGUE.initial
    for number, replica, is_deletion in begun:
        shown = [str(vertex.id) for vertex in visible(start)]
        if is_deletion and shown:
            start = FUGUE.apply(start, replica, "delete", shown[number % len(shown)])
        else:
            start = typed(start, replica, ["", *shown][number % (len(shown) + 1)], ".", FUGUE)
    places = ["", *(str(vertex.id) for vertex in visible(start))]
    after, texts = places[place % len(places)], ("abcde"[: lengths[0]], "vwxyz"[: lengths[1]])
    left, right = (
        typed_one_by_one(FUGUE, start, replica, after, text, direction)
        for replica, text, direction in zip((N1, N2), texts, forward, strict=True)
    )
    merged = FUGUE.value(FUGUE.merge(left, right))
    before, behind = "." * (place % len(places)), "." * (len(places) - 1 - place % len(places))
    assert merged in (f"{before}{texts[0]}{texts[1]}{behind}", f"{before}{texts[1]}{texts[0]}{behind}")


def test_a_character_of_fugue_says_on_which_side_of_which_it_hangs() -> None:
    state = typed_one_by_one(FUGUE, FUGUE.initial, N1, "", "ab", forward=False)
    assert [(slot.name, slot.content) for slot in FUGUE.slots(state)] == [
        ("2.n1 before 1.n1", "a"),
        ("1.n1 at the beginning", "b"),
    ]
    assert FUGUE.runs(state) == [[1, "n1", "", "b", []], [2, "n1", "1.n1", "a", [], True]]


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


@each_text_type
def test_a_long_line_is_read_without_recursion(text_type: StateBased) -> None:
    state = text_type.initial
    for place in range(40):
        state = typed(state, N1, f"{50 * place}.n1" if place else "", "x" * 50, text_type)
    assert len(text_type.value(state)) == 2_000


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
