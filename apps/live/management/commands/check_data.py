"""Check the whole database, thoroughly: its pages, its indexes, and that all references lead somewhere.

    python manage.py check_data

It reads everything, so it may take minutes; the server may run meanwhile. Exit code 1 if something is wrong.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand
from django.db import connection

from apps.live.management.data_check import full_findings, room_words


class Command(BaseCommand):
    help = "Checks the whole database for damage, and the disk for room."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        database = Path(connection.settings_dict["NAME"])
        if warning := room_words(Path(settings.DATA_DIR)):
            self.stdout.write(warning)
        if not database.exists():
            self.stdout.write(f"There is no database {database} yet.")
            return
        found = full_findings(database)
        if found:
            raise SystemExit("\n".join(found))
        self.stdout.write(f"Nothing is wrong with {database} ({database.stat().st_size / 1024**2:,.1f} MiB).")
