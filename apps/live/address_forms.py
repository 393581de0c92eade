"""Addresses of several forms, one for each audience: `{kind: "labs/<str:lab_id>"}`, each with one name in it."""

from __future__ import annotations

import re
from collections.abc import Mapping

NAME = re.compile("<[^>]+>")


def pattern_of(forms: Mapping[str, str]) -> str:
    """Return the regular expression of a path in any of these forms, for a converter of routes."""
    return "|".join(NAME.sub("[^/]+", form) for form in forms.values())


def path_in(form: str, name: str) -> str:
    """Return the path that a form has with this name in it."""
    return NAME.sub(lambda _: name, form)
