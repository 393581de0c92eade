"""What pages of other apps show of the course."""

from __future__ import annotations

from django import template

from apps.tutorials.course import lessons
from apps.tutorials.lesson import Lesson

register = template.Library()


@register.simple_tag
def lessons_with_lab(slug: str) -> list[Lesson]:
    """Return the lessons that go on in this lab of the catalogue, in the order of the course."""
    return [lesson for lesson in lessons().values() if lesson.lab == slug]
