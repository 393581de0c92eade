"""Histories to open with one click on the judge's page, in groups: what the models tell apart, and what can be read."""

from functools import cache

from apps.live.examples.example import Example, Group
from apps.live.examples.formats import FORMATS
from apps.live.examples.models import MODELS

GROUPS: tuple[Group, ...] = (
    Group("What each model rules out", "A history for each model, which breaks it and keeps a weaker one.", MODELS),
    Group("What can be read", "One file for each format. Paste your own in the same form.", FORMATS),
)


@cache
def _by_slug() -> dict[str, Example]:
    return {example.slug: example for example in every_example()}


def every_example() -> tuple[Example, ...]:
    """Return the examples of all groups."""
    return tuple(example for group in GROUPS for example in group.examples)


def find_example(slug: str) -> Example | None:
    """Return an example by its place in the address."""
    return _by_slug().get(slug)
