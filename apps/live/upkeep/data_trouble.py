"""Trouble with the disk or the database, in words: full, read-only, damaged, locked, away.

Such an error is nobody's mistake in the code. So the log has one line of it a minute, without a traceback; a page says
what happened and that nothing acknowledged is lost; a socket is closed with a code of its own.
"""

from __future__ import annotations

import errno
import logging
import sqlite3
import time
from dataclasses import dataclass

TOLD_EVERY_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Trouble:
    """A kind of trouble: what visitors are told, and what whoever runs the server is told to do."""

    title: str
    advice: str


FULL = Trouble("The server's disk is full", "Free some disk space; the server goes on by itself.")
READ_ONLY = Trouble(
    "The server cannot write to its data folder", "Give its account the right to write there, and to every file in it."
)
DAMAGED = Trouble(
    "The server's database is damaged",
    "Stop the server. `manage.py check_data` says what is damaged; docs/teaching.md says how to restore a backup.",
)
UNREADABLE = Trouble(
    "The server's disk cannot be read or written",
    "Look at the machine's log for errors of the disk, stop the server, and copy the data folder to another disk.",
)
AWAY = Trouble(
    "The server's database cannot be reached",
    "Start PostgreSQL, or see to the network between; the server goes on by itself.",
)
LOCKED = Trouble(
    "The server's database is busy", "Another program holds the database locked; end that program, or wait for it."
)

BY_SQLITE_CODE = {
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_PERM: READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: READ_ONLY,
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: DAMAGED,
    sqlite3.SQLITE_IOERR: UNREADABLE,
    sqlite3.SQLITE_BUSY: LOCKED,
    sqlite3.SQLITE_LOCKED: LOCKED,
}
BY_SQLSTATE = {
    "53100": FULL,
    "53": LOCKED,
    "25006": READ_ONLY,
    "42501": READ_ONLY,
    "XX001": DAMAGED,
    "XX002": DAMAGED,
    "58": UNREADABLE,
    "08": AWAY,
    "57P": AWAY,
    "55P03": LOCKED,
}
"""By the beginnings of PostgreSQL's codes."""

BY_ERRNO = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EROFS: READ_ONLY,
    errno.EACCES: READ_ONLY,
    errno.EPERM: READ_ONLY,
    errno.EIO: UNREADABLE,
}
PRIMARY_CODE_BITS = 0xFF
"""SQLite's extended codes carry the plain one in their lowest byte."""


def trouble_of(error: BaseException | None) -> Trouble | None:
    """Return the trouble with disk or database that an error came from, if it did; Django wraps the database's own
    errors.
    """
    while error is not None:
        code = getattr(error, "sqlite_errorcode", None)
        if code is not None:
            return BY_SQLITE_CODE.get(code & PRIMARY_CODE_BITS)
        if _is_psycopg(error):
            return _by_sqlstate(error)
        if isinstance(error, OSError) and error.errno in BY_ERRNO:
            return BY_ERRNO[error.errno]
        error = error.__cause__
    return None


def _is_psycopg(error: BaseException) -> bool:
    """Return whether it is psycopg's, which is not imported here: with SQLite nothing needs it."""
    return any(each.__module__.startswith("psycopg") for each in type(error).__mro__)


def _by_sqlstate(error: BaseException) -> Trouble | None:
    """A failed or lost connection has no code."""
    state = getattr(error, "sqlstate", None)
    if state is None:
        return AWAY if any(each.__name__ == "OperationalError" for each in type(error).__mro__) else None
    return next((BY_SQLSTATE[state[:n]] for n in (5, 3, 2) if state[:n] in BY_SQLSTATE), None)


def words(error: BaseException) -> str:
    """Return what such an error means and what to do about it; the error itself if it is another one."""
    trouble = trouble_of(error)
    return str(error) if trouble is None else f"{trouble.title} ({error}). {trouble.advice}"


class OnceAMinute:
    """Says which of the kinds of things that go on happening are due to be told again."""

    def __init__(self) -> None:
        self._told_at: dict[object, float] = {}

    def is_due(self, kind: object) -> bool:
        """Return whether this kind was not told within the last minute; if so, it counts as told now."""
        now = time.monotonic()
        if now - self._told_at.get(kind, -TOLD_EVERY_SECONDS) < TOLD_EVERY_SECONDS:
            return False
        self._told_at[kind] = now
        return True


class InWords(logging.Filter):
    """Says of a record's error, if it is trouble with the disk, only that, and that once a minute."""

    def __init__(self) -> None:
        super().__init__()
        self._told = OnceAMinute()

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether the record is written; one about the disk is changed to a line."""
        trouble = trouble_of(record.exc_info[1]) if record.exc_info else None
        if trouble is None or record.exc_info is None:
            return True
        if not self._told.is_due(trouble):
            return False
        record.msg, record.args = "%s (%s). %s", (trouble.title, record.exc_info[1], trouble.advice)
        record.exc_info = record.exc_text = None
        return True
