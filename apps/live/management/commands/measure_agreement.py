"""Play many seeded runs of a protocol, and count what becomes of them.

    python manage.py measure_agreement --protocol two_generals --loss 100 --runs 10000

Prints what was measured, as a table: shares with their 99.9 % intervals (Wilson's), or how long it took.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.core.management import BaseCommand

from apps.labs.catalogue import catalogue
from apps.labs.run.scenario import Scenario
from apps.labs.trials import TRIALS
from apps.labs.trials.measured import Measured
from apps.live.management.job import Progress, add_job_argument, begin_job, tell

RUNS = 10_000
RUNS_MAX = 100_000
EXIT_BAD_INPUT = 2


class Command(BaseCommand):
    help = "Counts what becomes of many seeded runs of a protocol."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--protocol", choices=sorted(TRIALS), default="two_generals", help=", ".join(TRIALS))
        parser.add_argument("--runs", type=int, default=RUNS, help=f"how many, up to {RUNS_MAX:,} ({RUNS:,})")
        parser.add_argument("--loss", type=int, help="how many of a thousand messages are lost")
        parser.add_argument("--dials", default="{}", help="dials as JSON; the others as in the catalogue")
        parser.add_argument("--scenario", help="a scenario as JSON, in place of protocol, loss and dials")
        add_job_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["job"]:
            begin_job()
        if not 1 <= options["runs"] <= RUNS_MAX:
            self.stderr.write(f"--runs must be from 1 to {RUNS_MAX:,}")
            raise SystemExit(EXIT_BAD_INPUT)
        progress, scenario = Progress(sys.stderr, job=options["job"]), _asked(options)
        measured = TRIALS[scenario.protocol](scenario, options["runs"], progress.show)
        progress.end()
        if options["job"]:
            tell(result=plain(measured))
        else:
            self._print(measured)

    def _print(self, measured: Measured) -> None:
        rows = [(measured.axis, *measured.headings), *((str(each.at), *each.cells) for each in measured.points)]
        self.stdout.write(measured.title + "\n")
        for row in rows:
            self.stdout.write("  ".join(f"{cell:>18}" for cell in row))
        self.stdout.write(f"\n{measured.note}")


def _asked(options: Mapping[str, Any]) -> Scenario:
    if options["scenario"]:
        return Scenario.from_json(json.loads(options["scenario"]))
    scenario = next(lab.scenario for lab in catalogue().values() if lab.scenario.protocol == options["protocol"])
    dials = {**scenario.dials, **json.loads(options["dials"])}
    loss = scenario.loss_per_mille if options["loss"] is None else options["loss"]
    return replace(scenario, dials=scenario.spec.validate(dials, len(scenario.nodes)), loss_per_mille=loss)


def plain(measured: Measured) -> dict[str, Any]:
    """As JSON values."""
    return {
        "title": measured.title,
        "axis": measured.axis,
        "headings": measured.headings,
        "legend": measured.legend,
        "note": measured.note,
        "unit": measured.unit,
        "points": [
            {
                "at": each.at,
                "value": each.value,
                "runs": each.runs,
                "interval": each.interval,
                "expected": each.expected,
                "cells": each.cells,
            }
            for each in measured.points
        ],
    }
