"""The course as a map: a column a unit, lessons beneath one another, and lines from a lesson to those that need it.

Measures are pixels of the wide map; `static/css/course/map.css` has the same.
"""

from __future__ import annotations

from collections.abc import Mapping

from apps.tutorials.lesson import Lesson

CARD_WIDTH, CARD_HEIGHT = 178, 174
COLUMN_GAP, ROW_GAP = 28, 26
HEAD = 78
"""The height of a unit's heading, above its first lesson."""
CHANNEL, CHANNELS_MAX = 7, 3
"""Lines that pass over a column do so above its first lesson, those of one lesson this far from those of another."""
OUT, IN, BESIDE = 7, 19, 12
"""How far from its card a line leaves, reaches and passes cards on their way down."""
BEND = 5

Place = tuple[int, int]
"""A column and a row, both from 0."""


def places(lessons: Mapping[str, Lesson]) -> dict[str, Place]:
    """Return where each lesson stands: its unit's column, and its row by its order there."""
    units = sorted({lesson.unit for lesson in lessons.values()})
    rows = dict.fromkeys(units, 0)
    found = {}
    for slug, lesson in lessons.items():
        found[slug] = (units.index(lesson.unit), rows[lesson.unit])
        rows[lesson.unit] += 1
    return found


def lines(lessons: Mapping[str, Lesson]) -> list[str]:
    """Return a path for every pair of a lesson and one that needs it, from the one to the other."""
    at = places(lessons)
    over = [slug for slug in lessons if any(_passes_over(at[slug], at[each.slug]) for each in _needing(lessons, slug))]
    return [
        _line(at[slug], at[lesson.slug], over.index(slug) % CHANNELS_MAX if slug in over else 0)
        for slug in lessons
        for lesson in _needing(lessons, slug)
    ]


def size(lessons: Mapping[str, Lesson]) -> tuple[int, int]:
    """Return the width and height of the map."""
    at = places(lessons).values()
    columns, rows = max(column for column, _ in at) + 1, max(row for _, row in at) + 1
    return columns * (CARD_WIDTH + COLUMN_GAP) - COLUMN_GAP, HEAD + rows * (CARD_HEIGHT + ROW_GAP) - ROW_GAP


def _needing(lessons: Mapping[str, Lesson], slug: str) -> list[Lesson]:
    return [lesson for lesson in lessons.values() if slug in lesson.needs]


def _passes_over(source: Place, target: Place) -> bool:
    return target[0] > source[0] + 1


def _line(source: Place, target: Place, channel: int) -> str:
    (left, top), (to_left, to_top) = _corner(source), _corner(target)
    middle, to_middle = top + CARD_HEIGHT // 2, to_top + CARD_HEIGHT // 2
    if source[0] == target[0] and target[1] == source[1] + 1:
        centre = left + CARD_WIDTH // 2
        return _path([(centre, top + CARD_HEIGHT), (centre, to_top)])
    if source[0] == target[0]:
        beside = left - BESIDE
        return _path([(left, middle), (beside, middle), (beside, to_middle), (to_left, to_middle)])
    right, inward = left + CARD_WIDTH, to_left - IN
    if not _passes_over(source, target):
        return _path([(right, middle), (inward, middle), (inward, to_middle), (to_left, to_middle)])
    above, out = HEAD - CHANNEL * (channel + 1), right + OUT
    return _path(
        [(right, middle), (out, middle), (out, above), (inward, above), (inward, to_middle), (to_left, to_middle)]
    )


def _corner(place: Place) -> tuple[int, int]:
    column, row = place
    return column * (CARD_WIDTH + COLUMN_GAP), HEAD + row * (CARD_HEIGHT + ROW_GAP)


def _path(points: list[tuple[int, int]]) -> str:
    """Return the path through points, straight between them, with round corners."""
    path = f"M{points[0][0]} {points[0][1]}"
    for before, (x, y), after in zip(points, points[1:], points[2:], strict=False):
        path += f"L{_towards((x, y), before)}Q{x} {y} {_towards((x, y), after)}"
    return f"{path}L{points[-1][0]} {points[-1][1]}"


def _towards(corner: tuple[int, int], other: tuple[int, int]) -> str:
    """Return the point a bend away from a corner, on the way to another point."""
    (x, y), (to_x, to_y) = corner, other
    return f"{x + max(-BEND, min(BEND, to_x - x))} {y + max(-BEND, min(BEND, to_y - y))}"
