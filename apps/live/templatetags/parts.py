"""`{% part "live/lab/_keys.html" %}`: a part of pages that is the same for everybody, rendered once in a process."""

from collections.abc import Hashable
from functools import cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
@cache
def part(name: str, **context: Hashable) -> SafeString:
    """A template, given nothing but what is named here."""
    return render_to_string(name, context)
