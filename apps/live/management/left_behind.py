"""Deletes what nobody needs: files of jobs of a killed server, jobs of yesterday, expired sessions."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session

from apps.accounts.throttle import forget as forget_logins
from apps.live.bounds import UPLOAD_HOURS_MAX
from apps.live.models import Recording, StoredJob, WantedRecording


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
    """Delete uploads, jobs, sessions and failed logins whose time is over, and recordings of revoked moments."""
    Recording.objects.exclude(moment__revoked=None).delete()
    WantedRecording.objects.exclude(moment__revoked=None).delete()
    delete_uploads(now - timedelta(hours=UPLOAD_HOURS_MAX))
    StoredJob.objects.filter(created__lt=now - timedelta(hours=UPLOAD_HOURS_MAX)).delete()
    Session.objects.filter(expire_date__lt=now).delete()
    forget_logins(now)
