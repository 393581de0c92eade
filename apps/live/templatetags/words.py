"""How pages write what they are given."""

from django import template

from apps.live.words import Word
from apps.live.words import words as all_words

register = template.Library()


@register.simple_tag
def words() -> tuple[Word, ...]:
    """Every term of the field that pages define."""
    return all_words()


@register.filter
def seconds(tick: int) -> str:
    """A tick as pages write it: 3120 is `3.120 s`."""
    return f"{tick / 1000:.3f} s"
