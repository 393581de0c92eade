"""Requests that no page would send, to every address of `docs/rights.md`, made from good ones; by seed."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any
from urllib.parse import quote, quote_from_bytes

from django.urls import resolve

from apps.labs.goals import PREDICATES
from tests.classroom.rights.asking import NAME, named
from tests.classroom.rights.everybody import PEOPLE
from tests.classroom.rights.hostile_values import (
    COOKIES,
    FORM,
    HEADERS,
    JSON,
    JUNK,
    MULTIPART,
    TYPES,
    Fields,
    json_bytes,
    multipart,
    mutated_json,
    spliced,
    uploaded,
    urlencoded,
)
from tests.classroom.rights.house import House
from tests.classroom.rights.rights_table import ALL_PAGES, YES

LITERAL = re.compile(r'"([a-z][a-z0-9_-]{0,20})"')
READ = re.compile(
    r'(?:get|getlist|number|_number)\((?:request, )?"([\w-]+)"|\["([\w-]+)"\]|"([\w-]+)" (?:not )?in (?:request|form)'
)
FORMS = (
    "username",
    "password",
    "old_password",
    "new_password1",
    "new_password2",
    "next",
    "confirmation",
    "csrfmiddlewaretoken",
)
"""Fields that Django's own forms read."""

MAY_SHARE = 0.7
"""Of the requests by somebody who may ask for that address: those get further."""

ODD_NAMES = (b"", b"__proto__", b"\xff", b"a\0b", b"x" * 10_000, b"seat[]", b"file")


Files = Mapping[str, tuple[str, Any]]
"""Good files, as the name of the field and JSON, by the end of the address that takes them."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address that somebody asks, who `may` do so or not: `names` are what stands in it and in good `fields`, or in
    a good `body` of JSON; `read` are the names that its view looks for.
    """

    who: str
    method: str
    address: str
    names: dict[str, str]
    fields: list[tuple[str, str]]
    body: Any
    read: list[str]
    may: bool


@dataclass(frozen=True, slots=True)
class Hostile:
    """A request: `cookie` stands in place of the person's own session if it is not None."""

    target: Target
    path: str
    content_type: str
    headers: list[tuple[str, str]]
    body: bytes
    cookie: str | None

    def __str__(self) -> str:
        asked = f"{self.target.who}: {self.target.method} {self.path[:300]} {self.content_type}"
        return f"{asked} {self.body[:600]!r} {self.headers}"


def targets(house: House) -> list[Target]:
    """Return every address with every person."""
    return [
        _target(house, right.how, right.what, who, may=right.answers[who] == YES)
        for right in ALL_PAGES
        for who in PEOPLE
    ]


def _target(house: House, method: str, address: str, who: str, *, may: bool) -> Target:
    asked, names = house.asked(address, who)
    good = asked.query if method == "GET" else asked.form
    return Target(
        who,
        method,
        address,
        {name: str(value) for name, value in names.items()},
        [(name, str(named(value, names))) for name, value in good.items()],
        asked.body,
        fields_of(address, names),
        may,
    )


def fields_of(address: str, names: Mapping[str, Any]) -> list[str]:
    """Return the names of fields that the module of an address's view reads."""
    path = NAME.sub(lambda found: quote(str(names[found[1]])), address)
    view: Any = inspect.unwrap(resolve(path).func)
    return _fields_of(getattr(view, "__module__", type(view).__module__))


@cache
def _fields_of(module: str) -> list[str]:
    source = inspect.getsource(sys.modules[module])
    read = [name for found in READ.findall(source) for name in found if name] or LITERAL.findall(source)
    terms = [f"term-{name}" for each in PREDICATES.values() for name in inspect.signature(each).parameters]
    numbered = [f"{name}-{number}" for name in ("option", "because", "answer") for number in range(2)]
    more = terms + numbered if "goal" in module or "maker" in module or "outcome" in module else []
    return sorted({*read, *more, *FORMS, *LITERAL.findall(source)}) + sorted(read) * 3


def hostile_requests(seed: int, every: Sequence[Target], files: Files) -> Iterator[Hostile]:
    """Yield requests without end, the same for the same seed but for the names of things."""
    random = Random(seed)
    kinds: dict[tuple[str, bool], list[Target]] = {}
    for target in every:
        kinds.setdefault((target.method, target.may), []).append(target)
    while True:
        kind = random.choice(("GET", "POST", "POST")), random.random() < MAY_SHARE
        yield _hostile(random, random.choice(kinds[kind]), files)


def _hostile(random: Random, target: Target, files: Files) -> Hostile:
    fields = _mutated(random, target)
    path = _path(random, target)
    content_type, body = "", b""
    if target.method == "GET":
        path += "?" + urlencoded(fields).decode()
    else:
        content_type, body = _body(random, target, fields, files)
    headers = random.choices(HEADERS, k=random.choice((0, 0, 0, 1, 2)))
    cookie = random.choice(COOKIES) if random.random() < 0.03 else None
    return Hostile(target, path, content_type, headers, body, cookie)


def _mutated(random: Random, target: Target) -> Fields:
    """Return good fields with some changed, lost, doubled, added."""
    fields = [(name.encode(), value.encode()) for name, value in target.fields]
    for _ in range(random.choice((0, 1, 1, 2, 3))):
        change = random.random()
        if fields and change < 0.2:
            fields.pop(random.randrange(len(fields)))
        elif fields and change < 0.6:
            at = random.randrange(len(fields))
            twice = [fields[at]] if random.random() < 0.3 else []
            fields[at : at + 1] = [*twice, (fields[at][0], _value(random, target))]
        else:
            name = random.choice(ODD_NAMES) if random.random() < 0.1 else random.choice(target.read).encode()
            fields.append((name, _value(random, target)))
    return fields * 400 if fields and random.random() < 0.005 else fields


def _value(random: Random, target: Target) -> bytes:
    if random.random() < 0.3:
        return random.choice(list(target.names.values())).encode()
    return random.choice(JUNK)


def _path(random: Random, target: Target) -> str:
    """Return the address with its names, of which one may be another's, or junk."""
    wrong = random.choice(NAME.findall(target.address) or [""]) if random.random() < 0.15 else ""

    def part(found: re.Match[str]) -> str:
        if found[1] == wrong:
            return quote_from_bytes(_value(random, target), safe="")[:6_000] or "%00"
        return quote(target.names[found[1]], safe="")

    return NAME.sub(part, target.address)


def _body(random: Random, target: Target, fields: Fields, files: Files) -> tuple[str, bytes]:
    """Return a media type and a body, which need not fit."""
    file = next((file for ending, file in files.items() if target.address.endswith(ending)), None)
    if target.body is not None and random.random() < 0.8:
        kind, body = JSON, json_bytes(mutated_json(random, target.body))
    elif file is not None and random.random() < 0.7:
        changed = mutated_json(random, file[1]) if random.random() < 0.9 else file[1]
        kind, body = MULTIPART, uploaded(file[0], json_bytes(changed))
    else:
        kind, body = random.choice(
            ((FORM, urlencoded(fields)), (FORM, urlencoded(fields)), (MULTIPART, multipart(random, fields)))
        )
    if random.random() < 0.1:
        body = spliced(random, body)
    return (random.choice(TYPES) if random.random() < 0.08 else kind), body
