"""Replay a run file, and say whether it comes out as the file says.

    python manage.py check_run_file FILE

Bad input is told in one line, with exit code 2.
"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand

from apps.live.lab.run_files import RunFileError, check, read_run_file
from apps.live.management.job import add_job_argument, begin_job, refuse, tell

EXIT_BAD_INPUT = 2


class Command(BaseCommand):
    help = "Replays a run that was saved from a lab, and says whether it comes out as its file says."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the run, as it was saved from a lab")
        add_job_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["job"]:
            begin_job()
        try:
            run = read_run_file(_text(Path(options["file"])))
            check(run)
        except RunFileError as mistake:
            self._refuse(str(mistake), options)
            return
        if options["job"]:
            tell(result={"title": run.title})
        else:
            self.stdout.write(f"It comes out as the file says: {run.title or 'a run'}, {len(run.log):,} commands.")

    def _refuse(self, words: str, options: dict[str, Any]) -> None:
        if options["job"]:
            refuse(words)
        else:
            self.stderr.write(words)
            raise SystemExit(EXIT_BAD_INPUT)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise RunFileError(f"{file}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise RunFileError("This is not a text file. A run is saved from a lab, under Share.") from None
