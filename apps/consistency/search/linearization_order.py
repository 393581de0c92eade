"""From the trail of a configuration to an order of operations."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from apps.consistency.search.configurations import Trail
from apps.consistency.search.course import Course


def order_of(course: Course, needed: Sequence[bool], trail: Trail) -> list[int]:
    """Return the order that a trail stands for, with what was covered where nobody could tell it."""
    placed = _placed(course, trail)
    visible = {place for _, place in placed}
    covered = [place for place in range(len(course)) if needed[place] and place not in visible]
    between = _between(course, placed, covered)
    order = []
    for gap in range(len(placed) + 1):
        order += sorted(between.get(gap, ()), key=lambda place: (course.starts[place], place))
        order += [place for _, place in placed[gap : gap + 1]]
    return order


def _placed(course: Course, trail: Trail) -> list[tuple[int, int]]:
    """Return the events at which operations were placed, and these; of one kind of unknown outcome the first first."""
    unknown: dict[int, list[int]] = {}
    for place in sorted(range(len(course)), key=lambda place: course.starts[place], reverse=True):
        if course.is_interchangeable(place):
            unknown.setdefault(course.automaton.kinds[place], []).append(place)
    steps = []
    while trail is not None:
        event, place, trail = trail
        steps.append((event, place))
    return [(event, place if place >= 0 else unknown[~place].pop()) for event, place in reversed(steps)]


def _between(course: Course, placed: Sequence[tuple[int, int]], covered: Sequence[int]) -> dict[int, list[int]]:
    """Return, by the number of operations placed before, the covered ones that belong there."""
    kinds, step, hides = course.automaton.kinds, course.automaton.step, course.automaton.hides
    begun = {place: event for event, (place, completes) in enumerate(course.events) if not completes}
    over = {place: event for event, (place, completes) in enumerate(course.events) if completes}
    events = [event for event, _ in placed]
    states = [course.automaton.initial]
    for _, place in placed:
        states.append(step(states[-1], kinds[place]))
    found: dict[int, list[int]] = {}
    for place in covered:
        gap = bisect_left(events, begun[place])
        while step(states[gap], kinds[place]) != states[gap] and not (
            gap < len(placed) and hides(states[gap], kinds[placed[gap][1]], kinds[place])
        ):
            gap += 1
        assert gap == 0 or events[gap - 1] <= over[place]
        found.setdefault(gap, []).append(place)
    return found
