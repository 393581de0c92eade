"""What a file leaves open is decided by a rule that the answer names, or by an option, and then nothing is named."""

from __future__ import annotations

import json
from typing import Any

import pytest

from apps.consistency.formats import FormatError
from tests.consistency.formats.test_formats import op, ops, read

Events = list[tuple[Any, str, str, Any]]
"""Process, type, operation and value."""


def events(*entries: tuple[Any, str, str, Any]) -> str:
    return json.dumps([dict(zip(("process", "type", "f", "value"), entry, strict=True)) for entry in entries])


def done(process: Any, f: str, asked: Any, answered: Any = None) -> Events:
    return [(process, "invoke", f, asked), (process, "ok", f, asked if answered is None else answered)]


def options_of(text: str, **reading: Any) -> list[str]:
    return [choice.option for choice in read(text, **reading).read_as.choices]


KEYED = events(*done(0, "write", ["a", 1]), *done(1, "read", ["a", None], ["a", 1]))
PAIRS = events(*done(0, "write", ["a", 1]), *done(1, "read", None, ["a", 1]))


def test_values_are_keyed_if_reads_ask_for_a_key() -> None:
    write, answer = read(KEYED).operations
    assert (write.key, write.value, answer.key, answer.result) == ("a", 1, "a", 1)
    assert options_of(KEYED) == ["--keyed no"]


def test_values_are_pairs_if_reads_ask_for_nothing() -> None:
    write, answer = read(PAIRS).operations
    assert (write.value, answer.result) == (("a", 1), ("a", 1))
    assert write.key == answer.key
    assert options_of(PAIRS) == ["--keyed yes"]


@pytest.mark.parametrize(("text", "keyed"), [(KEYED, False), (PAIRS, True)])
def test_an_option_decides_what_values_are_and_no_choice_is_left(text: str, keyed: bool) -> None:
    write = read(text, keyed=keyed).operations[0]
    assert write.value == (1 if keyed else ("a", 1))
    assert options_of(text, keyed=keyed) == []


@pytest.mark.parametrize(
    "text",
    [
        events(*done(0, "write", 1), *done(1, "read", None, [1, 2])),
        events(*done(0, "append", 1), *done(1, "read", None, [1, 2])),
        ops(op(f="write", value=["a", 1])),
        events(*done(0, "cas", [1, 2])),
        events(*done(0, "read", None, ["a", 1])),
    ],
)
def test_values_stay_as_they_are_where_nothing_says_that_they_are_keyed(text: str) -> None:
    assert len({operation.key for operation in read(text).operations}) == 1
    assert "--keyed no" not in options_of(text)


def test_a_keyed_value_that_completes_for_another_key_is_refused() -> None:
    text = events(*done(0, "write", ["a", 1]), *done(1, "read", ["a", None], ["b", 1]))
    with pytest.raises(FormatError, match="completes"):
        read(text, keyed=True)


def test_with_keyed_values_a_value_that_is_no_pair_is_refused_with_its_line() -> None:
    with pytest.raises(FormatError, match=r"line 1: .*\[key value\], not 1"):
        read(events(*done(0, "write", 1)), keyed=True)


FAILED = [(0, "invoke", "cas", [1, 2]), (0, "fail", "cas", [1, 2])]


def test_the_other_reading_of_a_failed_compare_and_set_is_at_hand() -> None:
    imported = read(events(*FAILED))
    [choice] = imported.read_as.choices
    assert imported.operations[0].status == "fail"
    assert choice.option == "--failed-cas observed"
    assert choice.otherwise is not None
    assert choice.otherwise().operations[0].result is False


def test_a_compare_and_set_that_failed_with_an_error_leaves_nothing_open() -> None:
    text = events((0, "invoke", "cas", [1, 2]), (0, "fail", "cas", [1, 2])).replace('"fail"', '"fail", "error": "no"')
    assert options_of(text) == []
    assert read(text, failed_cas="observed").operations[0].status == "fail"


def test_a_compare_and_set_that_says_what_it_found_is_an_observation_in_every_format() -> None:
    members = {"process": 0, "f": "cas", "value": [1, 2], "name": "a#1"}
    text = json.dumps([{**members, "type": "invoke"}, {**members, "type": "fail", "returned": []}])
    [operation] = read(text).operations
    assert (operation.status, operation.result, operation.returned) == ("ok", False, ())
    assert options_of(text) == []


