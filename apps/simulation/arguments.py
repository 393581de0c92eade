"""Operations and their arguments in words: arguments of two parts travel as JSON, and nobody reads them so.

static/js/lib/format.js, `argumentText`, says the same of the same; tests/labs/test_narration.py holds them together.
"""

import json
from collections.abc import Callable, Mapping

WORDS: Mapping[str, Callable[[str, str], str]] = {
    "insert": lambda place, text: f"“{text}” {f'after {place}' if place else 'at the beginning'}",
    "put": lambda key, value: f"{key} → {value}",
}

ADMINISTRATION: Mapping[str, str] = {"transfer": "hand over to", "reconfigure": "members"}
"""The operations on the cluster itself, in words before their value. They are about no key, and in no history."""


def argument_text(action: str, value: str) -> str:
    """`["1.n1","ab"]` of an insert as `“ab” after 1.n1`; what is no such pair is left as it is."""
    parts = _parts(value) if action in WORDS else None
    return WORDS[action](*parts) if parts else value


def last_part(action: str, value: str) -> str:
    """Return the last part of an argument of several, for where there is no room for all; any other value as it is."""
    if action not in WORDS and action not in ADMINISTRATION:
        return value
    try:
        found = json.loads(value)
    except ValueError:
        return value
    return str(found[-1]) if isinstance(found, list) and found else value


def _parts(value: str) -> tuple[str, str] | None:
    try:
        found = json.loads(value)
    except ValueError:
        return None
    is_pair = isinstance(found, list) and len(found) == 2 and all(isinstance(part, str) for part in found)
    return (found[0], found[1]) if is_pair else None
