"""`{% page_script "lab" %}`, `{% page_style "lab" %}`, `{% font "inter-400-700" %}`: what a page loads.

With DEBUG the sources are served, one file a module; otherwise what `make bundle` made of them.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

SCRIPT = '<script type="module" src="{}"></script>'
STYLE = '<link rel="stylesheet" href="{}">'
PRELOAD = '<link rel="modulepreload" href="{}">'
FONT = '<link rel="preload" href="{}" as="font" type="font/woff2" crossorigin>'

register = template.Library()


@cache
def manifest() -> dict[str, Any]:
    """Return which files the bundler made for which page."""
    text = (Path(settings.BASE_DIR) / "static" / "dist" / "manifest.json").read_text()
    found: dict[str, Any] = json.loads(text)
    return found


@register.simple_tag
def page_script(name: str) -> SafeString:
    """The script of a page, and what it imports; raises KeyError for a page that there is not."""
    record = manifest()["scripts"][name]
    if settings.DEBUG:
        return format_html(SCRIPT, static(f"js/pages/{name}.js"))
    imports = format_html_join("\n", PRELOAD, ((static(f"dist/{each}"),) for each in record["preload"]))
    return imports + format_html(SCRIPT, static(f"dist/{record['file']}"))


@register.simple_tag
def page_style(name: str) -> SafeString:
    """The style sheet of a page; raises KeyError for a page that there is not."""
    return format_html(STYLE, style_address(name))


@register.simple_tag
def style_address(name: str) -> str:
    """The address of a style sheet that a script loads; raises KeyError for one that there is not."""
    record = manifest()["styles"][name]
    return static(f"css/pages/{name}.css" if settings.DEBUG else f"dist/{record['file']}")


@register.simple_tag
def font(name: str) -> SafeString:
    """A font, to be loaded early; raises KeyError if no style sheet uses it."""
    file = manifest()["fonts"][name]
    return format_html(FONT, static(f"fonts/{name}.woff2" if settings.DEBUG else f"dist/{file}"))
