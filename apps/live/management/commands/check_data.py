"""Check the whole database, thoroughly: its pages, its indexes, and that all references lead somewhere.

    python manage.py check_data

It reads everything, so it may take minutes; the server may run meanwhile. Exit code 1 if something is wrong.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand

from apps.live.management.data_check import room_words
from apps.live.upkeep.databases import database


class Command(BaseCommand):
    help = "Checks the whole database for damage, and the disk for room."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        if warning := room_words(Path(settings.DATA_DIR)):
            self.stdout.write(warning)
        checked = database()
        if not checked.exists():
            self.stdout.write(f"There is no database {checked.name} yet.")
            return
        if found := checked.damage(thorough=True):
            raise SystemExit("\n".join(found))
        self.stdout.write(f"Nothing is wrong with {checked.name} ({checked.bytes_used() / 1024**2:,.1f} MiB).")
