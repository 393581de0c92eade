"""Judge a history from elsewhere: which models it keeps, which it breaks, and by which operations.

    python manage.py check_history FILE [--data …] [--initial VALUE] [--model NAME …] [--seconds S] [--json]

FILE is JSON, Jepsen's EDN or Jepsen's log lines (`apps.consistency.formats`), or `-` for standard input. A violated
model is a result, not an error. Bad input is told in one line, with its place, and exit code 2.
"""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser
from contextlib import nullcontext
from pathlib import Path
from typing import Any, TextIO

from django.core.management import BaseCommand

from apps.consistency import UNDECIDED, Budget, Verdict, check
from apps.consistency.formats import DATA, FormatError, read_history
from apps.consistency.formats.imported import Imported
from apps.consistency.models import MODELS
from apps.live.history_report import history_of, report, sentence
from apps.live.management.job import Progress, add_job_argument, begin_job, tell

SECONDS = 10.0
STEPS_UNBOUNDED = 10**15
EXIT_BAD_INPUT = 2
SEQUENTIAL = "sequential"


class BadInput(Exception):
    """What was given cannot be judged; the message says where and why."""


class Command(BaseCommand):
    help = "Judges a history against every consistency model. Reads JSON, Jepsen EDN and Jepsen log lines."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the history; - reads standard input")
        parser.add_argument("--data", help=f"what each key holds: {', '.join(DATA)} (told from the operations)")
        parser.add_argument("--initial", metavar="VALUE", help="the value before the first write (null)")
        parser.add_argument(
            "--model", action="append", default=[], metavar="NAME", help="only this model; may be repeated"
        )
        parser.add_argument(
            "--seconds", type=float, default=SECONDS, help=f"how long to search for each model ({SECONDS:g})"
        )
        parser.add_argument("--operations-max", type=int, help="refuse a history with more operations")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        add_job_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["job"]:
            begin_job()
        progress = Progress(sys.stderr, job=options["job"])
        try:
            imported, verdicts = _judge(options, progress)
        except BadInput as mistake:
            progress.end()
            if options["job"]:
                tell(refused=str(mistake))
                return
            self.stderr.write(str(mistake))
            raise SystemExit(EXIT_BAD_INPUT) from None
        progress.end()
        if options["job"]:
            tell(result={**report(imported, verdicts), "history": history_of(imported)})
        elif options["json"]:
            self.stdout.write(json.dumps(report(imported, verdicts), indent=2, ensure_ascii=False))
        else:
            self._print(imported, verdicts)

    def _print(self, imported: Imported, verdicts: dict[str, Verdict]) -> None:
        count = len(imported.operations)
        self.stdout.write(f"{count:,} operation{'s' * (count != 1)} on a {imported.data}\n\n")
        for model, verdict in verdicts.items():
            self.stdout.write(f"{model:<20} {verdict.status:<10} {sentence(verdict)}")
            if verdict.operations:
                places = (f"{name} (line {imported.lines[name]:,})" for name in verdict.operations)
                self.stdout.write(f"{'':<31} operations {', '.join(places)}")


def _judge(options: dict[str, Any], progress: Progress) -> tuple[Imported, dict[str, Verdict]]:
    """Every model asked for; the two that need a search have the seconds for themselves."""
    _check_options(options)
    imported = _read(options, progress)
    asked = [model for model in MODELS if not options["model"] or model in options["model"]]
    verdicts = _checked(imported, [model for model in asked if model != SEQUENTIAL], options["seconds"], progress)
    if SEQUENTIAL in asked:
        decisive = [model for model, verdict in verdicts.items() if verdict.status != UNDECIDED]
        verdicts |= _checked(imported, [*decisive, SEQUENTIAL], options["seconds"], progress)
    return imported, {model: verdicts[model] for model in asked}


def _checked(imported: Imported, models: list[str], seconds: float, progress: Progress) -> dict[str, Verdict]:
    began = time.monotonic()

    def expired() -> bool:
        passed = time.monotonic() - began
        progress.show(min(int(passed), int(seconds)), int(seconds), "s of the time for searching")
        return passed > seconds

    budget = Budget(STEPS_UNBOUNDED, expired)
    return check(imported.operations, models=models, data=imported.data, initial=imported.initial, budget=budget)


def _check_options(options: dict[str, Any]) -> None:
    for model in options["model"]:
        if model not in MODELS:
            raise BadInput(f"--model {model}: there is no such model; there are {', '.join(MODELS)}")
    if options["data"] not in (None, *DATA):
        raise BadInput(f"--data {options['data']}: it is one of {', '.join(DATA)}")
    if not options["seconds"] > 0:
        raise BadInput("--seconds must be more than 0")


def _read(options: dict[str, Any], progress: Progress) -> Imported:
    name = options["file"]
    try:
        size = 0 if name == "-" else Path(name).stat().st_size
        with nullcontext(sys.stdin) if name == "-" else Path(name).open(encoding="utf-8") as file:
            return _read_file(file, size, options, progress)
    except OSError as error:
        raise BadInput(f"{name}: {error.strerror}") from None
    except FormatError as error:
        place = "" if options["job"] else f"{name}: "
        raise BadInput(f"{place}{error}") from None


def _read_file(file: TextIO, size: int, options: dict[str, Any], progress: Progress) -> Imported:
    return read_history(
        file,
        data=options["data"],
        initial=options["initial"],
        operations_max=options["operations_max"],
        progress=lambda characters: progress.show(characters, max(size, characters), "characters read"),
    )
