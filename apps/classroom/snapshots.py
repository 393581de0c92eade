"""Snapshots: runs of learners as they stood, kept for discussion. Each is a shared moment, and says nobody's name."""

from __future__ import annotations

from collections.abc import Iterable

from channels.db import database_sync_to_async

from apps.classroom.exercises import lesson_of, taught
from apps.classroom.live.dashboard import title_of
from apps.classroom.models import Classroom, Seat, Snapshot
from apps.classroom.whereabouts import find_attempt
from apps.live.lab.hub import Elsewhere
from apps.live.lab.log import VersionGone
from apps.live.lab.moments import MomentError, make_moment
from apps.live.workers.leases import LeasesAway
from apps.live.workers.looks import open_and_look
from apps.tutorials.models import Attempt

SNAPSHOTS_MAX = 100
TITLE_CHARS_MAX = 120
NAMED_MAX = 2


class SnapshotRefused(Exception):
    """Why there can be no snapshot, in a sentence."""


async def collect(classroom: Classroom, seat: Seat) -> Snapshot:
    """Keep a learner's run as it stands now; raises SnapshotRefused."""
    if await classroom.snapshots.acount() >= SNAPSHOTS_MAX:
        raise SnapshotRefused(f"This class has {SNAPSHOTS_MAX} snapshots, its bound. Delete one first.")
    attempt = await database_sync_to_async(find_attempt)(classroom, seat.pk)
    try:
        now = await open_and_look(str(attempt.lab_id)) if attempt else None
    except VersionGone:
        now = None
    except (LeasesAway, Elsewhere):
        raise SnapshotRefused("This learner's cluster cannot be reached now. Try again in a moment.") from None
    if attempt is None or now is None:
        raise SnapshotRefused("This learner has no cluster yet.")
    picture = now.picture
    fields = {"run": str(now.run), "seq": str(now.seq), "tick": str(now.tick)}
    try:
        moment = await make_moment(str(attempt.lab_id), fields)
    except MomentError as refused:
        raise SnapshotRefused(str(refused)) from refused
    title = await database_sync_to_async(_title)(classroom, attempt, picture["broken"])
    return await Snapshot.objects.acreate(
        classroom=classroom, seat=seat, moment=moment, title=title[:TITLE_CHARS_MAX], sketch=picture
    )


def _title(classroom: Classroom, attempt: Attempt, broken: Iterable[str]) -> str:
    """Return what was to be done, and what broke."""
    lesson = next((lesson_of(each) for each in taught(classroom) if each.slug == attempt.lesson), None)
    step = lesson.step(attempt.step) if lesson else None
    broke = [title_of(kind).lower() for kind in broken]
    named = ", ".join(broke[:NAMED_MAX]) + (f" and {len(broke) - NAMED_MAX} more" if len(broke) > NAMED_MAX else "")
    return f"{step.title if step else 'A run'}" + (f" · broken: {named}" if broke else "")


def project(classroom: Classroom, snapshot: Snapshot | None) -> None:
    """Show a snapshot on the projector, or none any longer."""
    classroom.projected = snapshot
    classroom.save(update_fields=["projected"])
