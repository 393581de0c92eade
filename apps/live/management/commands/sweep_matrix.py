"""Sweep every mode under every fault, and write what was found to `apps/labs/find/matrix.json`.

python manage.py sweep_matrix [--new] [--seeds 60] [--protocol NAME …] [--fault KIND …] [--distributed]

`--distributed` plays the runs on the task workers, in parts of a few seeds of one cell. The matrix is the same.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand

from apps.consistency.models import QUESTIONS, models_of
from apps.labs.find.matrix import (
    FILE,
    Cell,
    Tally,
    added,
    applies,
    columns,
    judged_again,
    judged_models,
    matrix,
    missing_cells,
    sweep_cell,
)
from apps.labs.protocols import stores
from apps.live.jobs.parts import Part, refuse_without_workers, spread
from apps.live.management.job import Progress
from apps.protocols.spec import Preset, ProtocolSpec

SEEDS = 60
SEEDS_A_PART = 60

Place = tuple[ProtocolSpec, Preset, str]
"""A cell: a mode, and a fault."""

Sweep = Callable[[Sequence[Place], int, Progress], list[Cell]]


class Command(BaseCommand):
    help = "Sweeps every mode under every fault; writes the matrix that the page shows."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seeds", type=int, default=SEEDS, help=f"runs a cell ({SEEDS})")
        parser.add_argument("--protocol", action="append", default=[], help="only these; the others stay as they are")
        parser.add_argument("--new", action="store_true", help="only cells and models that are not there yet")
        parser.add_argument("--fault", action="append", default=[], help="only these; the others stay as they are")
        parser.add_argument("--output", type=Path, default=FILE, help="the file to write (the one that the page shows)")
        parser.add_argument("--distributed", action="store_true", help="play the runs on the task workers")

    def handle(self, *args: Any, **options: Any) -> None:
        progress = Progress(sys.stderr, job=False)
        if options["distributed"]:
            refuse_without_workers()
        sweep = spread_over_workers if options["distributed"] else one_by_one
        if options["new"]:
            self.sweep_new(progress, options, sweep)
            return
        chosen = options["protocol"] or list(stores())
        places = [
            (protocol, preset, fault)
            for name, protocol in stores().items()
            if name in chosen
            for preset in protocol.presets
            for fault in options["fault"] or columns()
            if applies(protocol, fault)
        ]
        swept = {(protocol.name, preset.name, fault) for protocol, preset, fault in places}
        cells: list[Cell] = [cell for cell in matrix() if (cell.protocol, cell.preset, cell.fault) not in swept]
        cells += sweep(places, options["seeds"], progress)
        progress.end()
        write(cells, options["output"])
        self.stdout.write(f"{len(places)} cells, {options['seeds']} runs each.")

    def sweep_new(self, progress: Progress, options: dict[str, Any], sweep: Sweep) -> None:
        """Sweep the cells that are not there yet, and judge the others for the models that are new."""
        places = missing_cells()
        new = {question: set(models_of(question)) - set(judged_models(question)) for question in QUESTIONS}
        if not places and not any(new.values()):
            self.stdout.write("matrix.json: nothing new")
            return
        cells: list[Cell] = []
        for done, cell in enumerate(matrix()):
            progress.show(done, len(matrix()), "judging new models")
            cells.append(judged_again(cell, new[cell.question]) if new[cell.question] else cell)
        cells += sweep(places, options["seeds"], progress)
        progress.end()
        write(cells, options["output"])
        self.stdout.write(f"matrix.json: {len(places)} new cells, {len(set().union(*new.values()))} new models")


def one_by_one(places: Sequence[Place], seeds: int, progress: Progress) -> list[Cell]:
    """Return the cells of these places, swept in this process."""
    cells = []
    for done, (protocol, preset, fault) in enumerate(places):
        progress.show(done, len(places), f"{protocol.name} {preset.name} {fault}")
        cells.append(sweep_cell(protocol, preset, fault, range(1, seeds + 1)))
    return cells


def spread_over_workers(places: Sequence[Place], seeds: int, progress: Progress) -> list[Cell]:
    """Return the cells of these places, swept by the task workers: first all seeds, then the run that a cell shows."""
    firsts = range(1, seeds + 1, SEEDS_A_PART)
    swept = spread([_sweep_of(place, first, seeds) for place in places for first in firsts], progress.show)
    tallies = [Tally(**swept[number]) for number in range(len(places) * len(firsts))]
    counted = [added(tallies[at : at + len(firsts)]) for at in range(0, len(tallies), len(firsts))]
    cells = spread([_cell_of(place, each) for place, each in zip(places, counted, strict=True)], progress.show)
    return [Cell.from_json(cells[number]) for number in range(len(places))]


def _sweep_of(place: Place, first: int, seeds: int) -> Part:
    size = min(SEEDS_A_PART, seeds + 1 - first)
    return Part("sweep_cell", (*_words(place), f"--first-seed={first}", f"--seeds={size}"), size)


def _cell_of(place: Place, counted: Tally) -> Part:
    return Part("sweep_cell", (*_words(place), f"--tally={json.dumps(asdict(counted))}"), 1)


def _words(place: Place) -> tuple[str, ...]:
    protocol, preset, fault = place
    return f"--protocol={protocol.name}", f"--preset={preset.name}", f"--fault={fault}"


def write(cells: list[Cell], file: Path = FILE) -> None:
    """Write the matrix: the models that were judged, then a line a cell."""
    cells.sort(key=lambda cell: (cell.protocol, cell.preset, list(columns()).index(cell.fault)))
    lines = ",\n".join(json.dumps(cell.to_json(), ensure_ascii=False) for cell in cells)
    models = json.dumps({question: models_of(question) for question in QUESTIONS})
    file.write_text(f'{{"models": {models},\n"cells": [\n{lines}\n]}}\n')
