"""The picture of a measurement: where its marks go, as numbers for the template. Values grow upwards from 0."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

WIDTH, HEIGHT = 340, 190
LEFT, RIGHT, TOP, BOTTOM = 46, 10, 10, 34
LINES = 4

TOPS = {
    "share": (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0),
    "s": (0.1, 0.2, 0.4, 0.8, 1, 2, 4, 6, 8, 12, 20, 40, 80, 120, 200, 400, 800, 1_200),
}
"""By unit where the picture may end above."""

TEXTS: Mapping[str, Callable[[float], str]] = {
    "share": lambda value: f"{100 * value:g} %",
    "s": lambda value: f"{value:g} s",
}


def chart(result: Mapping[str, Any]) -> dict[str, Any]:
    """Marks with their intervals, what was expected, and the axes."""
    points: Sequence[Mapping[str, Any]] = result["points"]
    most = max(max(point["interval"][1], point["expected"] or 0) for point in points)
    top = next((each for each in TOPS[result["unit"]] if each >= most), most)
    text = TEXTS[result["unit"]]

    def y(value: float) -> float:
        return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top), 1)

    step = (WIDTH - LEFT - RIGHT) / len(points)
    marks = [_mark(point, round(LEFT + step * (index + 0.5), 1), y) for index, point in enumerate(points)]
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "left": LEFT,
        "right": WIDTH - RIGHT,
        "floor": y(0),
        "axis_x": (LEFT + WIDTH - RIGHT) / 2,
        "axis_y": HEIGHT - 4,
        "labels_y": y(0) + 14,
        "lines": [{"y": y(top * i / LINES), "text": text(top * i / LINES)} for i in range(LINES + 1)],
        "marks": marks,
        "expected": " ".join(f"{mark['x']},{mark['expected_y']}" for mark in marks if mark["expected_y"] is not None),
    }


def _mark(point: Mapping[str, Any], x: float, y: Any) -> dict[str, Any]:
    low, high = point["interval"]
    expected = point["expected"]
    return {
        "at": point["at"],
        "x": x,
        "y": y(point["value"]),
        "low_y": y(low),
        "high_y": y(high),
        "expected_y": None if expected is None else y(expected),
        "cells": point["cells"],
    }
