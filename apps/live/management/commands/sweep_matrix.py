"""Sweep every mode under every fault, and write what was found to `apps/labs/find/matrix.json`.

python manage.py sweep_matrix [--new] [--seeds 60] [--protocol NAME …] [--fault KIND …]
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand

from apps.consistency.models import QUESTIONS, models_of
from apps.labs.find.matrix import (
    FILE,
    Cell,
    applies,
    columns,
    judged_again,
    judged_models,
    matrix,
    missing_cells,
    sweep_cell,
)
from apps.labs.protocols import stores
from apps.live.management.job import Progress

SEEDS = 60


class Command(BaseCommand):
    help = "Sweeps every mode under every fault; writes the matrix that the page shows."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seeds", type=int, default=SEEDS, help=f"runs a cell ({SEEDS})")
        parser.add_argument("--protocol", action="append", default=[], help="only these; the others stay as they are")
        parser.add_argument("--new", action="store_true", help="only cells and models that are not there yet")
        parser.add_argument("--fault", action="append", default=[], help="only these; the others stay as they are")

    def handle(self, *args: Any, **options: Any) -> None:
        progress = Progress(sys.stderr, job=False)
        if options["new"]:
            self.sweep_new(progress, options["seeds"])
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
        for done, (protocol, preset, fault) in enumerate(places):
            progress.show(done, len(places), f"{protocol.name} {preset.name} {fault}")
            cells.append(sweep_cell(protocol, preset, fault, range(1, options["seeds"] + 1)))
        progress.end()
        write(cells)
        self.stdout.write(f"{len(places)} cells, {options['seeds']} runs each.")

    def sweep_new(self, progress: Progress, seeds: int) -> None:
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
        for done, (protocol, preset, fault) in enumerate(places):
            progress.show(done, len(places), f"{protocol.name} {preset.name} {fault}")
            cells.append(sweep_cell(protocol, preset, fault, range(1, seeds + 1)))
        progress.end()
        write(cells)
        self.stdout.write(f"matrix.json: {len(places)} new cells, {len(set().union(*new.values()))} new models")


def write(cells: list[Cell]) -> None:
    """Write the matrix: the models that were judged, then a line a cell."""
    cells.sort(key=lambda cell: (cell.protocol, cell.preset, list(columns()).index(cell.fault)))
    lines = ",\n".join(json.dumps(cell.to_json(), ensure_ascii=False) for cell in cells)
    models = json.dumps({question: models_of(question) for question in QUESTIONS})
    FILE.write_text(f'{{"models": {models},\n"cells": [\n{lines}\n]}}\n')
