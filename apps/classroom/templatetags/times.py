"""A moment on a page of a class: by the clocks of the class, and on learners' pages by those of the browser."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def moment(at: datetime, zone: ZoneInfo) -> SafeString:
    """Return a moment as HTML, with the name of the time zone: "Tue 8 Dec, 23:59 CET"."""
    there = at.astimezone(zone)
    words = f"{there:%a} {there.day} {there:%b}, {there:%H:%M} {there.tzname()}"
    return format_html('<time datetime="{}" data-moment>{}</time>', at.isoformat(), words)
