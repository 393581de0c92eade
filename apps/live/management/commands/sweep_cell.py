"""Sweep some seeds of one cell of the matrix, or make the cell of what all its seeds came to; for `sweep_matrix`.

    python manage.py sweep_cell --protocol quorum --preset majority --fault loss --first-seed 1 --seeds 20

Prints one line of JSON.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management import BaseCommand

from apps.labs.find.matrix import Tally, cell_of, preset_of, tally
from apps.labs.protocols import stores
from apps.live.management.job import add_job_argument, begin_job, tell


class Command(BaseCommand):
    help = "Sweeps some seeds of one cell of the matrix, or makes the cell of what all of them came to."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--protocol", required=True, choices=sorted(stores()))
        parser.add_argument("--preset", required=True)
        parser.add_argument("--fault", required=True)
        parser.add_argument("--first-seed", type=int, default=1)
        parser.add_argument("--seeds", type=int, default=1)
        parser.add_argument("--tally", help="make the cell of this, as JSON, in place of sweeping")
        add_job_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["job"]:
            begin_job()
        protocol = stores()[options["protocol"]]
        place = protocol, preset_of(protocol, options["preset"]), options["fault"]
        if options["tally"]:
            tell(result=cell_of(*place, Tally(**json.loads(options["tally"]))).to_json())
            return
        seeds = range(options["first_seed"], options["first_seed"] + options["seeds"])
        tell(result=asdict(tally(*place, seeds)))
