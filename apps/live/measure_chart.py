"""The picture of a measurement: where its marks go, as numbers for the template. Shares grow upwards from 0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

WIDTH, HEIGHT = 340, 190
LEFT, RIGHT, TOP, BOTTOM = 46, 10, 10, 34
ROUND_TOPS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0)
LINES = 4


def chart(result: Mapping[str, Any]) -> dict[str, Any]:
    """Marks with their intervals, what was expected, and the axes."""
    points: Sequence[Mapping[str, Any]] = result["points"]
    most = max(max(point["interval"][1], point["expected"] or 0) for point in points)
    top = next((each for each in ROUND_TOPS if each >= most), 1.0)

    def y(share: float) -> float:
        return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - share / top), 1)

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
        "lines": [{"y": y(top * i / LINES), "text": f"{100 * top * i / LINES:g} %"} for i in range(LINES + 1)],
        "marks": marks,
        "expected": " ".join(f"{mark['x']},{mark['expected_y']}" for mark in marks if mark["expected_y"] is not None),
    }


def _mark(point: Mapping[str, Any], x: float, y: Any) -> dict[str, Any]:
    low, high = point["interval"]
    share, expected = point["hits"] / point["runs"], point["expected"]
    return {
        "at": point["at"],
        "x": x,
        "y": y(share),
        "low_y": y(low),
        "high_y": y(high),
        "expected_y": None if expected is None else y(expected),
        "share": f"{100 * share:.2f} %",
        "interval": f"{100 * low:.2f} … {100 * high:.2f} %",
        "expected": "" if expected is None else f"{100 * expected:.2f} %",
        "holds": expected is None or low <= expected <= high,
    }
