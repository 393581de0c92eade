"""The matrix: a cell for every mode under every fault, none against a claim, each with a run that shows it."""

from __future__ import annotations

import pytest

from apps.consistency import implied
from apps.labs.find.matrix import Cell, applies, columns, find_cell, matrix, sweep_cell
from apps.labs.find.search import judge
from apps.labs.protocols import stores

PLAYED = 12


def broken_cells() -> list[Cell]:
    return [cell for cell in matrix() if cell.shows]


def test_every_mode_under_every_fault_has_a_cell() -> None:
    for protocol in stores().values():
        for preset in protocol.presets:
            for fault in columns():
                assert (find_cell(protocol.name, preset.name, fault) is not None) is applies(protocol, fault)


def test_no_cell_breaks_what_its_mode_claims() -> None:
    for cell in matrix():
        store = cell.scenario.spec
        claims = store.claims(cell.scenario.dials)
        claimed = claims.union(*(implied(claim, cell.question) for claim in claims))
        assert not claimed & set(cell.broken), (cell.protocol, cell.preset, cell.fault)


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
    preset = next(preset for preset in protocol.presets if preset.name == "ones")
    seeds = range(1, 4)
    assert sweep_cell(protocol, preset, "partition", seeds) == sweep_cell(protocol, preset, "partition", seeds)
    assert Cell.from_json(cell.to_json()) == cell
