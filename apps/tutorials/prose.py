"""A lesson's HTML with its links resolved: to runs that back a claim, and to papers."""

from __future__ import annotations

import re

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from apps.tutorials.course import sources
from apps.tutorials.lesson import Lesson

LINK = re.compile(r'href="(run|source):([^"]+)"')


def rendered(lesson: Lesson, html: str) -> SafeString:
    """The HTML as it is shown. It is the lesson's own, made from Markdown that allows no HTML."""

    def resolved(found: re.Match[str]) -> str:
        kind, name = found.groups()
        if name not in (sources() if kind == "source" else lesson.runs):
            return 'title="This link leads nowhere."'
        if kind == "source":
            return f'href="{sources()[name].url}" class="source" rel="noreferrer"'
        return f'href="{reverse("lesson_run", args=[lesson.slug, name])}" class="run-link" data-watch target="_blank"'

    return mark_safe(LINK.sub(resolved, html))
