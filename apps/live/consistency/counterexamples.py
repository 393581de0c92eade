"""The smallest example history that breaks a model, judged by the checker and drawn."""

from __future__ import annotations

from functools import cache
from io import StringIO

from django.utils.safestring import SafeString, mark_safe

from apps.consistency import Verdict, check
from apps.consistency.formats import read_history
from apps.live.examples.example import Example
from apps.live.examples.models import MODELS as EXAMPLES
from apps.live.pictures.history import draw_history


def counterexample(model: str) -> Example | None:
    """Return the example with the fewest operations of those that are about a model; None if there is none."""
    about = (each for each in EXAMPLES if each.breaks[0] == model)
    return min(about, key=lambda each: each.text.count('"process"'), default=None)


@cache
def judged_example(example: Example) -> Verdict:
    """Return the checker's verdict on an example, by the model that it is about."""
    model = example.breaks[0]
    imported = read_history(StringIO(example.text))
    return check(imported.operations, models=[model], data=imported.data, initial=imported.initial)[model]


@cache
def example_picture(example: Example) -> SafeString:
    """Return an example as an SVG element; what the checker found to break its model is marked."""
    operations = read_history(StringIO(example.text)).operations
    drawn = draw_history(operations, judged_example(example).operations)
    return mark_safe(drawn)
