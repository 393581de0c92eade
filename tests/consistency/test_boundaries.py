"""One history for each arrow of the lattice, drawn where the stronger model is checked: it keeps only the weaker."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

import pytest

from apps.consistency import OBSERVED, REPLICATED, arrows, check, models, models_of, observed, replicated, sessions
from tests.consistency.diagrams import Boundary, boundaries


def modules_of(*packages: ModuleType) -> list[ModuleType]:
    """The modules of packages that declare the model which they check."""
    found = [
        import_module(f"{each.__name__}.{module.name}") for each in packages for module in iter_modules(each.__path__)
    ]
    return [module for module in found if hasattr(module, "MODEL")]


def model_of(module: ModuleType) -> str:
    """The name of the model that a module checks, or whose record it holds."""
    return str(getattr(module.MODEL, "name", module.MODEL))


SESSIONS = modules_of(sessions)
MODULES = {
    question: [module for module in modules_of(package, sessions, models) if model_of(module) in models_of(question)]
    for question, package in ((OBSERVED, observed), (REPLICATED, replicated))
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
    assert boundary.breaks == model_of(module)
    verdicts = check(boundary.history, question=question, supersedes=lambda newer, older: newer >= older)
    assert verdicts[boundary.breaks].status == "violated"
    assert {model: verdicts[model].status for model in boundary.keeps} == dict.fromkeys(boundary.keeps, "holds")


@pytest.mark.parametrize("question", [OBSERVED, REPLICATED])
def test_every_arrow_has_its_history(question: str) -> None:
    drawn = {(b.breaks, kept) for asked, _, b in DRAWN if asked == question for kept in b.keeps}
    declared = {(stronger, weaker) for stronger, weaker_models in arrows(question).items() for weaker in weaker_models}
    missing = declared - drawn
    assert not missing, "draw a history for each in the docstring of the stronger model's module"


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
