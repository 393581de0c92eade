"""The settings that are read from environment variables: one table, from which `config.settings` takes the values and
against which a test compares the table in `docs/running.md`.

To add one, add a `Variable` here and its row there.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Generic, TypeVar
from urllib.parse import urlsplit

Value = TypeVar("Value")
Networks = tuple[IPv4Network | IPv6Network, ...]

HOST_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*", re.IGNORECASE)
POSTGRESQL_SCHEMES = ("postgres", "postgresql")
POSTGRESQL_EXAMPLE = "postgresql://lightcone:password@db.example.edu/lightcone"
REDIS_SCHEMES = ("redis", "rediss", "unix")
REDIS_EXAMPLE = "redis://:password@redis.example.edu:6379/0"
DEFAULT_PORTS = {"http": 80, "https": 443}


class Wrong(ValueError):
    """A value that cannot be used. Its text goes on after the variable's name: "must be …"."""


@dataclass(frozen=True, slots=True)
class Variable(Generic[Value]):
    """An environment variable. `parse` is given its text, or `default` if there is none, and raises `Wrong`."""

    name: str
    parse: Callable[[str], Value]
    default: str
    meaning: str
    shown_default: str = ""

    def read(self, environment: Mapping[str, str] = os.environ) -> Value:
        """Return the value. Exit with one sentence if it is wrong."""
        text = environment.get(self.name, "").strip() or self.default
        try:
            return self.parse(text)
        except Wrong as wrong:
            raise SystemExit(f"{self.name} {wrong}, not {text!r}.") from None

    def row(self) -> str:
        """Return the variable's row in the table of `docs/running.md`."""
        return f"| `{self.name}` | {self.shown_default or f'`{self.default}`'} | {self.meaning} |"


def flag(given: str) -> bool:
    """Return True for 1 and False for 0."""
    if given not in ("0", "1"):
        raise Wrong("must be 1 or 0")
    return given == "1"


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """Return a parser of whole numbers from `least` to `most`."""

    def parse(given: str) -> int:
        if not (given.isascii() and given.isdigit() and least <= int(given) <= most):
            raise Wrong(f"must be a whole number from {least} to {most}")
        return int(given)

    return parse


def folder(given: str) -> Path | None:
    """Return the folder's path; None if there is no text."""
    return Path(given) if given else None


def listening_host(given: str) -> str:
    """Return a name or an address to listen on."""
    if not _is_host(given):
        raise Wrong("must be an address of this machine, such as 127.0.0.1, or a name")
    return given


def host_names(given: str) -> list[str]:
    """Return names and addresses by comma. One that begins with a point means all names that end so."""
    names = _items(given)
    for name in names:
        if name != "*" and not _is_host(name.removeprefix(".").removeprefix("[").removesuffix("]")):
            raise Wrong("must be names of hosts by comma, without http:// and without a port")
    return names


def networks(given: str) -> Networks:
    """Return addresses and networks by comma."""
    found = []
    for item in _items(given):
        try:
            network = ip_network(item)
        except ValueError:
            raise Wrong("must be addresses or networks by comma, such as 127.0.0.1,10.1.0.0/16") from None
        if network.prefixlen == 0:
            raise Wrong("must not contain every address")
        found.append(network)
    return tuple(found)


