"""The last thing that a teacher pushed to every cluster, as long as it is news to the class."""

from __future__ import annotations

from apps.classroom.models import Classroom, Pushed
from apps.live.models import Lab


def last_pushed(classroom: Classroom) -> Pushed | None:
    """Return what was pushed last since the class was sent to its step, unless it was taken back."""
    found = Pushed.objects.filter(classroom=classroom).order_by("pk").last()
    if found is None or found.taken_back is not None or (classroom.sent is not None and found.at < classroom.sent):
        return None
    return found


def labs_elsewhere(pushed: Pushed | None) -> set[str]:
    """Return the labs that stand in the run that a pushed start began: their step asks for nothing in that run."""
    reached = pushed.reached if pushed is not None else {}
    began = {lab: each["began"] for lab, each in reached.items() if "began" in each}
    there = Lab.objects.filter(pk__in=began).values_list("pk", "current_run") if began else ()
    return {lab for lab, run in there if began[lab] == run}
