"""Makes the recordings that somebody may want after the simulation has changed, one after the other.

A run that is wanted is written down first (`WantedRecording`), so that a stop of the server forgets none. The server
makes one recording a second at most, by a replay in a thread.
"""

from __future__ import annotations

import logging

from asgiref.sync import sync_to_async
from django.db import Error as DatabaseTrouble
from django.db import transaction

from apps.labs.run.scenario import SIMULATION_VERSION
from apps.live.lab import log
from apps.live.lab.moments import parts_of
from apps.live.lab.recordings import frozen, present
from apps.live.models import Recording, Run, SharedMoment, WantedRecording
from apps.live.pages.columns import Part, Shown, load, make_column, names
from apps.live.serving.replaying import in_turn
from apps.live.serving.turns import TurnRefused
from apps.live.upkeep.data_trouble import OnceAMinute
from apps.live.upkeep.disk_room import has_room_for_recording

NAME_CHARS_MAX, TITLE_CHARS_MAX = 120, 300

logger = logging.getLogger(__name__)
told = OnceAMinute()


async def record_next() -> bool:
    """Make the recordings of the first that is wanted; False if none is, or none can be stored now.

    One that cannot be made, because its run is of an earlier version or has no room, is wanted no longer.
    """
    try:
        wanted = await WantedRecording.objects.select_related("run", "moment").order_by("pk").afirst()
        if wanted is None:
            return False
        await _record(wanted)
        await wanted.adelete()
    except (DatabaseTrouble, TurnRefused) as error:
        if told.is_due(type(error)):
            logger.warning("a recording could not be made now: %s", error)
        return False
    return True


async def record_all() -> None:
    """Make every recording that is wanted."""
    while await record_next():
        pass


async def _record(wanted: WantedRecording) -> None:
    try:
        if wanted.moment is not None:
            for column, part in enumerate(parts_of(wanted.moment)):
                await _record_column(wanted.moment, column, part)
        elif wanted.run is not None:
            await _record_run(wanted.run)
    except log.VersionGone:
        return
    except (DatabaseTrouble, TurnRefused):
        raise
    except Exception:  # a run that cannot be replayed must not stop those behind it
        logger.exception("a wanted recording was given up")


async def _record_run(run: Run) -> None:
    stored = await present(run.lab_id, run.number)
    if stored is not None:
        part = Part(run.number, len(stored.log), stored.horizon.tick, stored.horizon.steps)
        shown = Shown(part, *names(stored, part))
        await sync_to_async(_keep)(None, 0, run.pk, shown, await frozen(stored))


async def _record_column(moment: SharedMoment, column: int, part: Part) -> None:
    stored = await load(moment.lab_id, part)
    if stored is not None:
        shown, packed = await in_turn(make_column, stored, part)
        if packed:
            await sync_to_async(_keep)(moment, column, stored.pk, shown, packed)


@transaction.atomic
def _keep(moment: SharedMoment | None, column: int, run_pk: int, shown: Shown, packed: bytes) -> None:
    """Store a recording in place of the one that was there, if there is room for it."""
    Recording.objects.filter(run_id=run_pk, moment=moment, column=column).delete()
    owner = Run.objects.values_list("lab__owner", flat=True).get(pk=run_pk)
    if not has_room_for_recording(owner, len(packed)):
        return
    Recording.objects.create(
        run_id=run_pk,
        moment=moment,
        column=column,
        mode=shown.part.mode,
        commands=shown.part.commands,
        tick=shown.part.tick,
        steps=shown.part.steps,
        simulation_version=SIMULATION_VERSION,
        name=shown.name[:NAME_CHARS_MAX],
        title=shown.title[:TITLE_CHARS_MAX],
        not_applied=list(shown.not_applied),
        packed=packed,
        size=len(packed),
    )
