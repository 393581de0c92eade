"""Deeds: what the owner of a lab did well beside a run, in a panel, kept for goals that no run can show.

| kind | noted when | data |
|---|---|---|
| `points_placed` | all operations of the run, put in an order by hand, are explained by it | `model`, `operations` |
| `pair_ordered` | two events were ordered by hand, for the first time | `a`, `b`, `said`, `truth` |
| `measured` | a measurement has been shown | `protocol`, `dials`, `runs`, `loss_per_mille` |
| `explored` | an exploration has been shown | `protocol`, `dials`, `exploration`, `broken` |
| `outcomes_filled` | rows of "who crashed when" were filled in rightly | `protocol`, `rows`, `right` |
| `laws_tried` | the laws of a type were tried | `type`, `merge`, `refuted` |

Only what its owner does counts: whoever looks at a lab through a link leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apps.live.models import Deed

DEEDS_MAX = 1_000
"""A lab keeps no more; further ones go unnoted."""


def note_deed(lab_id: str, kind: str, run: int, data: Mapping[str, Any]) -> None:
    """Keep a deed, unless it is kept already."""
    if Deed.objects.filter(lab_id=lab_id).count() < DEEDS_MAX:
        Deed.objects.get_or_create(lab_id=lab_id, kind=kind, run=run, data=dict(sorted(data.items())))


def deeds_of(lab_id: str) -> list[dict[str, Any]]:
    """Every deed of a lab, oldest first."""
    deeds = Deed.objects.filter(lab_id=lab_id)
    return [{"kind": deed.kind, "run": deed.run, "data": deed.data} for deed in deeds]
