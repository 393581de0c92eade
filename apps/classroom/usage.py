"""The use of the server's disk: files by kind, rows by kind, with the oldest of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Count, Min

from apps.classroom.models import Classroom, Seat
from apps.live.bounds import DATABASE_BYTES_MAX, FREE_BYTES_MIN, LABS_A_VISITOR_MAX
from apps.live.models import Command, JudgedHistory, Lab, Run, SharedMoment, StoredJob
from apps.live.upkeep.databases import database
from apps.live.upkeep.disk_room import free_bytes
from apps.tutorials.models import Attempt

ROWS = (
    ("Classes", Classroom, "created"),
    ("Seats", Seat, "created"),
    ("Attempts at steps", Attempt, "created"),
    ("Labs", Lab, "created"),
    ("Runs", Run, "created"),
    ("Commands", Command, None),
    ("Shared moments", SharedMoment, "created"),
    ("Judged histories", JudgedHistory, "made"),
    ("Jobs", StoredJob, "created"),
    ("Browser sessions", Session, None),
)
"""The rows of which there may be many, and the field that says since when."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Files or rows of one kind; `bytes` of files only."""

    title: str
    count: int
    oldest: datetime | None
    bytes: int = 0


def files() -> list[Kind]:
    """Return how much of the disk each kind of file takes."""
    kinds = {
        "Database": database().files(),
        "Backups": Path(settings.BACKUPS_DIR).glob("*"),
        "Files of jobs": Path(settings.UPLOADS_DIR).glob("*"),
        "Static files": Path(settings.STATIC_ROOT).rglob("*"),
    }
    return [_measured(title, found) for title, found in kinds.items()]


def _measured(title: str, found: Iterable[Path]) -> Kind:
    states = [path.stat() for path in found if path.is_file()]
    oldest = min((state.st_mtime for state in states), default=None)
    since = None if oldest is None else datetime.fromtimestamp(oldest, UTC)
    return Kind(title, len(states), since, sum(state.st_size for state in states))


def rows() -> list[Kind]:
    """Return how many rows there are of each kind, and since when."""
    return [_counted(title, model, since) for title, model, since in ROWS]


def _counted(title: str, model: Any, since: str | None) -> Kind:
    oldest = None if since is None else model.objects.aggregate(oldest=Min(since))["oldest"]
    return Kind(title, model.objects.count(), oldest)


def usage() -> dict[str, Any]:
    """Return all that the page shows."""
    most = Lab.objects.exclude(owner="").values("owner").annotate(count=Count("pk")).order_by("-count").first()
    return {
        "files": files(),
        "rows": rows(),
        "database_bytes": database().bytes_used(),
        "database_bytes_max": DATABASE_BYTES_MAX,
        "free_bytes": free_bytes(),
        "free_bytes_min": FREE_BYTES_MIN,
        "most_labs": most["count"] if most else 0,
        "labs_max": LABS_A_VISITOR_MAX,
        "folder": settings.DATA_DIR,
    }
