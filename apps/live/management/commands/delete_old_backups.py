"""Delete the backups whose time is over. The server does so by itself, once an hour.

python manage.py delete_old_backups

Nothing is deleted until the clock has been steady for a day (`live.upkeep.clock_watch`).
"""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand

from apps.live.management.backup import delete_old_backups
from apps.live.upkeep.clock_watch import is_steady, watch_clock


class Command(BaseCommand):
    help = "Deletes the backups whose time is over."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        clock = watch_clock()
        count = delete_old_backups(clock.seen) if is_steady(clock) else 0
        if options["verbosity"]:
            self.stdout.write(f"{count} backup{'s' * (count != 1)} deleted.")
