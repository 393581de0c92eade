"""Delete the classes whose day has come, with everything in them. The server does so by itself, once an hour.

python manage.py delete_expired_classes
"""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand

from apps.classroom.retention import delete_expired


class Command(BaseCommand):
    help = "Deletes the classes whose day has come, with everything in them."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        count = delete_expired()
        if options["verbosity"]:
            self.stdout.write(f"{count} class{'es' * (count != 1)} deleted.")
