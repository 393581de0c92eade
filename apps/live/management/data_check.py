"""The database, looked over: quickly before the server starts, thoroughly on request (`manage.py check_data`).

A server on a damaged database may serve wrong pages for weeks, and each write makes it worse. So it does not start.
The quick check reads every page once; SQLite's full one also compares indexes with tables, and we the references.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from apps.live.bounds import FREE_BYTES_MIN
from apps.live.upkeep.data_trouble import DAMAGED, trouble_of

QUICK_STEPS_MAX = 500_000_000
"""Of SQLite's virtual machine: half a minute at most, which is enough for 100 million rows."""

STEPS_A_LOOK = 1_000_000
FINDINGS_MAX = 20


def quick_findings(database: Path) -> list[str]:
    """Return what is wrong with the database, in sentences; a check that is too long ends without a finding."""
    return _findings(database, ("quick_check",), steps_max=QUICK_STEPS_MAX)


def full_findings(database: Path) -> list[str]:
    """Return what is wrong with the database, however long it takes to find out."""
    return _findings(database, ("integrity_check", "foreign_key_check"), steps_max=None)


def _findings(database: Path, checks: tuple[str, ...], *, steps_max: int | None) -> list[str]:
    if not database.exists():
        return []
    try:
        with closing(sqlite3.connect(database, isolation_level=None)) as connection:
            if steps_max is not None:
                connection.set_progress_handler(_stop_after(steps_max // STEPS_A_LOOK), STEPS_A_LOOK)
            return [said for check in checks for said in _said(connection, check)]
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
            return []
        return [words(error)]


def _said(connection: sqlite3.Connection, check: str) -> list[str]:
    """Return what a check says, a sentence a row; nothing if all is well."""
    rows = connection.execute(f"PRAGMA {check}").fetchmany(FINDINGS_MAX)
    said = [f"{check}: {' '.join(map(str, row))}" for row in rows if row != ("ok",)]
    return [f"{DAMAGED.title}: {each}." for each in said]


def _stop_after(looks: int) -> Callable[[], bool]:
    """Return a handler that stops a check after so many looks."""
    left = iter(range(looks))
    return lambda: next(left, None) is None


def words(error: BaseException) -> str:
    """Return what an error of the disk means and what to do about it; the error itself if it is another one."""
    trouble = trouble_of(error)
    return str(error) if trouble is None else f"{trouble.title} ({error}). {trouble.advice}"


def room_words(folder: Path) -> str:
    """Return a warning if little of the disk is left."""
    free = shutil.disk_usage(folder).free
    if free >= FREE_BYTES_MIN:
        return ""
    return f"Only {free / 1024**2:,.0f} MiB are free on the disk of {folder}. Once it is full nothing can be stored."
