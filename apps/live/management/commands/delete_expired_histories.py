"""Delete the judged histories that nobody has opened for their time. The server does so by itself, once an hour.

python manage.py delete_expired_histories

Nothing is deleted until the clock has been steady for a day (`live.upkeep.clock_watch`).
"""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand

from apps.live.judge.judged import delete_expired_histories
from apps.live.upkeep.clock_watch import is_steady, watch_clock


class Command(BaseCommand):
    help = "Deletes the judged histories that nobody has opened for their time."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        count = delete_expired_histories() if is_steady(watch_clock()) else 0
        if options["verbosity"]:
            self.stdout.write(f"{count} {'history' if count == 1 else 'histories'} deleted.")
