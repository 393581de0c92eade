"""Put a backup in place of the database: `manage.py restore lightcone-20261202T120000.sqlite3`.

The server has to be stopped. What is there now is backed up first, so that a restore can be undone by another.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from apps.live.management.backup import BackupRefusedError, back_up
from apps.live.management.data_folder import lock_folder
from apps.live.management.migrating import migrate_if_needed
from apps.live.upkeep.databases import database

RUNNING = "Stop Lightcone first: it is using this data folder."


class Command(BaseCommand):
    help = "Puts a backup in place of the database, which is backed up first. The server has to be stopped."
    requires_system_checks = ()

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("backup", help="a file that back_up made, or its name under backups/")
        parser.add_argument("--force", action="store_true", help="also if what is there now cannot be backed up")

    def handle(self, *args: Any, **options: Any) -> None:
        source = self.find(options["backup"])
        folder_lock = lock_folder(Path(settings.DATA_DIR))
        if folder_lock is None:
            raise CommandError(RUNNING)
        try:
            with folder_lock:
                self.replace(source, force=options["force"])
        except OSError as error:
            raise CommandError(f"{source} was not restored: {error}") from None

    def find(self, named: str) -> Path:
        """Return the file that was named. Raises CommandError."""
        for path in (Path(named), Path(settings.BACKUPS_DIR) / named):
            if path.is_file():
                return path
        raise CommandError(f"There is no file {named}.")

    def replace(self, source: Path, *, force: bool) -> None:
        """Back up what is there, and put the backup in its place, brought up to date."""
        with TemporaryDirectory(dir=settings.DATA_DIR) as aside:
            # Backing up deletes the oldest backup, which may be this one.
            copy = Path(shutil.copy(source, aside))
            if database().exists():
                self.keep(force=force)
            database().restore(copy)
        migrate_if_needed()
        self.stdout.write(f"{database().name} is as it was in {source}.")

    def keep(self, *, force: bool) -> None:
        """Back up what is there. Raises CommandError if that fails, unless forced."""
        try:
            self.stdout.write(f"What was there before is kept in {back_up()}.")
        except BackupRefusedError as error:
            if not force:
                raise CommandError(f"{error} With --force it is replaced all the same.") from None
            self.stdout.write(f"{error} It is replaced all the same.")
