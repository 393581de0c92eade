"""Make a backup of the database, also while the server runs.

python manage.py back_up
"""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand, CommandError

from apps.live.management.backup import BackupRefusedError, back_up


class Command(BaseCommand):
    help = "Makes a backup of the database in the data folder, under backups/."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(f"The database is copied to {back_up()}")
        except BackupRefusedError as refused:
            raise CommandError(str(refused)) from None
