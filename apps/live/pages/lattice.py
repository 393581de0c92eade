"""The picture of the lattice of models: where each stands, for the template that draws it.

Stronger models stand above weaker ones. Lines are the lattice's arrows without those that follow from others.
"""

from dataclasses import dataclass
from functools import cache

from apps.consistency.models import ARROWS, MODELS, implied

WIDTH = 296
CHIP_HEIGHT, GUARANTEE_HEIGHT = 24, 34

GUARANTEES = ("writes_follow_reads", "read_your_writes", "monotonic_writes", "monotonic_reads")
PLACES: dict[str, dict[str, tuple[int, int]]] = {
    "replicated": {
        "linearizable": (148, 14),
        "sequential": (148, 52),
        "causal_ccv": (92, 90),
        "pram": (206, 90),
    },
    "observed": {
        "linearizable": (148, 14),
        "sequential": (148, 48),
        "causal_cm": (92, 82),
        "causal_ccv": (238, 82),
        "causal_cc": (84, 116),
        "pram": (190, 116),
    },
}
LABELS = {
    "linearizable": ("Linearizable",),
    "sequential": ("Sequential",),
    "causal_cm": ("Causal CM",),
    "causal_ccv": ("Causal CCv",),
    "causal_cc": ("Causal CC",),
    "pram": ("PRAM",),
    "read_your_writes": ("Read", "your writes"),
    "monotonic_reads": ("Monotonic", "reads"),
    "monotonic_writes": ("Monotonic", "writes"),
    "writes_follow_reads": ("Writes", "follow reads"),
}
WIDTHS = {"linearizable": 112, "sequential": 104, "pram": 72}
QUESTIONS = {
    "replicated": "As replicated: did this store keep the model, by the order in which it resolved its own writes?",
    "observed": "As observed: could any store of this model have answered the clients so?",
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


def _picture(question: str) -> LatticePicture:
    places = dict(PLACES[question])
    foot = max(y for _, y in places.values())
    places |= {model: (37 + 74 * place, foot + 46) for place, model in enumerate(GUARANTEES)}
    chips = {model: _chip(model, *places[model], question) for model in MODELS if model in places}
    lines = tuple(
        Line(
            chips[strong].x, chips[strong].y + chips[strong].height // 2, chips[weak].x, chips[weak].y + chips[weak].top
        )
        for strong, weak in reduced(question)
    )
    return LatticePicture(question, QUESTIONS[question], WIDTH, foot + 66, tuple(chips.values()), lines)


def _chip(model: str, x: int, y: int, question: str) -> Chip:
    words = ("Causal",) if model == "causal_ccv" and question == "replicated" else LABELS[model]
    is_guarantee = model in GUARANTEES
    height = GUARANTEE_HEIGHT if is_guarantee else CHIP_HEIGHT
    width = 71 if is_guarantee else WIDTHS.get(model, 96)
    return Chip(model, MODELS[model].title, x, y, width, height, words, 4 if len(words) == 1 else -2)


def reduced(question: str) -> list[tuple[str, str]]:
    """The arrows that do not follow from others."""
    return [
        (strong, weak)
        for strong, weaker in ARROWS[question].items()
        for weak in weaker
        if not any(weak in implied(other, question) for other in weaker)
    ]


@cache
def pictures() -> tuple[LatticePicture, ...]:
    """Both lattices."""
    return tuple(_picture(question) for question in QUESTIONS)
