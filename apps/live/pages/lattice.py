"""The picture of the lattice of models: where each stands, for the template that draws it.

Stronger models stand above weaker ones. Lines are the lattice's arrows without those that follow from others. A model
that names no place of its own gets a row below the models that imply it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from apps.consistency.models import MODELS, arrows, definition, implied, models_of

WIDTH = 296
HEIGHTS = {1: 24, 2: 34}
"""Of a chip, by the lines of its label."""
TEXT_Y = {1: 4, 2: -2}
ROW_HEIGHT = 38
MARGIN_TOP, MARGIN_BOTTOM = 14, 20
Place = tuple[int, int]

QUESTION_NAMES = {"replicated": "By what the store did", "observed": "By what clients saw"}
"""A question in a few words."""

QUESTIONS = {
    "replicated": f"{QUESTION_NAMES['replicated']}: did it keep the model, by the order of its own writes?",
    "observed": f"{QUESTION_NAMES['observed']}: could a store that keeps the model have given these answers?",
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A model's place: the centre, the size, the words."""

    model: str
    title: str
    x: int
    y: int
    width: int
    height: int
    words: tuple[str, ...]
    text_y: int

    @property
    def left(self) -> int:
        """Its left edge, from its centre."""
        return -self.width // 2

    @property
    def top(self) -> int:
        """Its top edge, from its centre."""
        return -self.height // 2


@dataclass(frozen=True, slots=True)
class Line:
    """An arrow of the lattice, from the foot of the stronger model to the head of the weaker."""

    x1: int
    y1: int
    x2: int
    y2: int


@dataclass(frozen=True, slots=True)
class LatticePicture:
    """One question's lattice."""

    question: str
    words: str
    width: int
    height: int
    chips: tuple[Chip, ...]
    lines: tuple[Line, ...]

    @property
    def title(self) -> str:
        """The question in a few words."""
        return QUESTION_NAMES[self.question]


def _picture(question: str) -> LatticePicture:
    places = _places(question)
    chips = {model: _chip(model, *places[model], question) for model in models_of(question)}
    lines = tuple(
        Line(
            chips[strong].x, chips[strong].y + chips[strong].height // 2, chips[weak].x, chips[weak].y + chips[weak].top
        )
        for strong, weak in reduced(question)
    )
    foot = max((chip.y for chip in chips.values()), default=0)
    return LatticePicture(question, QUESTIONS[question], WIDTH, foot + MARGIN_BOTTOM, tuple(chips.values()), lines)


def _places(question: str) -> dict[str, Place]:
    """Return the centre of each model: its own, or one in a row that is inserted for those without one."""
    declared = {model: definition(model, question).chip.centre for model in models_of(question)}
    places = {model: place for model, place in declared.items() if place is not None}
    for model in [model for model, place in declared.items() if place is None]:
        row = _row(model, places, question)
        places = {other: (x, y + ROW_HEIGHT if y >= row else y) for other, (x, y) in places.items()}
        places[model] = (WIDTH // 2, row)
    return places


def _row(model: str, places: Mapping[str, Place], question: str) -> int:
    """Return the height of a new row: below all models that imply this one, and above those that it implies."""
    stronger = [y for other, (_, y) in places.items() if model in implied(other, question)]
    if implied(model, question):
        return max(stronger, default=MARGIN_TOP - ROW_HEIGHT) + ROW_HEIGHT
    return max((y for _, y in places.values()), default=MARGIN_TOP - ROW_HEIGHT) + ROW_HEIGHT


def _chip(model: str, x: int, y: int, question: str) -> Chip:
    declared, title = definition(model, question).chip, MODELS[model].title
    words = declared.label or (title,)
    return Chip(model, title, x, y, declared.width, HEIGHTS[len(words)], words, TEXT_Y[len(words)])


def reduced(question: str) -> list[tuple[str, str]]:
    """Return the arrows that do not follow from others."""
    return [
        (strong, weak)
        for strong, weaker in arrows(question).items()
        for weak in weaker
        if not any(weak in implied(other, question) for other in weaker)
    ]


def pictures() -> tuple[LatticePicture, ...]:
    """Return both lattices."""
    return _pictures(MODELS.version)


@lru_cache(maxsize=1)
def _pictures(version: int) -> tuple[LatticePicture, ...]:
    return tuple(_picture(question) for question in QUESTIONS)
