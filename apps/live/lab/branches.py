"""The tree of a lab's runs: for each where it comes from, what it broke, and a small picture.

The pictures share one scale of time, so that a fork's begins where it left its parent's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from apps.consistency.models import MODELS
from apps.labs.run.scenario import SIMULATION_VERSION
from apps.live.lab.log import scenario_title
from apps.live.models import Run

WIDTH, HEIGHT = 200, 48
MARGIN = 4
FOOT = 8
"""Below the lanes: where faults are marked."""

BAR_WIDTH_MIN = 2
HEIGHTS = {"stale": 0.9, "violating": 0.9}
"""Bars that matter are higher, so that colour alone says nothing; others have half of their lane."""

NAMED_MAX = 2

Sketch = Mapping[str, Any]


def tree(lab_id: str, current: int, live: Sketch | None) -> list[dict[str, Any]]:
    """The runs that have no parent, each with its `children`; `live` is the current run's sketch as it stands."""
    runs = list(Run.objects.filter(lab_id=lab_id))
    sketches = {run.number: run.sketch for run in runs}
    if live is not None:
        sketches[current] = live
    until = max((sketch["until"] for sketch in sketches.values() if sketch), default=0)
    nodes = {run.number: _branch(run, sketches[run.number], max(until, 1), current) for run in runs}
    for run in runs:
        if run.parent in nodes:
            nodes[run.parent]["children"].append(nodes[run.number])
    return [nodes[run.number] for run in runs if run.parent not in nodes]


def _branch(run: Run, sketch: Sketch | None, until: int, current: int) -> dict[str, Any]:
    return {
        "number": run.number,
        "title": scenario_title(run.scenario),
        "origin": origin(run),
        "current": run.number == current,
        "earlier": run.simulation_version != SIMULATION_VERSION,
        "verdict": verdict(sketch),
        "picture": sketch and picture(sketch, run.forked_tick, until),
        "children": [],
    }


def origin(run: Run) -> str:
    """Return where a run comes from, in words."""
    if run.parent is None:
        return ""
    if run.forked_tick is None:
        return f"replayed from run {run.parent}"
    return f"forked from run {run.parent} at {run.forked_tick / 1000:.3f} s"


def verdict(sketch: Sketch | None) -> dict[str, str]:
    """Return what a run broke, in a few words: as replicated where that can be asked, otherwise as observed."""
    if not sketch:
        return {"state": "unknown", "text": "not looked into yet"}
    if not sketch["verdicts"]:
        return {"state": "unknown", "text": "not judged by models"}
    found: dict[str, list[str]] = next(iter(sketch["verdicts"].values()))
    if found["violated"]:
        return {"state": "violated", "text": f"breaks {_named(found['violated'])}"}
    if found["undecided"]:
        return {"state": "undecided", "text": f"undecided: {_named(found['undecided'])}"}
    return {"state": "holds", "text": "breaks no model"}


def _named(models: list[str]) -> str:
    named = ", ".join(MODELS[model].title for model in models[:NAMED_MAX])
    return named if len(models) <= NAMED_MAX else f"{named} and {len(models) - NAMED_MAX} more"


def picture(sketch: Sketch, forked_tick: int | None, until: int) -> dict[str, Any]:
    """The numbers that the template draws; `until` is the tick at the right edge."""

    def x(tick: int) -> int:
        return MARGIN + tick * (WIDTH - 2 * MARGIN) // until

    lanes = sketch["lanes"]
    lane_height = (HEIGHT - FOOT - MARGIN) / max(1, len(lanes))
    centres = [MARGIN + lane_height * (index + 0.5) for index in range(len(lanes))]
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "end": x(sketch["until"]),
        "fork": None if forked_tick is None else x(forked_tick),
        "foot": HEIGHT - FOOT + 1,
        "lanes": [_text(centre) for centre in centres],
        "bars": [
            _bar(x(start), x(end), kind, centre, lane_height)
            for lane, centre in zip(lanes, centres, strict=True)
            for start, end, kind in lane["bars"]
        ],
        "faults": sorted({x(tick) for tick in sketch["faults"]}),
        "words": _words(sketch),
    }


def _bar(start: int, end: int, kind: str, centre: float, lane_height: float) -> dict[str, Any]:
    height = lane_height * HEIGHTS.get(kind, 0.45)
    return {
        "x": start,
        "width": max(BAR_WIDTH_MIN, end - start),
        "y": _text(centre - height / 2),
        "height": _text(height),
        "kind": kind,
    }


def _text(value: float) -> str:
    """A number as SVG has it, whatever language the page is in."""
    return f"{value:.1f}"


def _words(sketch: Sketch) -> str:
    kinds = [kind for lane in sketch["lanes"] for _, _, kind in lane["bars"]]
    parts = [
        f"{sketch['until'] / 1000:.1f} s",
        _count(len(sketch["lanes"]), "client"),
        _count(len(sketch["faults"]), "fault"),
        *([_count(kinds.count("stale"), "stale read")] if "stale" in kinds else []),
    ]
    return ", ".join(parts)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def shown(branches: Iterable[Mapping[str, Any]]) -> int:
    """Return how many runs a tree has."""
    return sum(1 + shown(each["children"]) for each in branches)
