"""The dare of a day: break a promise of a protocol with as little as possible. Par is what the shrinker needed.

Each dare is a cell of the matrix whose run breaks a model, so it is known to be possible, and shrunk.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from apps.consistency import MODELS
from apps.labs.find.matrix import Cell, columns, matrix
from apps.labs.goals.goal import Goal
from apps.labs.looking_back.score import Score, score
from apps.labs.run.scenario import Scenario

GOAL = "dare"
FAULTS = ("partition", "crash", "pause", "one_way", "skew")
TOTAL_MAX = 6
STEP = 37
"""Prime to the number of dares in all likelihood, so that days next to each other differ."""


@dataclass(frozen=True, slots=True)
class Dare:
    """What is to be broken, in which cluster, and the par. `model_name` is the model's name in addresses."""

    title: str
    model_name: str
    model: str
    meaning: str
    fault: str
    scenario: Scenario
    par: Score


@cache
def dares() -> tuple[Dare, ...]:
    """Return every dare that there is."""
    cells = [cell for cell in matrix() if cell.shows and cell.fault in FAULTS]
    found = [_dare(cell) for cell in cells]
    return tuple(each for each in found if each.par.total <= TOTAL_MAX and each.par.faults)


def dare_of(day: int) -> Dare:
    """Return the dare of a day, counted from any day on."""
    return dares()[day * STEP % len(dares())]


def _dare(cell: Cell) -> Dare:
    model = MODELS[cell.shows]
    goal = Goal(name=GOAL, title=f"Break {model.title}", predicate="model_violated", terms={"model": cell.shows})
    par = score(command for _, command in cell.scenario.script)
    scenario = replace(cell.scenario, script=(), goals=(goal,), workload_interval_ticks=0)
    title = f"Make “{cell.scenario.title()}” break {model.title}"
    return Dare(title, cell.shows, model.title, model.meaning, columns()[cell.fault].lower(), scenario, par)
