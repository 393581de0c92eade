"""The context of a lab's page, whoever shows it: the catalogue's labs, shared ones, the steps of lessons."""

from __future__ import annotations

from typing import Any

from apps.labs.catalogue import catalogue
from apps.labs.protocols import relatives
from apps.labs.run.scenario import Scenario
from apps.labs.trials import TRIALS
from apps.live.access import Access
from apps.live.lab.log import lab_title
from apps.live.models import Lab
from apps.live.pages.forms import dial_form
from apps.live.pages.lattice import pictures
from apps.live.pages.outcome_views import FAMILY


def lab_context(lab: Lab, access: Access, *, socket_path: str, page_path: str) -> dict[str, Any]:
    """The page's context, of a current run of this version. All that the page asks lies under `page_path`."""
    run = lab.runs.get(number=lab.current_run)
    scenario = Scenario.from_json(run.scenario)
    entry = catalogue().get(lab.slug)
    return {
        "lab": {
            "id": lab.pk if access.role == "owner" else None,
            "slug": lab.slug,
            "starts_again": entry is not None,
            "title": lab_title(lab),
            "question": entry.question if entry else "",
            "guide": entry.guide if entry else "start",
            "brief": lab.brief or (entry.brief if entry else ""),
        },
        "current_run": run.number,
        "socket_path": socket_path,
        "page_path": page_path,
        "role": access.shown_role,
        "closed": access.closed,
        "reads": access.role == "owner",
        "client": access.client,
        "lattices": pictures(),
        "commits": access.shown_role == "owner" and scenario.spec.family == FAMILY,
        "argues": scenario.protocol == "two_generals",
        "measures": any(name in TRIALS for name in relatives(scenario.protocol)),
        "explores": bool(scenario.spec.invariants),
        "protocols": [
            {"name": each.name, "title": each.title, "summary": each.summary}
            for each in relatives(scenario.protocol).values()
        ],
        **dial_form(scenario.spec, scenario.dials, len(scenario.nodes)),
    }
