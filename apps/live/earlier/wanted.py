"""Notes which runs somebody may want after the simulation has changed; `recorder` makes their recordings."""

from __future__ import annotations

from apps.labs.run.scenario import SIMULATION_VERSION
from apps.live.models import Run, SharedMoment, WantedRecording


def want_run(lab_id: str, number: int | None = None) -> None:
    """Have a run of a lab recorded as it stands when its turn comes; without a number every run of the lab."""
    runs = Run.objects.filter(lab_id=lab_id, simulation_version=SIMULATION_VERSION)
    wanted = runs if number is None else runs.filter(number=number)
    WantedRecording.objects.bulk_create([WantedRecording(run=run) for run in wanted], ignore_conflicts=True)


def want_moment(moment: SharedMoment) -> None:
    """Have every column of a shared moment recorded up to where it was shared."""
    WantedRecording.objects.get_or_create(moment=moment)
