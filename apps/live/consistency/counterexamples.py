"""The smallest example history that breaks each model, judged by the checker and drawn."""

from __future__ import annotations

from functools import cache
from io import StringIO

from django.utils.safestring import SafeString, mark_safe

from apps.consistency import Verdict, check
from apps.consistency.formats import read_history
from apps.live.examples.example import Example
from apps.live.examples.models import MODELS as EXAMPLES
from apps.live.pictures.history import draw_history


def counterexample(model: str) -> Example:
    """Return the example with the fewest operations of those that are about a model."""
    return min((each for each in EXAMPLES if each.breaks[0] == model), key=lambda each: each.text.count('"process"'))


@cache
def judged_counterexample(model: str) -> Verdict:
    """Return the checker's verdict on the counterexample of a model."""
    imported = read_history(StringIO(counterexample(model).text))
    found = check(imported.operations, models=[model], data=imported.data, initial=imported.initial)
    return found[model]


@cache
def counterexample_picture(model: str) -> SafeString:
    """Return the counterexample of a model as an SVG element; what the checker found to break it is marked."""
    operations = read_history(StringIO(counterexample(model).text)).operations
    drawn = draw_history(operations, judged_counterexample(model).operations)
    return mark_safe(drawn)
