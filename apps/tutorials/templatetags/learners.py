"""Addresses of the pages of whoever takes the lesson: their own, or those of their seat in a class."""

from __future__ import annotations

from typing import Any

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def learner_url(context: dict[str, Any], page: str, *names: str) -> str:
    """The address of a page of the lesson (and step) with these slugs."""
    address: str = context["learner"].address(page, *names)
    return address
