"""One history for each arrow of the lattice, drawn where the stronger model is checked: it keeps only the weaker."""

from __future__ import annotations

from types import ModuleType

import pytest

from apps.consistency import OBSERVED, REPLICATED, arrows, check
from apps.consistency.observed import causal_cc, causal_ccv, causal_cm, linearizable, pram, sequential
from apps.consistency.replicated import causal as replicated_causal
from apps.consistency.replicated import linearizable as replicated_linearizable
from apps.consistency.replicated import pram as replicated_pram
from apps.consistency.replicated import sequential as replicated_sequential
from apps.consistency.sessions import monotonic_reads, monotonic_writes, read_your_writes, writes_follow_reads
from tests.consistency.diagrams import Boundary, boundaries

SESSIONS = (read_your_writes, monotonic_reads, monotonic_writes, writes_follow_reads)
MODULES = {
    OBSERVED: (linearizable, sequential, causal_cm, causal_ccv, causal_cc, pram, *SESSIONS),
    REPLICATED: (replicated_linearizable, replicated_sequential, replicated_causal, replicated_pram, *SESSIONS),
}
DRAWN = [
    (question, module, boundary)
    for question, modules in MODULES.items()
    for module in modules
    for boundary in boundaries(module.__doc__ or "")
]


@pytest.mark.parametrize(
    ("question", "module", "boundary"), DRAWN, ids=lambda part: getattr(part, "__name__", getattr(part, "breaks", part))
)
def test_a_drawn_history_breaks_and_keeps_what_its_heading_says(
    question: str, module: ModuleType, boundary: Boundary
) -> None:
    assert boundary.breaks == module.MODEL
    verdicts = check(boundary.history, question=question, supersedes=lambda newer, older: newer >= older)
    assert verdicts[boundary.breaks].status == "violated"
    assert {model: verdicts[model].status for model in boundary.keeps} == dict.fromkeys(boundary.keeps, "holds")


@pytest.mark.parametrize("question", [OBSERVED, REPLICATED])
def test_every_arrow_has_its_history(question: str) -> None:
    drawn = {(b.breaks, kept) for asked, _, b in DRAWN if asked == question for kept in b.keeps}
    declared = {(stronger, weaker) for stronger, weaker_models in arrows(question).items() for weaker in weaker_models}
    assert declared <= drawn


def test_every_drawn_history_is_as_small_as_it_can_be() -> None:
    for question, module, boundary in DRAWN:
        if module in SESSIONS and question == REPLICATED:
            continue  # smaller with a version order: nothing need be seen twice then
        verdict = check(
            boundary.history,
            question=question,
            models=[boundary.breaks],
            supersedes=lambda newer, older: newer >= older,
        )[boundary.breaks]
        assert len(verdict.operations) == len(boundary.history), boundary
