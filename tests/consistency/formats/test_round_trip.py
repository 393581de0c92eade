"""What is printed in a format is read back as it was, in every format; and what is damaged is refused in one line."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.consistency import Budget, check
from apps.consistency.formats import FormatError, Imported, Reading, read_history
from apps.consistency.formats.outcomes import FAILED, OBSERVED
from apps.consistency.history import Operation
from apps.live.judge.history_report import history_of, report
from tests.consistency.formats.printers import PRINTERS, Did, completed

NUMBERS = st.integers(-(10**12), 10**12)
SCALARS = NUMBERS | st.booleans() | st.text(max_size=4)
KEYS = st.sampled_from(["x", "y", 7])

OPERATIONS: dict[str, list[tuple[str, Any, Any]]] = {
    "cas-register": [
        ("read", st.none(), SCALARS | st.none()),
        ("write", SCALARS, None),
        ("cas", st.tuples(SCALARS | st.none(), SCALARS), None),
    ],
    "append": [("read", st.none(), st.text(max_size=6)), ("append", st.text(max_size=3), None)],
    "counter": [("read", st.none(), NUMBERS), ("increment", NUMBERS, None)],
    "set": [("read", st.none(), st.lists(NUMBERS, max_size=3)), ("add", NUMBERS, None), ("remove", NUMBERS, None)],
    "queue": [("enqueue", SCALARS, None), ("dequeue", st.none(), SCALARS | st.none())],
    "mutex": [("acquire", st.none(), None), ("release", st.none(), None)],
}
"""By kind of data its operations, with what they are given and what they answer (None: what they were given)."""


@st.composite
def histories(draw: st.DrawFn) -> tuple[str, list[Did]]:
    """A kind of data, and what some processes did with it, in order of invocation."""
    data = draw(st.sampled_from(sorted(OPERATIONS)))
    done: list[Did] = []
    open_ones: dict[int, int] = {}
    for place in range(1, draw(st.integers(1, 14)) + 1):
        process = draw(st.integers(0, 2))
        if process in open_ones:
            number = open_ones.pop(process)
            done[number] = completed(done[number], place, draw(st.sampled_from(["ok", "ok", "fail", "info"])))
            continue
        f, argument, result = draw(st.sampled_from(OPERATIONS[data]))
        given_ = draw(argument)
        answer = given_ if result is None else draw(result)
        open_ones[process] = len(done)
        did = Did(
            process=process, f=f, key=draw(KEYS), argument=given_, result=answer, start=place, end=None, status="info"
        )
        done.append(did)
    return data, done


def expected(data: str, done: list[Did], failed_cas: str) -> list[Operation]:
    """The operations that a history is made of, by the table of the design."""
    times = sorted({did.start for did in done} | {did.end for did in done if did.end and did.status != "info"})
    ranks = {time: rank for rank, time in enumerate(times, start=1)}
    unknown: dict[int, int] = {}
    found = []
    for number, did in enumerate(done):
        before = unknown.get(did.process, 0)
        unknown[did.process] = before + (did.status == "info")
        observed = did.f == "cas" and did.status == "fail" and failed_cas == OBSERVED
        status = "ok" if observed else did.status
        operation = Operation(
            operation=f"#{number}",
            process=f"{did.process}·{before + 1}" if before else str(did.process),
            action=did.f,
            key=str(did.key),
            value=did.argument,
            result=_result(data, did) if status == "ok" else None,
            invoked=ranks[did.start],
            completed=ranks[did.end] if did.end and did.status != "info" else None,
            status=status,
        )
        found.append(operation)
    return found


def _result(data: str, did: Did) -> Any:
    if did.f == "cas":
        return did.status == "ok"
    if did.f not in ("read", "dequeue"):
        return None
    return frozenset(did.result) if data == "set" else did.result


@pytest.mark.parametrize("printer", PRINTERS)
@given(histories(), st.sampled_from([FAILED, OBSERVED]))
@settings(max_examples=20, deadline=None)
def test_operations_are_read_back_as_they_were_printed(
    printer: str, history: tuple[str, list[Did]], failed_cas: str
) -> None:
    data, done = history
    text = PRINTERS[printer](done)
    found = read_history(io.StringIO(text), Reading(data=data, failed_cas=failed_cas))
    assert list(found.operations) == expected(data, done, failed_cas), text
    assert [found.numbers[operation.operation] for operation in found.operations] == list(range(len(done)))


@given(histories())
@settings(max_examples=30, deadline=None)
def test_every_format_says_the_same_of_a_history_and_gives_its_verdicts(history: tuple[str, list[Did]]) -> None:
    data, done = history
    reading = Reading(data=data, failed_cas=FAILED)
    told = [read_history(io.StringIO(printer(done)), reading) for printer in PRINTERS.values()]
    assert len({_verdicts(imported) for imported in told}) == 1


def _verdicts(imported: Imported) -> str:
    """Everything that is said of a history, but for what depends on the format."""
    verdicts = check(imported.operations, data=imported.data, initial=imported.initial, budget=Budget(500))
    said = report(imported, verdicts)
    del said["read_as"]["format"], said["read_as"]["ignored"], said["read_as"]["choices"], said["lines"]
    drawn = [{**each, "line": 0} for each in history_of(imported)["operations"]]
    return json.dumps([said, drawn])


SIGNS = ['"', "{", "}", "[", "]", "(", ")", ":", ",", "\\", "#", "#_", ";", "\n", "\x00", "\\ud800", "-", "\ufeff", "é"]
WORDS = [
    "nil",
    "null",
    "NaN",
    "##NaN",
    "1/0",
    "1e999",
    "1e99999999999999999999",
    "-0.5",
    "9" * 5_000,
    ":invoke",
    '"type"',
    "txn",
]
DAMAGE = st.sampled_from(SIGNS + WORDS) | st.text(max_size=3)


@pytest.mark.parametrize("printer", PRINTERS)
@given(histories(), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), DAMAGE), max_size=3))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_file_is_judged_or_refused_in_one_line(
    printer: str, history: tuple[str, list[Did]], damages: list[tuple[float, int, str]]
) -> None:
    text = PRINTERS[printer](history[1])
    for where, removed, put in damages:
        place = int(where * len(text))
        text = text[:place] + put + text[place + removed :]
    try:
        imported = read_history(io.StringIO(text))
    except FormatError as refused:
        assert 1 <= refused.line <= text.count("\n") + 1
        assert "\n" not in str(refused)
        str(refused).encode()
    else:
        _verdicts(imported).encode()
