"""What an addition needs outside its own file is named by a test that fails until it is there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from apps.labs.catalogue import catalogue
from apps.labs.run.session import Session
from apps.simulation import command_kinds
from tests.test_bundles import modules

ROOT = Path(settings.BASE_DIR)
SCRIPTS = ROOT / "static" / "js"
ELEMENT = re.compile(r'customElements\.define\("([\w-]+)"')
BY_NAME = ("nodes", "clients", "messages", "operations")
"""Members of the view that hold one record a name."""


def members(view: dict[str, Any]) -> set[str]:
    """The names of the members of a view, and of the records in it."""
    records = [view, view["protocol"], view["network"]]
    for name, value in view.items():
        records += value.values() if name in BY_NAME else value if isinstance(value, list) else []
    return {name for record in records if isinstance(record, dict) for name in record}


def test_every_member_of_the_view_is_documented() -> None:
    document = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
    said = {*re.findall(r'"(\w+)"', document), *re.findall(r"`(?:\w+\.)*(\w+)`", document)}
    missing = set()
    for lab in catalogue().values():
        session = Session(lab.scenario, 1)
        session.advance(2_000)
        missing |= members(session.snapshot()) - said
    assert not missing, "describe them in docs/protocol.md"


@pytest.mark.parametrize("command", [kind.name for kind in command_kinds()])
def test_every_command_of_a_fault_has_a_control_on_the_page(command: str) -> None:
    sources = (*SCRIPTS.rglob("*.js"), *(ROOT / "templates").rglob("*.html"))
    given = any(f'"{command}"' in path.read_text(encoding="utf-8") for path in sources)
    assert given, "give it a button in templates/live/lab/_node_controls.html, or a form in _faults.html"


def test_every_element_is_loaded_by_a_page_and_used() -> None:
    loaded = set().union(*(modules(entry) for entry in (SCRIPTS / "pages").glob("*.js")))
    templates = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.html"))
    scripts = {path: path.read_text(encoding="utf-8") for path in SCRIPTS.rglob("*.js")}
    for path, text in scripts.items():
        for name in ELEMENT.findall(text):
            assert path.resolve() in loaded, f"import {path.name} in static/js/views.js, lazy-elements.js or a page"
            made = any(f'"{name}"' in other for others, other in scripts.items() if others != path)
            assert f"<{name}" in templates or made, f"put <{name}> into a template"
