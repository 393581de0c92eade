"""Bundles: a page loads what the bundler made for it, and the sources with DEBUG."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from django.conf import settings as django_settings
from django.template import Context, Template
from django.test import Client

from tests.serving import ServerProcess

STATIC = Path(django_settings.BASE_DIR) / "static"
TEMPLATES = Path(django_settings.BASE_DIR) / "templates"
IMPORT = re.compile(r"""\bfrom "(\.[^"]+)"|\bimport "(\.[^"]+)"|\bimport\("(\.[^"]+)"\)""")
TAG = re.compile(r'{% (?:page_(?=script|style))?(script|style)(?:_address)? "([\w-]+)" %}')
EXTENDS = re.compile(r'{% extends "([^"]+)" %}')


def modules(entry: Path) -> set[Path]:
    """The modules that one imports, however deep, and itself."""
    found, queue = set(), [entry]
    while queue:
        path = queue.pop()
        if path not in found:
            found.add(path)
            names = (next(filter(None, groups)) for groups in IMPORT.findall(path.read_text()))
            queue += [(path.parent / name).resolve() for name in names]
    return found


def rendered(tag: str) -> str:
    return Template("{% load bundles %}" + tag).render(Context())


def test_every_page_is_used_and_every_page_used_is_there() -> None:
    used = {found for path in TEMPLATES.rglob("*.html") for found in TAG.findall(path.read_text())}
    there = {("script", path.stem) for path in (STATIC / "js/pages").iterdir()}
    there |= {("style", path.stem) for path in (STATIC / "css/pages").iterdir()}
    assert used == there


def test_what_a_page_loads_is_a_bundle_and_with_debug_its_source(settings: Any) -> None:
    assert re.search(r'src="/static/dist/lab-[A-Z0-9]{8}\.js"', rendered('{% page_script "lab" %}'))
    assert re.search(r'href="/static/dist/lab-[A-Z0-9]{8}\.css"', rendered('{% page_style "lab" %}'))
    settings.DEBUG = True
    assert 'src="/static/js/pages/lab.js"' in rendered('{% page_script "lab" %}')
    assert 'href="/static/css/pages/lab.css"' in rendered('{% page_style "lab" %}')
    assert 'href="/static/fonts/inter-400-700.woff2"' in rendered('{% font "inter-400-700" %}')


@pytest.mark.parametrize("page", sorted(path.stem for path in (STATIC / "js/pages").iterdir()))
def test_the_script_of_a_page_is_one_file(page: str) -> None:
    addresses = re.findall(r'(?:src|href)="([^"]+)"', rendered(f'{{% page_script "{page}" %}}'))
    assert len(addresses) == 1
    imported = re.findall(r'(?:\bfrom|\bimport) ?"\./([^"]+)"', (STATIC / "dist" / Path(addresses[0]).name).read_text())
    assert imported == []


def scripts_of(template: Path) -> list[str]:
    """The scripts of a page, with those of the templates that it extends."""
    text = template.read_text()
    own = [name for kind, name in TAG.findall(text) if kind == "script"]
    return own + [name for parent in EXTENDS.findall(text) for name in scripts_of(TEMPLATES / parent)]


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.stem)
def test_scripts_of_one_page_define_no_element_twice(template: Path) -> None:
    """Each bundle has its own copy of what it imports."""
    closures = [modules(STATIC / f"js/pages/{name}.js") for name in scripts_of(template)]
    shared = set[Path]().union(*(one & other for one, other in combinations(closures, 2)))
    assert [path.name for path in shared if "customElements.define" in path.read_text()] == []


@pytest.mark.django_db
def test_a_page_has_one_script_for_itself_and_one_for_the_frame(client: Client) -> None:
    page = client.get("/labs/").content.decode()
    assert len(re.findall(r"<script[^>]+src=", page)) == 2
    assert re.search(r'<script nonce="[^"]+">', page)


@pytest.mark.parametrize(("accepts", "packing"), [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("identity", None)])
def test_bundles_are_sent_packed_and_kept_for_ever(server: ServerProcess, accepts: str, packing: str | None) -> None:
    address = re.findall(r'src="([^"]+)"', rendered('{% page_script "lab" %}'))[0]
    with urlopen(Request(server.url + address, headers={"Accept-Encoding": accepts})) as answer:
        assert answer.headers["Content-Encoding"] == packing
        assert "immutable" in answer.headers["Cache-Control"]


def test_no_module_is_served_that_no_page_loads(server: ServerProcess) -> None:
    with pytest.raises(HTTPError, match="404"):
        urlopen(server.url + "/static/js/pages/lab.js")
