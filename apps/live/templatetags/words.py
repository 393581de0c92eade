"""How pages write what they are given."""

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.timesince import timesince

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


@register.filter
def ago(moment: datetime) -> str:
    """Return how long ago something was, in one unit: `just now`, `5 minutes ago`."""
    if timezone.now() - moment < timedelta(minutes=1):
        return "just now"
    return f"{timesince(moment, depth=1)} ago"
