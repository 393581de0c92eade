"""Backups of the database, made by SQLite or PostgreSQL itself while the server runs: a copy of one moment, whole.

They lie in the data folder, under `backups/`, the newest `BACKUPS_MAX` and each for `BACKUP_DAYS`: what was deleted for
good is to be gone from there too.
"""

from __future__ import annotations

import shutil
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from apps.live.bounds import FREE_BYTES_MIN
from apps.live.upkeep.databases import database

BACKUPS_MAX = 3
BACKUP_DAYS = 14

NAME_FORMAT = "lightcone-%Y%m%dT%H%M%S"


class BackupRefusedError(Exception):
    """Why no backup can be made, in a sentence."""


def back_up() -> Path:
    """Make a backup, delete the oldest beyond the bound, and return the new one's path. Raises BackupRefusedError."""
    folder = Path(settings.BACKUPS_DIR)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        needed = database().bytes_used() + FREE_BYTES_MIN
        if shutil.disk_usage(folder).free < needed:
            raise OSError(f"it needs {needed / 1024**2:,.0f} MiB of free disk")
        made = folder / (timezone.now().strftime(NAME_FORMAT) + database().backup_suffix)
        unfinished = made.with_suffix(".unfinished")
        unfinished.unlink(missing_ok=True)
        database().back_up(unfinished)
        unfinished.rename(made)
    except (OSError, sqlite3.Error, DatabaseError) as error:
        raise BackupRefusedError(f"No backup could be made in {folder}: {error}.") from error
    for old in backups()[BACKUPS_MAX:]:
        old.unlink(missing_ok=True)
    return made


def backups() -> list[Path]:
    """Return the backups, the newest first."""
    return sorted(Path(settings.BACKUPS_DIR).glob(f"lightcone-*{database().backup_suffix}"), reverse=True)


def delete_old_backups(now: datetime) -> int:
    """Delete the backups that are older than their time; return how many there were."""
    newest_kept = (now - timedelta(days=BACKUP_DAYS)).strftime(NAME_FORMAT)
    old = [path for path in backups() if path.name < newest_kept]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
