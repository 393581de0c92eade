"""Histories from elsewhere: what each format says, the same history in each, and the line of a mistake."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.consistency.formats import FormatError, Reading, read_history
from apps.consistency.formats import text as text_module
from apps.consistency.formats.read_as import Imported
from apps.consistency.history import Operation


def read(text: str, **options: Any) -> Imported:
    operations_max = options.pop("operations_max", None)
    return read_history(io.StringIO(text), Reading(**options), operations_max=operations_max)


def ops(*members: dict[str, Any]) -> str:
    return json.dumps({"ops": members})


def op(
    process: Any = 0, f: str = "write", value: Any = 1, start: int = 0, end: int | None = 8, **more: Any
) -> dict[str, Any]:
    return {"process": process, "f": f, "key": "x", "value": value, "start": start, "end": end, **more}


def summary(operation: Operation) -> tuple[Any, ...]:
    return (
        operation.process,
        operation.action,
        operation.key,
        operation.value,
        operation.result,
        operation.status,
        operation.completed is None,
    )


EDN = """; a register, by Jepsen
[{:type :invoke, :f :write, :value 1, :process 0, :key "x"}
 {:type :invoke, :f :read, :value nil, :process 1, :key "x", :time 12.5M}
 #_{:this discarded}
 {:type :ok, :f :write, :value 1, :process 0, :key "x"}
 {:type :info, :f :start, :process :nemesis, :value #{:n1 :n2}}
 {:type :ok, :f :read, :value 1, :process 1, :key "x"}]
"""
JSON = ops(op(0, "write", 1, 1, 3), op(1, "read", 1, 2, 5))
LOG = """INFO  jepsen.core - set up
INFO  jepsen.util - 0\t:invoke\t:write\t1
INFO  jepsen.util - 1 :invoke :read nil
INFO  jepsen.util - 0\t:ok\t:write\t1
INFO  jepsen.util - :nemesis :info :start "cut"
INFO  jepsen.util - 1 :ok :read 1
"""


def test_the_same_history_reads_the_same_from_every_format() -> None:
    expected = [("0", "write", 1, None), ("1", "read", None, 1)]
    for text in (
        EDN,
        EDN.replace("[{", "({").replace("}]", "})"),
        EDN.replace("[{", "{").replace("}]", "}"),
        JSON,
        LOG,
    ):
        found = read(text)
        assert [(o.process, o.action, o.value, o.result) for o in found.operations] == expected, text
        assert not found.operations[0].precedes(found.operations[1])
        assert found.data == "register"


def test_the_nemesis_becomes_a_fault_lane_and_no_process() -> None:
    assert [fault.text for fault in read(LOG).faults] == ["start cut"]
    assert len(read(EDN).faults) == 1
    assert {operation.process for operation in read(EDN).operations} == {"0", "1"}


def test_get_means_read_and_put_means_write() -> None:
    found = read(ops(op(f="put"), op(f="get", value=1, start=9, end=10)))
    assert [operation.action for operation in found.operations] == ["write", "read"]


def test_intervals_that_touch_are_concurrent() -> None:
    touching = read(ops(op(0, start=0, end=5), op(1, "read", None, 5, 6))).operations
    apart = read(ops(op(0, start=0, end=4), op(1, "read", None, 5, 6))).operations
    assert not touching[0].precedes(touching[1])
    assert apart[0].precedes(apart[1])


@pytest.mark.parametrize(("members", "unknown"), [({"end": None}, True), ({"status": "info"}, True), ({}, False)])
def test_no_end_or_the_status_info_leave_an_operation_unknown(members: dict[str, Any], unknown: bool) -> None:
    [operation] = read(ops(op(**members) if "end" not in members else {**op(), **members})).operations
    assert (operation.status == "info") is unknown
    assert (operation.completed is None) is unknown


def test_a_failed_compare_and_set_is_an_observation_unless_it_was_refused() -> None:
    compared, refused = read(
        ops(op(0, "cas", [1, 2], 0, 1, status="fail"), op(0, "cas", [1, 2], 2, 3, status="fail", error="timeout"))
    ).operations
    assert (compared.status, compared.result, compared.value) == ("ok", False, (1, 2))
    assert refused.status == "fail"
    [logged] = read("INFO  jepsen.util - 0 :invoke :cas [1 2]\nINFO  jepsen.util - 0 :fail :cas [1 2]\n").operations
    assert (logged.status, logged.result) == ("ok", False)
    [late] = read(
        "INFO  jepsen.util - 0 :invoke :cas [1 2]\nINFO  jepsen.util - 0 :fail :cas [1 2] :timed-out\n"
    ).operations
    assert late.status == "fail"


def test_a_process_that_goes_on_after_an_unknown_outcome_is_a_new_one() -> None:
    found = read(
        ops(op(start=0, end=None), op(f="read", value=1, start=5, end=6), op(f="read", value=1, start=7, end=8))
    )
    assert [operation.process for operation in found.operations] == ["0", "0·2", "0·2"]


def test_what_never_completed_is_unknown() -> None:
    [operation] = read('{:type :invoke :f :write :value 1 :process 3 "key" "x"}').operations
    assert (operation.status, operation.completed, operation.key) == ("info", None, "x")


def test_a_history_without_keys_is_about_one_register() -> None:
    assert len({operation.key for operation in read(LOG).operations}) == 1


@pytest.mark.parametrize(
    ("members", "data"),
    [
        (op(f="cas", value=[1, 2]), "cas-register"),
        (op(f="append", value="a"), "append"),
        (op(f="increment", value=1), "counter"),
        (op(f="add", value=1), "set"),
        (op(f="enqueue", value=1), "queue"),
        (op(), "register"),
    ],
)
def test_what_the_data_are_is_told_from_the_operations(members: dict[str, Any], data: str) -> None:
    assert read(ops(members)).data == data


def test_a_counter_that_is_added_to_is_incremented() -> None:
    [operation] = read(ops(op(f="add", value=2)), data="counter").operations
    assert (operation.action, operation.value) == ("increment", 2)


@pytest.mark.parametrize(("text", "value"), [("7", 7), ('"a"', "a"), ("a", "a"), ("null", None), ("[1, 2]", (1, 2))])
def test_an_initial_value_is_json_or_else_text(text: str, value: Any) -> None:
    assert read(JSON, initial=text).initial == value


def test_times_need_not_be_whole_numbers() -> None:
    found = read(ops(op(start=0.5, end=1.5), op(1, "read", 1, 1.6, 2))).operations  # type: ignore[arg-type]
    assert found[0].precedes(found[1])


MISTAKES = [
    ('{"ops": [\n{"process": 0, "f": "write",\n "value": }]}', 3, "not JSON"),
    ('{"ops": [\n{"process": 0, "f": "write", "start": 9, "end": 8}]}', 2, "before it starts"),
    ('{"ops": [\n{"f": "write", "start": 9}]}', 2, "no 'process'"),
    ('{"ops": [\n{"process": 0, "f": "fly", "start": 9}]}', 2, "no operation 'fly'"),
    ('{"ops": [\n[]]}', 2, "an operation is an object"),
    ('{"ops": [\n{"process": 0, "f": "write", "value": 1, "start": NaN}]}', 2, "NaN"),
    (
        '{"ops": [\n{"process": 0, "f": "write", "value": 1, "start": 0, "end": 5},\n'
        '{"process": 0, "f": "read", "value": 1, "start": 4, "end": 6}]}',
        3,
        "two operations open",
    ),
    ('{"ops": [\n{"process": 0, "f": "cas", "value": 1, "start": 0}]}', 2, "[from, to]"),
    ('{"ops": []', 1, "expected '}'"),
    ('{"history": []}', 1, "no member 'ops'"),
    ('{"ops": []} {}', 1, "after the end"),
    (
        "[{:type :invoke, :f :read, :process 0}\n{:type :ok :f :write :process 0}]",
        2,
        "invoked read and completes write",
    ),
    ("[{:type :invoke, :f :read, :process 0}\n\n{:type :invoke :f :read :process 0}]", 3, "open since line 1"),
    ("[{:type :invoke, :f :read, :process 0}\n{:type :ok :f :read :process 1}]", 2, "has not invoked"),
    ("[{:type :invoke, :f :read, :process 0}\n{:type :ok :f :read :process 0]", 2, "unexpected"),
    ("[{:type :invoke, :f :read, :process 0}\n{:type :ok :f :read", 2, "never closed"),
    ('[{:type :invoke, :f :read, :process 0\n :value "open', 2, "never closed"),
    ("[{:type :invoke :f}]", 1, "a name without a value"),
    ("[{:type :invoked :f :read :process 0}]", 1, ":type is one of"),
    ("[1 2]", 1, "made of maps"),
    ("INFO  jepsen.util - 0 :invoke :read nil\nINFO  jepsen.util - 0 :done :read 1", 2, "expected a process"),
    ("", 1, ""),
    ("#" * 20, 1, ""),
]


@pytest.mark.parametrize(("text", "line", "reason"), [mistake for mistake in MISTAKES if mistake[0]])
def test_a_mistake_is_told_with_its_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(FormatError) as refused:
        read(text)
    assert refused.value.line == line
    assert reason in str(refused.value)
    assert "\n" not in str(refused.value)


def test_more_operations_than_allowed_are_refused() -> None:
    text = ops(op(start=0, end=1), op(start=2, end=3))
    assert len(read(text, operations_max=2).operations) == 2
    with pytest.raises(FormatError, match="at most 1"):
        read(text, operations_max=1)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64])
def test_where_the_file_is_cut_into_pieces_makes_no_difference(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [[summary(operation) for operation in read(text).operations] for text in (EDN, JSON, LOG)]
    monkeypatch.setattr(text_module, "CHUNK_CHARS", size)
    assert [[summary(operation) for operation in read(text).operations] for text in (EDN, JSON, LOG)] == whole


def test_an_unclosed_bracket_is_told_before_the_whole_file_is_read() -> None:
    class Endless(io.StringIO):
        read_so_far = 0

        def read(self, size: int | None = -1) -> str:
            self.read_so_far += size or 0
            return "[" + " " * ((size or 1) - 1) if self.read_so_far <= (size or 0) else '"a" ' * ((size or 4) // 4)

    endless = Endless()
    with pytest.raises(FormatError):
        read_history(endless)
    assert endless.read_so_far < 3 * text_module.FORM_CHARS_MAX


@given(st.text(alphabet='{}[]()":;#\\ \n\t0aé\u20ac,:invokeokfrd', max_size=80))
def test_any_text_is_read_or_refused_in_one_line(text: str) -> None:
    try:
        read(text)
    except FormatError as refused:
        assert "\n" not in str(refused)
        assert refused.line >= 1
