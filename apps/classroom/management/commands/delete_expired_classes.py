"""Put the classes whose day has come into the trash, and delete those that have been there for its days.

    python manage.py delete_expired_classes [--the-clock-is-right]

The server does so by itself, once an hour. After a jump of the clock nothing is done for some days, unless somebody
says that the clock is right.
"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from apps.classroom.retention import TRASH_DAYS, enforce_retention
from apps.live.management.backup import BackupRefusedError
from apps.live.upkeep.clock_watch import believe_clock, is_steady, watch_clock


class Command(BaseCommand):
    help = (
        "Puts the classes whose day has come into the trash, and empties it of those that have been there long enough."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--the-clock-is-right", action="store_true", help="do not wait until it has been steady")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["the_clock_is_right"]:
            believe_clock()
        clock = watch_clock()
        try:
            trashed, deleted = enforce_retention(clock)
        except BackupRefusedError as refused:
            raise CommandError(f"{refused} So nothing was deleted.") from None
        if options["verbosity"]:
            self.stdout.write(f"{_classes(trashed)} put into the trash, {_classes(deleted)} deleted for good.")
            if not is_steady(clock, TRASH_DAYS):
                self.stdout.write("The clock has not been steady for long enough; see --help.")


def _classes(count: int) -> str:
    return "1 class" if count == 1 else f"{count} classes"
