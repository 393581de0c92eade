"""The tables of `docs/rights.md`, read; and every address and command that there is, to be found in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.urls import URLResolver, get_resolver

from apps.live.judge import judged_address
from apps.live.pages import run_address
from tests.classroom.rights.everybody import PEOPLE

DOCUMENT = Path(__file__).parents[3] / "docs" / "rights.md"

YES, NO, LOG_IN, INVITED = "yes", "–", "log in", "invited"
ANSWERS = (YES, NO, LOG_IN, INVITED)
METHODS = ("GET", "POST")
SEVERAL = {"<run:address>": run_address.FORMS, "<judged:address>": judged_address.FORMS}


@dataclass(frozen=True, slots=True)
class Right:
    """A row: what may be asked for how, and each person's answer."""

    how: str
    what: str
    answers: dict[str, str]

    def __str__(self) -> str:
        return f"{self.how} {self.what}"


def rights(wanted: str) -> list[Right]:
    """Every row of the tables of a section; a row of several methods, or names, is as many rights."""
    return [
        Right(how.strip(), what, answers)
        for section, methods, what, answers in _rows(DOCUMENT.read_text())
        for how in methods.split(",")
        if section == wanted
    ]


def _rows(text: str) -> Iterator[tuple[str, str, str, dict[str, str]]]:
    section, header = "", list[str]()
    for line in text.splitlines():
        if line.startswith("## "):
            section = line[3:].strip()
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.startswith("|") else []
        if not cells:
            header = []
        elif not header:
            header = cells
        elif len(header) == len(PEOPLE) + 2 and not set(line) <= set("|-: "):
            how, what, *answers = cells
            assert tuple(header[2:]) == PEOPLE, f"{section}: the columns are {header[2:]}"
            assert set(answers) <= set(ANSWERS), line
            for each in what.split(", "):
                yield section, how, each.strip("`"), dict(zip(PEOPLE, answers, strict=True))


def addresses(resolver: Any = None, before: str = "/") -> Iterator[str]:
    """Every address of the app, as its patterns say it."""
    for each in (resolver or get_resolver()).url_patterns:
        address = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from addresses(each, address)
        else:
            yield from forms(address)


def forms(address: str) -> list[str]:
    """The forms of an address that several audiences have; or the address itself."""
    for converter, found in SEVERAL.items():
        if converter in address:
            return [address.replace(converter, each) for each in found.values()]
    return [address]


ALL_PAGES, ALL_SOCKETS, ALL_COMMANDS = rights("Pages"), rights("Sockets"), rights("Commands")
ONCE_CLOSED = rights("Once the exercise has closed")
