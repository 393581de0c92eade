"""The matrix: a cell for every mode under every fault, none against a claim, each with a run that shows it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from apps.consistency import implied
from apps.consistency.models import QUESTIONS, models_of
from apps.labs.find.matrix import (
    Cell,
    applies,
    find_cell,
    is_claimed,
    judged_again,
    judged_models,
    matrix,
    missing_cells,
    preset_of,
    sweep_cell,
)
from apps.labs.find.search import judge
from apps.labs.protocols import PROTOCOLS, stores

PLAYED = 12


def broken_cells() -> list[Cell]:
    return [cell for cell in matrix() if cell.shows]


def test_every_mode_under_every_fault_has_a_cell() -> None:
    missing = [(protocol.name, preset.name, fault) for protocol, preset, fault in missing_cells()]
    assert not missing, "run `make record`"
    assert all(applies(stores()[cell.protocol], cell.fault) for cell in matrix())


def test_every_model_was_judged_in_every_cell() -> None:
    for question in QUESTIONS:
        assert judged_models(question) == models_of(question), "run `make record`"


def test_judging_a_cell_again_gives_its_figures_again() -> None:
    cell = min((cell for cell in matrix() if cell.broken), key=lambda cell: cell.runs)
    few = replace(cell, runs=2, broken={}, undecided={})
    again = judged_again(few, judged_models(cell.question))
    swept = sweep_cell(cell.scenario.spec, preset_of(cell.scenario.spec, cell.preset), cell.fault, range(1, 3))
    assert (again.broken, again.undecided) == (swept.broken, swept.undecided)


def test_only_the_cells_of_a_new_protocol_are_missing() -> None:
    with PROTOCOLS.holding(replace(PROTOCOLS["quorum"], name="copied")):
        assert {protocol.name for protocol, _, _ in missing_cells()} == {"copied"}


def test_no_cell_breaks_what_its_mode_claims() -> None:
    for cell in filter(lambda cell: is_claimed(cell.fault), matrix()):
        store = cell.scenario.spec
        claims = store.claims(cell.scenario.dials)
        claimed = claims.union(*(implied(claim, cell.question) for claim in claims))
        assert not claimed & set(cell.broken), (cell.protocol, cell.preset, cell.fault)


def test_a_lost_disk_breaks_what_modes_claim_under_every_other_fault() -> None:
    lost = [cell for cell in matrix() if cell.fault == "disk"]
    broken = [cell for cell in lost if cell.scenario.spec.claims(cell.scenario.dials) & set(cell.broken)]
    assert not is_claimed("disk")
    assert {(cell.protocol, cell.preset) for cell in broken} >= {
        ("quorum", "read-one"),
        ("raft", "log"),
        ("primary_backup", "all"),
    }


def test_what_breaks_a_model_is_counted_for_every_stronger_one() -> None:
    for cell in matrix():
        for model, times in cell.broken.items():
            for weaker in implied(model, cell.question):
                assert cell.broken.get(weaker, 0) <= times


@pytest.mark.parametrize("place", range(PLAYED))
def test_a_cells_run_breaks_what_it_says(place: int) -> None:
    cells = broken_cells()
    cell = cells[place * len(cells) // PLAYED]
    verdict = judge(cell.scenario, cell.seed, (cell.shows,), cell.question)[cell.shows]
    assert verdict.status == "violated"


def test_a_cell_swept_again_is_the_same() -> None:
    cell = find_cell("quorum", "ones", "partition")
    assert cell is not None
    protocol = stores()["quorum"]
    preset = preset_of(protocol, "ones")
    seeds = range(1, 4)
    assert sweep_cell(protocol, preset, "partition", seeds) == sweep_cell(protocol, preset, "partition", seeds)
    assert Cell.from_json(cell.to_json()) == cell
