"""Deeds: what the owner of a lab did beside a run, in a panel, kept for goals that no run can show.

| kind | noted when | data |
|---|---|---|
| `points_placed` | an order placed by hand explains the run, up to the moment shown | `model`, `operations` |
| `pair_ordered` | two events were ordered by hand or shown in order, at first | `a`, `b`, `said`, `truth`, `right` |
| `pairs_ordered` | one more pair of the run was ordered rightly at the first attempt | `correct`, `asked` |
| `measured` | what was counted over many runs has been shown | `protocol`, `dials`, `runs`, `loss_per_mille` |
| `explored` | an exploration of every run has been shown | `protocol`, `dials`, `exploration` |
| `outcome_answered` | a row of "who crashed when" was first checked | `protocol`, `setting`, `row`, `right` |
| `outcomes_filled` | one more row was right when it was checked first | `protocol`, `rows`, `asked`, `all` |
| `compared` | runs of the lab were set side by side | `runs`: how many |
| `laws_tried` | the laws of a merge were tried | `type`, `merge`, `states`, `refuted` |

Only what its owner does counts: whoever looks at a lab through a link leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apps.live.access import own_lab
from apps.live.models import Deed, Lab

PAIR, OUTCOME = "pair_ordered", "outcome_answered"
DEEDS_MAX = 1_000
"""A lab keeps no more; further ones go unnoted."""


def note_deed(lab_id: str, kind: str, run: int, data: Mapping[str, Any]) -> None:
    """Keep a deed, unless it is kept already, or its lab is gone."""
    if Lab.objects.filter(pk=lab_id).exists() and Deed.objects.filter(lab_id=lab_id).count() < DEEDS_MAX:
        Deed.objects.get_or_create(lab_id=lab_id, kind=kind, run=run, data=dict(sorted(data.items())))


def note_own_deed(session: Any, lab_id: str, kind: str, run: int, data: Mapping[str, Any]) -> None:
    """Keep a deed if the visitor owns the lab; without `lab_id` the page was of somebody's link."""
    if lab_id and own_lab(lab_id, session) is not None:
        note_deed(lab_id, kind, run, data)


def note_pair(session: Any, lab_id: str, run: int, pair: tuple[int, int], said: str, truth: str) -> None:
    """Keep how two events were ordered (`said` is empty if the answer was asked for), unless it was known before."""
    if not lab_id or own_lab(lab_id, session) is None:
        return
    a, b = pair
    earlier = [deed.data for deed in Deed.objects.filter(lab_id=lab_id, kind=PAIR, run=run)]
    if any({each["a"], each["b"]} == {a, b} for each in earlier):
        return
    note_deed(lab_id, PAIR, run, {"a": a, "b": b, "said": said, "truth": truth, "right": said == truth})
    if said == truth:
        correct = 1 + sum(each["right"] for each in earlier)
        note_deed(lab_id, "pairs_ordered", run, {"correct": correct, "asked": 1 + len(earlier)})


def note_outcomes(lab_id: str, protocol: str, setting: str, answers: Mapping[int, bool], rows: int) -> dict[int, bool]:
    """Keep for each row of a table of outcomes whether its first answer was right, and return that by row.

    `answers` are those of now; one that changes a row answered before does not count.
    """
    run = current_run(lab_id)
    told = Deed.objects.filter(lab_id=lab_id, kind=OUTCOME, data__protocol=protocol, data__setting=setting)
    first = {each.data["row"]: bool(each.data["right"]) for each in told}
    new = {row: right for row, right in answers.items() if row not in first}
    for row, right in new.items():
        note_deed(lab_id, OUTCOME, run, {"protocol": protocol, "setting": setting, "row": row, "right": right})
    first |= new
    correct = sum(first.values())
    if new and correct:
        filled = {"protocol": protocol, "rows": correct, "asked": len(first), "all": rows}
        note_deed(lab_id, "outcomes_filled", run, filled)
    return first


def current_run(lab_id: str) -> int:
    """The number of the run that a lab shows."""
    return Lab.objects.get(pk=lab_id).current_run


def deeds_of(lab_id: str) -> list[dict[str, Any]]:
    """Every deed of a lab, oldest first."""
    deeds = Deed.objects.filter(lab_id=lab_id)
    return [{"kind": deed.kind, "run": deed.run, "data": deed.data} for deed in deeds]
