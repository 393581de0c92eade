"""Run a command whose arguments come on standard input, as the server starts its jobs.

A command line can be read by everybody on the machine, and is short; these arguments hold whole scenarios, and who the
visitor is.
"""

from __future__ import annotations

import sys
from typing import Any

from django.core.management import BaseCommand, load_command_class

from apps.live.management.job import read_arguments


class Command(BaseCommand):
    help = "Runs a command of Lightcone as a job: its name and arguments come as a JSON list, on one line."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        kind, *arguments = read_arguments()
        load_command_class("apps.live", kind).run_from_argv([sys.argv[0], kind, *arguments, "--job"])
