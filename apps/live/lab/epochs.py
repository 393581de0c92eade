"""The epoch of a lab: a number in its row that says which opening of it may write.

Whoever opens a lab into memory raises its epoch. All that is written for the lab afterwards carries the epoch under
which it was opened, and is refused once it was opened elsewhere. So a process that was only paused, or cut off, can
never write beside the one that has taken its lab over, whatever it believes.

The lab's row is locked for as long as something is written under its epoch: an opening either comes before, and then
the write is refused, or after, and then it reads what was written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction

from apps.live.lab.states import LabDropped
from apps.live.models import Lab


class TakenOver(LabDropped):
    """The lab was opened elsewhere since; nothing was written."""


@dataclass(frozen=True, slots=True)
class Hold:
    """A lab as it was opened: what is written for it is written under this epoch."""

    lab_id: str
    epoch: int


def take(lab_id: str) -> Hold | None:
    """Raise the lab's epoch, so that nobody else writes any more, and return the hold on it; None without a lab."""
    with transaction.atomic():
        found = _locked({lab_id})
        if not found:
            return None
        hold = Hold(lab_id, found[lab_id] + 1)
        Lab.objects.filter(pk=lab_id).update(epoch=hold.epoch)
    return hold


@contextmanager
def writing(hold: Hold) -> Iterator[None]:
    """A transaction that writes for a lab. Raises TakenOver before anything is written."""
    with transaction.atomic():
        if hold.lab_id not in held({hold}):
            raise TakenOver
        yield


def held(holds: Collection[Hold]) -> set[str]:
    """Return the labs that may still be written under these holds. Their rows stay locked for the transaction."""
    epochs = _locked({hold.lab_id for hold in holds})
    return {hold.lab_id for hold in holds if epochs.get(hold.lab_id) == hold.epoch}


def _locked(lab_ids: Collection[str]) -> dict[str, int]:
    """Lock the labs' rows, in one order for everybody so that no two wait for each other; return their epochs."""
    rows = Lab.objects.select_for_update(no_key=True).filter(pk__in=lab_ids).order_by("pk")
    return dict(rows.values_list("pk", "epoch"))
