"""The dare of a day: break a promise of a protocol with as little as possible. Par is what the shrinker needed.

Each dare is a run that breaks a model in a mode, under one of the faults of the matrix, shrunk: so it is known to be
possible. They lie in `dares.json` beside this file, made by `python manage.py make_dares` after the matrix.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from apps.consistency import MODELS
from apps.labs.find.matrix import Cell, columns, matrix, preset_of, scripted
from apps.labs.find.search import attempt, shrink, tighten
from apps.labs.goals.goal import Goal
from apps.labs.looking_back.score import Score, score
from apps.labs.protocols import stores
from apps.labs.run.scenario import Scenario

FILE = Path(__file__).with_name("dares.json")
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
    return tuple(_dare(Cell.from_json(members)) for members in json.loads(FILE.read_text()))


def dare_of(day: int) -> Dare:
    """Return the dare of a day, counted from any day on."""
    return dares()[day * STEP % len(dares())]


def make_dares() -> Iterator[Cell]:
    """Yield a run for each mode and model that a fault of the matrix broke, under the fault that needs least."""
    best: dict[tuple[str, str, str], tuple[Score, Cell]] = {}
    for cell in matrix():
        if cell.fault not in FAULTS:
            continue
        for model in cell.broken:
            found = _shrunk(cell, model)
            par = score(command for _, command in found.scenario.script) if found else None
            key = (cell.protocol, cell.preset, model)
            if found is None or par is None or not par.faults or par.total > TOTAL_MAX:
                continue
            if key not in best or par.total < best[key][0].total:
                best[key] = (par, found)
    yield from (cell for _, cell in best.values())


def _shrunk(cell: Cell, model: str) -> Cell | None:
    """Return the cell with a shrunk run that breaks this model; None if no seed of the sweep does."""
    protocol = stores()[cell.protocol]
    for seed in range(1, cell.runs + 1):
        scenario = scripted(protocol, preset_of(protocol, cell.preset), cell.fault, seed)
        found = attempt(scenario, seed, model, cell.question)
        if found is not None:
            found = tighten(shrink(found, model, cell.question, lambda *_: None), model, cell.question)
            return replace(cell, shows=model, scenario=found.scenario, seed=found.seed)
    return None


def _dare(cell: Cell) -> Dare:
    model = MODELS[cell.shows]
    goal = Goal(name=GOAL, title=f"Break {model.title}", predicate="model_violated", terms={"model": cell.shows})
    par = score(command for _, command in cell.scenario.script)
    scenario = replace(cell.scenario, script=(), goals=(goal,), workload_interval_ticks=0)
    protocol = stores()[cell.protocol]
    mode = f"{protocol.title}: {preset_of(protocol, cell.preset).title}"
    title = f"Make “{mode}” break {model.title}"
    return Dare(title, cell.shows, model.title, model.meaning, columns()[cell.fault].lower(), scenario, par)
