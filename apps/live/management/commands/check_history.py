"""Judge a history from elsewhere: which models it keeps, which it breaks, and by which operations.

    python manage.py check_history FILE [--data …] [--initial VALUE] [--keyed yes|no] [--failed-cas failed|observed]
                                        [--model NAME …] [--steps N] [--seconds S] [--json]

FILE is JSON, Jepsen's EDN or Jepsen's log lines (`apps.consistency.formats`), or `-` for standard input. The answer
begins with what the file was taken for, and names the option that decides otherwise where the file is ambiguous. A
violated model is a result, not an error. Bad input is told in one line, with its place, and exit code 2.

The server gives `--owner`: then the history is kept for that visitor, and its id is the result.

A search is bounded by steps, so that a busy machine gives the same answer. `--seconds` may cut it off earlier.
"""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from django.core.management import BaseCommand

from apps.consistency import Budget, Verdict, check
from apps.consistency.budget import STEPS_PER_LOOK
from apps.consistency.formats import DATA, FAILED_CAS, FormatError, Imported, Reading, read_history
from apps.consistency.models import MODELS
from apps.live.judge.history_report import history_of, read_as_lines, report, sentence
from apps.live.judge.judge_form import Options, Submission
from apps.live.judge.judged import judged_from, keep
from apps.live.judge.mistake import lines_around
from apps.live.management.job import Progress, add_job_argument, begin_job, refuse, tell

STEPS = 2_000_000
EXIT_BAD_INPUT = 2
KEYED = {"yes": True, "no": False}


class BadInput(Exception):
    """An input that cannot be judged; the message says where and why."""


class Command(BaseCommand):
    help = "Judges a history against every consistency model. Reads JSON, Jepsen EDN and Jepsen log lines."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the history; - reads standard input")
        parser.add_argument("--data", help=f"what each key holds: {', '.join(DATA)} (told from the operations)")
        parser.add_argument("--initial", metavar="VALUE", help="the value before the first write (null)")
        parser.add_argument("--keyed", help="whether values are [key, value]: yes or no (told from all of them)")
        parser.add_argument(
            "--failed-cas",
            help="what a compare-and-set that failed without an error is: failed (it did not happen) or observed"
            " (it found another value; told by the format)",
        )
        parser.add_argument(
            "--model", action="append", default=[], metavar="NAME", help="only this model; may be repeated"
        )
        parser.add_argument("--steps", type=int, default=STEPS, help=f"how far to search for each model ({STEPS:,})")
        parser.add_argument("--seconds", type=float, help="cut all searching off after so long (never)")
        parser.add_argument("--operations-max", type=int, help="refuse a history with more operations")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--owner", default="", help="the visitor for whom it is kept, with --job (nobody)")
        parser.add_argument("--title", default="", help="its name in the visitor's list")
        add_job_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["job"]:
            begin_job()
        progress = Progress(sys.stderr, job=options["job"])
        try:
            imported, verdicts, otherwise = _judge(options, progress)
        except BadInput as mistake:
            progress.end()
            if options["job"]:
                refuse(str(mistake), _lines(str(mistake), options))
                return
            self.stderr.write(str(mistake))
            raise SystemExit(EXIT_BAD_INPUT) from None
        progress.end()
        said = report(imported, verdicts, otherwise)
        if options["job"]:
            whole = {**said, "history": history_of(imported)}
            tell(result=_kept(whole, options) if options["owner"] else whole)
        elif options["json"]:
            self.stdout.write(json.dumps(said, indent=2, ensure_ascii=False))
        else:
            self._print(imported, verdicts, said["read_as"])

    def _print(self, imported: Imported, verdicts: dict[str, Verdict], read_as: dict[str, Any]) -> None:
        self.stdout.write("\n".join(read_as_lines(read_as)) + "\n\n")
        for model, verdict in verdicts.items():
            self.stdout.write(f"{model:<20} {verdict.status:<10} {sentence(verdict)}")
            if verdict.operations:
                places = (f"{name} (line {imported.lines[name]:,})" for name in verdict.operations)
                self.stdout.write(f"{'':<31} operations {', '.join(places)}")


def _kept(result: dict[str, Any], options: dict[str, Any]) -> str:
    """Keep the history with its verdicts, and return its id."""
    read_as = Options(**{name: options[name] or "" for name in Options.__slots__})
    sent = Submission(Path(options["file"]).read_bytes(), options["title"], read_as)
    return keep(options["owner"], judged_from(sent, result)).pk


def _lines(mistake: str, options: dict[str, Any]) -> list[dict[str, Any]]:
    try:
        text = Path(options["file"]).read_bytes()
    except OSError:
        return []
    return [asdict(line) for line in lines_around(mistake, text)]


Verdicts = dict[str, Verdict]


def _judge(options: dict[str, Any], progress: Progress) -> tuple[Imported, Verdicts, list[Verdicts | None]]:
    """Return the history, the verdict on every model asked for, and for each choice what it would be otherwise."""
    _check_options(options)
    imported = _read(options, progress)
    budget = _budget(options, progress)
    verdicts = _verdicts(imported, options, budget)
    otherwise = [
        None if choice.otherwise is None else _verdicts(choice.otherwise(), options, budget)
        for choice in imported.read_as.choices
    ]
    return imported, verdicts, otherwise


def _budget(options: dict[str, Any], progress: Progress) -> Budget:
    began, steps, looks = time.monotonic(), options["steps"], 0

    def expired() -> bool:
        nonlocal looks
        looks += 1
        progress.show(min(looks * STEPS_PER_LOOK, steps), steps, "steps of the search")
        return options["seconds"] is not None and time.monotonic() - began > options["seconds"]

    return Budget(steps, expired)


def _verdicts(imported: Imported, options: dict[str, Any], budget: Budget) -> Verdicts:
    asked = [model for model in MODELS if not options["model"] or model in options["model"]]
    return check(imported.operations, models=asked, data=imported.data, initial=imported.initial, budget=budget)


def _check_options(options: dict[str, Any]) -> None:
    for model in options["model"]:
        if model not in MODELS:
            raise BadInput(f"--model {model}: there is no such model; there are {', '.join(MODELS)}")
    for name, values in (("data", DATA), ("keyed", KEYED), ("failed_cas", FAILED_CAS)):
        if options[name] not in (None, *values):
            raise BadInput(f"--{name.replace('_', '-')} {options[name]}: it is one of {', '.join(values)}")
    for name in ("steps", "seconds"):
        if options[name] is not None and not options[name] > 0:
            raise BadInput(f"--{name} must be more than 0")


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
    reading = Reading(
        data=options["data"],
        initial=options["initial"],
        keyed=KEYED.get(options["keyed"]),
        failed_cas=options["failed_cas"],
    )
    return read_history(
        file,
        reading,
        operations_max=options["operations_max"],
        progress=lambda characters: progress.show(characters, max(size, characters), "characters read"),
    )
