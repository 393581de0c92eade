"""The database that Lightcone runs on, SQLite or PostgreSQL: its size, its health, its copies.

Everything else about it is the same for both, and Django's.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Protocol

from django.db import connection


class Database(Protocol):
    """The operations that differ between the kinds of databases."""

    backup_suffix: str
    """The end of the names of its backups."""

    @property
    def name(self) -> str:
        """Return how a person calls this database; without a password."""

    def exists(self) -> bool:
        """Return whether there is one yet."""

    def bytes_used(self) -> int:
        """Return how many bytes its contents take; what deleted rows left is used again first."""

    def files(self) -> list[Path]:
        """Return its files, if they are on this machine and ours."""

    def damage(self, *, thorough: bool) -> list[str]:
        """Return what is wrong with it, in sentences; a check that is not thorough ends after half a minute."""

    def alone(self) -> AbstractContextManager[None]:
        """While no other process that asks for this has it: to change what all of them share."""

    def now(self) -> datetime:
        """Return the time by the clock that every process on this database shares."""

    def take_lock(self, number: int) -> None:
        """Wait until no other transaction has this lock, and have it until the end of the one that is open."""

    def let_shrink(self) -> None:
        """Make one of an earlier version of Lightcone one that can shrink."""

    def shrink(self) -> int:
        """Give room that nothing uses back to the disk, a little at a time; return how many pages."""

    def back_up(self, to: Path) -> None:
        """Write a copy of one moment to a file. Raises OSError, or the database's own errors."""

    def restore(self, source: Path) -> None:
        """Put the contents of a backup in place of everything that is here. Raises OSError in words."""


@cache
def database() -> Database:
    """Return the one that the settings name."""
    if connection.vendor == "postgresql":
        from apps.live.upkeep.databases.postgresql import PostgreSQL

        return PostgreSQL()
    from apps.live.upkeep.databases.sqlite import SQLite

    return SQLite()
