"""Draws a small history as an SVG: a lane a process, a bar an operation, those that break a model marked.

Colours come from the page (`static/css/judge/judging.css`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from html import escape
from itertools import pairwise
from typing import Any

from apps.consistency.history import Operation

WIDTH = 340
LEFT, RIGHT = 48, 6
LANE, BAR = 34, 20
LETTER = 5.9
"""The width of a character in a bar, at its size."""
GAP = 3
VALUE_MAX = 6


def draw_history(operations: Sequence[Operation], violating: Collection[str]) -> str:
    """Return a picture of operations that have all completed. It is decorative: what it shows is said beside it."""
    processes = list(dict.fromkeys(operation.process for operation in operations))
    height = LANE * len(processes) + 4
    labels = operation_labels(operations)
    columns = _columns(operations, labels)
    lanes = "".join(_lane(name, number) for number, name in enumerate(processes))
    bars = "".join(
        _bar(each, labels[each.operation], columns, _middle(processes.index(each.process)), each.operation in violating)
        for each in operations
    )
    return (
        f'<svg class="history-picture" viewBox="0 0 {WIDTH} {height}" aria-hidden="true" focusable="false">'
        f"{lanes}{bars}</svg>"
    )


def operation_labels(operations: Sequence[Operation]) -> dict[str, str]:
    """Return what the bar of each operation says: `x = 1` for a write, `x → 1` for a read, `q + a` for an enqueue.

    Long keys are shortened to their first letters, where these differ.
    """
    keys = {each.key for each in operations}
    short = {key: key[0] for key in keys if key}
    named = short if len(set(short.values())) == len(keys) else {key: key for key in keys}
    return {each.operation: _label(each, named[each.key]) for each in operations}


def _label(operation: Operation, key: str) -> str:
    if operation.action in ("read", "dequeue"):
        return f"{key} → {_value(operation.result)}"
    sign = "=" if operation.action == "write" else "+"
    return f"{key} {sign} {_value(operation.value)}"


def _value(value: Any) -> str:
    text = "∅" if value is None else str(value)
    return text if len(text) <= VALUE_MAX else text[: VALUE_MAX - 1] + "…"


def _columns(operations: Sequence[Operation], labels: Mapping[str, str]) -> dict[int, float]:
    """Return the place of every beginning and end: in their order, as far apart as the words between them need."""
    ends = {each.operation: each.completed if each.completed is not None else each.invoked for each in operations}
    moments = sorted({each.invoked for each in operations} | set(ends.values()))
    places = dict.fromkeys(moments, 0.0)
    for before, moment in pairwise(moments):
        places[moment] = places[before] + 1
        for each in operations:
            if ends[each.operation] == moment:
                words = LETTER * len(labels[each.operation]) + 10
                places[moment] = max(places[moment], places[each.invoked] + words)
    whole = max(places.values()) or 1
    return {moment: LEFT + place / whole * (WIDTH - LEFT - RIGHT) for moment, place in places.items()}


def _middle(lane: int) -> float:
    return LANE * lane + LANE / 2 + 2


def _lane(name: str, number: int) -> str:
    middle = _middle(number)
    return (
        f'<text class="lane" x="0" y="{middle + 4:.0f}" font-size="11">{escape(name[:7])}</text>'
        f'<path class="line" d="M{LEFT} {middle:.0f}H{WIDTH - RIGHT}"/>'
    )


def _bar(operation: Operation, label: str, columns: Mapping[int, float], middle: float, violating: bool) -> str:
    start, end = columns[operation.invoked], columns[operation.completed or operation.invoked]
    width = max(end - start - GAP, 8)
    size = min(10.5, (width - 4) / len(label) / 0.6)
    marked = ' data-violating=""' if violating else ""
    return (
        f'<g class="operation" data-kind="{"read" if operation.reads else "write"}"{marked}>'
        f'<rect x="{start:.1f}" y="{middle - BAR / 2:.1f}" width="{width:.1f}" height="{BAR}" rx="5"/>'
        f'<text x="{start + width / 2:.1f}" y="{middle + 3.6:.1f}" font-size="{size:.1f}">{escape(label)}</text></g>'
    )
