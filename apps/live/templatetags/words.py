"""How pages write what they are given."""

from django import template

register = template.Library()


@register.filter
def seconds(tick: int) -> str:
    """A tick as pages write it: 3120 is `3.120 s`."""
    return f"{tick / 1000:.3f} s"
