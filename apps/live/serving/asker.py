"""The asker of a page: a browser session at an address. `config.pages` says it for each request."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asker:
    """A visitor, or a browser session by its cookie, at an address."""

    address: str
    visitor: str


NOBODY = Asker("", "")

asker: ContextVar[Asker] = ContextVar("asker", default=NOBODY)
"""The asker of the page that is answered now."""