def test_reads_of_nil_are_unknown_if_nil_is_not_the_initial_value() -> None:
    text = events(*done(0, "write", 1), (0, "invoke", "read", None), (0, "ok", "read", None), *done(0, "read", None, 1))
    unknown = read(text, initial="0").operations[1]
    assert (unknown.status, unknown.completed is None) == ("info", False)
    assert options_of(text, initial="0") == ["--initial null"]
    assert read(text).operations[1].status == "ok"
    assert options_of(text) == ["--initial VALUE"]
    assert {operation.process for operation in read(text, initial="0").operations} == {"0"}


def test_reads_of_nil_before_any_write_leave_nothing_open() -> None:
    assert options_of(events((0, "invoke", "read", None), (0, "ok", "read", None), *done(0, "write", 1))) == []


def test_nil_is_not_written_where_it_stands_for_an_unknown_answer() -> None:
    with pytest.raises(FormatError, match="writes nil"):
        read(events(*done(0, "cas", [1, None])), initial="0")


@pytest.mark.parametrize(("answer", "data"), [(3, "counter"), ([1, 2], "set"), (None, "set")])
def test_what_is_added_to_is_told_from_what_is_read(answer: Any, data: str) -> None:
    text = events(*done(0, "add", 1), *(done(1, "read", None, answer) if answer else []))
    assert read(text).data == data
    assert options_of(text) == ([] if answer else ["--data counter"])


def test_appends_of_numbers_make_a_list_and_appends_of_texts_a_text() -> None:
    numbers = read(events(*done(0, "append", 1), *done(0, "read", None, [1])))
    texts = read(events(*done(0, "append", "a"), *done(0, "read", None, "a")))
    assert (numbers.initial, numbers.operations[1].result) == ((), (1,))
    assert (texts.initial, texts.operations[1].result) == ("", "a")
    with pytest.raises(FormatError, match="read as a list"):
        read(events(*done(0, "append", 1), *done(0, "read", None, "1")))


def test_the_numbers_and_texts_that_look_alike_are_different_values_keys_and_processes() -> None:
    found = read(
        json.dumps(
            [
                {"process": 1, "f": "write", "key": 1, "value": 3, "start": 0, "end": 4},
                {"process": "1", "f": "write", "key": "1", "value": "3", "start": 1, "end": 5},
            ]
        )
    ).operations
    assert [operation.value for operation in found] == [3, "3"]
    assert [operation.key for operation in found] == ["1", '"1"']
    assert [operation.process for operation in found] == ["1", '"1"']


def test_two_operations_of_a_process_at_one_moment_are_in_the_order_of_the_file() -> None:
    text = ops(op(start=0, end=4), op(f="read", value=1, start=4, end=4), op(value=2, start=4, end=9))
    assert [operation.operation for operation in read(text).operations] == ["#0", "#1", "#2"]


@pytest.mark.parametrize("number", ["0.1", "1e400", "-2.50"])
def test_fractions_are_the_same_number_in_every_format_and_option(number: str) -> None:
    edn = f"{{:process 0, :type :invoke, :f :read, :value nil}} {{:process 0, :type :ok, :f :read, :value {number}}}"
    lines = f'{{"process": 0, "f": "read", "value": {number}, "start": 0.5, "end": 1.5}}'
    found = [read(text, initial=number) for text in (edn, lines)]
    assert {imported.operations[0].result == imported.initial for imported in found} == {True}


def test_null_is_the_initial_value_in_our_own_json_which_leaves_nothing_open() -> None:
    write = {"process": 0, "f": "write", "key": "x", "value": 1, "start": 0, "end": 1}
    text = json.dumps([write, {"process": 1, "f": "read", "key": "x", "value": None, "start": 2, "end": 3}])
    assert options_of(text) == []
    assert options_of(text, initial="0") == ["--initial null"]


def test_a_saved_history_is_read_as_it_says_that_it_was_unless_an_option_says_otherwise() -> None:
    ops = [{"process": 0, "f": "add", "key": "x", "value": 1, "start": 0, "end": 1}]
    text = json.dumps({"judged_as": {"data": "counter", "initial": "7"}, "ops": ops})
    assert (read(text).data, read(text).initial) == ("counter", 7)
    assert read(text, data="set").data == "set"


@pytest.mark.parametrize("said", [[], {"data": "tree"}, {"data": 3}, {"keyed": "maybe"}, {"colour": "red"}])
def test_what_a_saved_history_cannot_say_of_its_reading_is_refused(said: object) -> None:
    with pytest.raises(FormatError, match="'judged_as'"):
        read(json.dumps({"judged_as": said, "ops": []}))
