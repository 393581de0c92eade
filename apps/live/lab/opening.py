"""All that is read from the database when a lab is opened into memory, in one call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from apps.live.lab.epochs import Hold, take
from apps.live.lab.log import StoredRun, lab_title, list_runs, load_run
from apps.live.models import Lab


@dataclass(frozen=True, slots=True)
class About:
    """The facts of a lab beside its runs."""

    title: str
    owner: str
    locked: bool
    frozen: bool
    acknowledged: frozenset[str]
    """The ids of commands of which there is a receipt."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A lab under a new epoch, its current run, and the titles of all its runs."""

    hold: Hold
    about: About
    run: StoredRun
    runs: list[dict[str, Any]]


def open_lab(lab_id: str) -> Opened | None:
    """Raise the epoch of a lab, and return what is stored of it; None if there is none. Raises VersionGone."""
    hold = take(lab_id)
    run = None if hold is None else load_run(lab_id)
    if hold is None or run is None:
        return None
    return Opened(hold, _about(lab_id), run, list_runs(lab_id))


def _about(lab_id: str) -> About:
    lab = Lab.objects.get(pk=lab_id)
    acknowledged = frozenset(lab.receipts.values_list("command_id", flat=True))
    return About(lab_title(lab), lab.owner, lab.locked, lab.frozen, acknowledged)
