"""Deletes what nobody needs: files of jobs of a killed server, expired sessions, empty pages of the database."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection

from apps.accounts.throttle import forget as forget_logins
from apps.live.bounds import UPLOAD_HOURS_MAX, VACUUM_PAGES_A_TURN, VACUUM_TURNS_MAX
from apps.live.models import Recording, WantedRecording

AUTO_VACUUM_INCREMENTAL = 2
VACUUM_COPIES = 2
"""SQLite writes a database anew beside the old one, and then once more into its log."""


def delete_uploads(before: datetime | None = None) -> int:
    """Delete the files that visitors sent, all or those from before a time; return how many there were.

    At start no job of this server can want any of them.
    """
    folder = Path(settings.UPLOADS_DIR)
    files = [path for path in folder.glob("*") if path.is_file() and _is_before(path, before)]
    for path in files:
        path.unlink(missing_ok=True)
    return len(files)


def _is_before(path: Path, before: datetime | None) -> bool:
    try:
        return before is None or path.stat().st_mtime < before.timestamp()
    except FileNotFoundError:  # its job has just deleted it
        return False


def delete_left_behind(now: datetime) -> None:
    """Delete uploads, sessions and counts of failed logins whose time is over, and recordings of revoked moments."""
    Recording.objects.exclude(moment__revoked=None).delete()
    WantedRecording.objects.exclude(moment__revoked=None).delete()
    delete_uploads(now - timedelta(hours=UPLOAD_HOURS_MAX))
    Session.objects.filter(expire_date__lt=now).delete()
    forget_logins(now)


def shrink_database() -> int:
    """Give empty pages of the database back to the disk, a few at a time; return how many."""
    before = _pragma("freelist_count")
    for _ in range(VACUUM_TURNS_MAX):
        if not _pragma("freelist_count"):
            break
        with connection.cursor() as cursor:
            # A script, since `execute` takes one step of a statement without rows, which frees one page.
            cursor.executescript(f"PRAGMA incremental_vacuum({VACUUM_PAGES_A_TURN})")
    return before - _pragma("freelist_count")


def let_database_shrink() -> None:
    """Make a database of an older version one that can shrink. It is written anew, once, if there is room for that."""
    needed = VACUUM_COPIES * _pragma("page_count") * _pragma("page_size")
    if _pragma("auto_vacuum") == AUTO_VACUUM_INCREMENTAL or shutil.disk_usage(settings.DATA_DIR).free < needed:
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA auto_vacuum = {AUTO_VACUUM_INCREMENTAL}")
        cursor.execute("VACUUM")


def _pragma(name: str) -> int:
    with connection.cursor() as cursor:
        (value,) = cursor.execute(f"PRAGMA {name}").fetchone()
    return int(value)
