"""Delete what nobody needs any more, and give the room back to the disk. The server does so by itself, once an hour.

python manage.py collect_left_behind

What is deleted by its age is not, until the clock has been steady for a day (`live.upkeep.clock_watch`).
"""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand

from apps.live.management.left_behind import delete_left_behind
from apps.live.upkeep.clock_watch import is_steady, watch_clock
from apps.live.upkeep.databases import database


class Command(BaseCommand):
    help = "Deletes files and sessions that are left behind, and lets the database shrink."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        clock = watch_clock()
        if is_steady(clock):
            delete_left_behind(clock.seen)
        pages = database().shrink()
        if options["verbosity"]:
            self.stdout.write(f"The database is {pages:,} page{'s' * (pages != 1)} smaller.")