def web_address(given: str) -> str:
    """Return the origin of an address, in the form in which browsers send it; an empty text stays empty."""
    if not given:
        return ""
    wrong = Wrong("must be the address of the site without a path, such as https://lightcone.example.edu")
    try:
        parts = urlsplit(given)
        port = parts.port
    except ValueError:
        raise wrong from None
    if parts.scheme not in DEFAULT_PORTS or not _is_host(parts.hostname or "") or port == 0:
        raise wrong
    if parts.path not in ("", "/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise wrong
    name = f"[{parts.hostname}]" if ":" in str(parts.hostname) else parts.hostname
    return f"{parts.scheme}://{name}" + ("" if port in (None, DEFAULT_PORTS[parts.scheme]) else f":{port}")


def postgresql_address(given: str) -> str:
    """Return the address of a PostgreSQL database as it was given; an empty text stays empty."""
    try:
        parts = urlsplit(given)
        makes_sense = parts.scheme in POSTGRESQL_SCHEMES and parts.port != 0 and parts.path.strip("/")
    except ValueError:
        makes_sense = ""
    if given and not makes_sense:
        # The sentence must not repeat the address, which has a password in it, so it is not a `Wrong`.
        raise SystemExit(f"DATABASE_URL must be the address of a PostgreSQL database, such as {POSTGRESQL_EXAMPLE}.")
    return given


def redis_address(given: str) -> str:
    """Return the address of a Redis server as it was given; an empty text stays empty."""
    try:
        parts = urlsplit(given)
        makes_sense = parts.scheme in REDIS_SCHEMES and parts.port != 0 and (parts.hostname or parts.path)
    except ValueError:
        makes_sense = ""
    if given and not makes_sense:
        # As above: the address may have a password in it.
        raise SystemExit(f"REDIS_URL must be the address of a Redis server, such as {REDIS_EXAMPLE}.")
    return given


def _items(given: str) -> list[str]:
    return [item for item in (each.strip() for each in given.split(",")) if item]


def _is_host(given: str) -> bool:
    try:
        ip_address(given)
    except ValueError:
        return bool(HOST_NAME.fullmatch(given))
    return True


HOST = Variable(
    "HOST",
    listening_host,
    "127.0.0.1",
    "The address to listen on. `0.0.0.0` serves every machine that can reach this one.",
)
PORT = Variable("PORT", whole_number(0, 65_535), "8000", "The port to listen on; 0 takes a free one.")
PUBLIC_URL = Variable(
    "PUBLIC_URL",
    web_address,
    "",
    "The address that people use, such as `https://lightcone.example.edu`, with the port if it has one. Links carry it."
    " With `https`, cookies are sent over TLS only, browsers are told to use only TLS, and `TRUSTED_PROXIES` must name"
    " the proxy.",
    "the address that was asked for",
)
TRUSTED_PROXIES = Variable(
    "TRUSTED_PROXIES",
    networks,
    "",
    "Addresses or networks of reverse proxies, by comma. Only their `X-Forwarded-For`, `X-Forwarded-Proto` and"
    " `X-Forwarded-Host` are believed.",
    "none",
)
METRICS_FROM = Variable(
    "METRICS_FROM",
    networks,
    "",
    "Addresses or networks, by comma, that may read `/metrics` besides this machine.",
    "none",
)
ALLOWED_HOSTS = Variable(
    "ALLOWED_HOSTS",
    host_names,
    "",
    "More names under which pages are served, by comma. Loopback, `HOST` and the name in `PUBLIC_URL` always are.",
    "none",
)
LIGHTCONE_DATA = Variable(
    "LIGHTCONE_DATA", folder, "", "The folder of everything that is stored.", "`var` in the program's folder"
)
DATABASE_URL = Variable(
    "DATABASE_URL",
    postgresql_address,
    "",
    f"The address of a PostgreSQL database, such as `{POSTGRESQL_EXAMPLE}`.",
    "SQLite, in the data folder",
)
REDIS_URL = Variable(
    "REDIS_URL",
    redis_address,
    "",
    f"The address of a Redis server, such as `{REDIS_EXAMPLE}`, by which several workers on one PostgreSQL database"
    " reach each other. Needs `DATABASE_URL` and `DJANGO_SECRET_KEY`.",
    "none: one process",
)
DJANGO_SECRET_KEY = Variable(
    "DJANGO_SECRET_KEY",
    str,
    "",
    "The key that signs cookies: 50 random characters or more. With another key everybody is a new visitor.",
    "made at the first start, in the data folder",
)
LIGHTCONE_HINT_SECONDS = Variable(
    "LIGHTCONE_HINT_SECONDS",
    whole_number(0, 86_400),
    "30",
    "The seconds that a learner tries before the next hint is offered.",
)
DEBUG = Variable(
    "DEBUG", flag, "0", "1 shows errors in the browser, with source code. Do not set it where others reach the server."
)

TABLE: tuple[Variable[object], ...] = tuple(each for each in list(vars().values()) if isinstance(each, Variable))


def read_public_address(environment: Mapping[str, str] = os.environ) -> tuple[str, Networks]:
    """Return PUBLIC_URL and TRUSTED_PROXIES. Exit with one sentence if they do not fit together."""
    public_url, proxies = PUBLIC_URL.read(environment), TRUSTED_PROXIES.read(environment)
    if public_url.startswith("https:") and not proxies:
        raise SystemExit(
            "PUBLIC_URL begins with https, so TRUSTED_PROXIES must name the proxy that ends TLS, such as 127.0.0.1."
        )
    return public_url, proxies


def read_redis(environment: Mapping[str, str] = os.environ) -> str:
    """Return REDIS_URL. Exit with one sentence if it is given without what several workers share besides."""
    url = REDIS_URL.read(environment)
    missing = [each.name for each in (DATABASE_URL, DJANGO_SECRET_KEY) if not each.read(environment)]
    if url and missing:
        raise SystemExit(f"REDIS_URL is for several workers, which share {' and '.join(missing)}: set that, too.")
    return url
