"""Deeds: what the owner of a lab did beside a run, in a panel, kept for goals that no run can show.

| kind | noted when | data |
|---|---|---|
| `points_placed` | an order placed by hand explains the run, up to the moment shown | `model`, `operations` |
| `pair_ordered` | two events were first ordered by hand or shown in order | the fields of `OrderedPair`, and `right` |
| `pairs_ordered` | one more pair of the run was ordered rightly at the first attempt | `correct`, `asked` |
| `event_numbered` | the Lamport number of an event was given by hand, at first | `event`, `right`, `is_receipt` |
| `events_numbered` | one more event was given the right number at the first attempt | `correct`, `receipts`, `asked` |
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
from dataclasses import asdict, dataclass
from typing import Any

from apps.live.access import own_lab
from apps.live.models import Deed, Lab

PAIR, NUMBERED, OUTCOME = "pair_ordered", "event_numbered", "outcome_answered"
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


@dataclass(frozen=True, slots=True)
class OrderedPair:
    """Two events, how they were ordered by hand (empty: the answer was asked for), and how they stand in truth."""

    a: int
    b: int
    said: str
    truth: str
    numbers_differ: bool
    """Whether the two have different Lamport numbers."""


def note_pair(session: Any, lab_id: str, run: int, pair: OrderedPair) -> None:
    """Keep how two events were ordered, unless it was known before."""
    if not lab_id or own_lab(lab_id, session) is None:
        return
    earlier = [deed.data for deed in Deed.objects.filter(lab_id=lab_id, kind=PAIR, run=run)]
    if any({each["a"], each["b"]} == {pair.a, pair.b} for each in earlier):
        return
    is_right = pair.said == pair.truth
    note_deed(lab_id, PAIR, run, {**asdict(pair), "right": is_right})
    if is_right:
        correct = 1 + sum(each["right"] for each in earlier)
        note_deed(lab_id, "pairs_ordered", run, {"correct": correct, "asked": 1 + len(earlier)})


def note_number(session: Any, lab_id: str, run: int, event: int, *, is_right: bool, is_receipt: bool) -> None:
    """Keep whether the Lamport number given to an event is right, unless one was given before."""
    if not lab_id or own_lab(lab_id, session) is None:
        return
    earlier = [deed.data for deed in Deed.objects.filter(lab_id=lab_id, kind=NUMBERED, run=run)]
    if any(each["event"] == event for each in earlier):
        return
    now = {"event": event, "right": is_right, "is_receipt": is_receipt}
    note_deed(lab_id, NUMBERED, run, now)
    if is_right:
        correct = [each for each in (*earlier, now) if each["right"]]
        receipts = sum(each["is_receipt"] for each in correct)
        note_deed(
            lab_id,
            "events_numbered",
            run,
            {"correct": len(correct), "receipts": receipts, "asked": 1 + len(earlier)},
        )


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
