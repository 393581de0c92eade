"""Delete the judged histories that nobody has opened for their time. The server does so by itself, once an hour.

python manage.py delete_expired_histories
"""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand

from apps.live.judged import delete_expired_histories


class Command(BaseCommand):
    help = "Deletes the judged histories that nobody has opened for their time."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        count = delete_expired_histories()
        if options["verbosity"]:
            self.stdout.write(f"{count} {'history' if count == 1 else 'histories'} deleted.")
