"""The labs of a visitor: listed with the picture of the current run, renamed, deleted."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from apps.live.lab.log import LESSON, lab_title, scenario_title
from apps.live.models import Lab
from apps.live.pictures.labs import run_picture

LABS_SHOWN = 50
TITLE_MAX = 80


def own_labs(owner: str) -> list[dict[str, Any]]:
    """Return a visitor's labs as the catalogue shows them, the newest first. Attempts at lessons are not among them."""
    labs = _labs_of(owner).order_by("-created").prefetch_related("runs")[:LABS_SHOWN]
    return [_listed(lab) for lab in labs]


def rename_lab(owner: str, lab_id: str, title: str) -> bool:
    """Give a visitor's lab a title; an empty one restores that of the catalogue. False if there is no such lab."""
    return bool(_labs_of(owner).filter(pk=lab_id).update(title=" ".join(title.split())[:TITLE_MAX]))


def delete_lab(owner: str, lab_id: str) -> bool:
    """Delete a visitor's lab with its runs, links and moments. False if there is no such lab."""
    return bool(_labs_of(owner).filter(pk=lab_id).delete()[0])


def _labs_of(owner: str) -> QuerySet[Lab]:
    return Lab.objects.filter(owner=owner).exclude(slug=LESSON)


def _listed(lab: Lab) -> dict[str, Any]:
    run = next((run for run in lab.runs.all() if run.number == lab.current_run), None)
    return {
        "id": lab.pk,
        "title": lab_title(lab),
        "run_title": scenario_title(run.scenario) if run else "",
        "picture": run_picture(run) if run else "",
        "created": lab.created,
    }
