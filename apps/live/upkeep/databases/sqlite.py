"""SQLite: one file, which this process alone writes."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager, closing, nullcontext
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from apps.live.bounds import VACUUM_PAGES_A_TURN, VACUUM_TURNS_MAX
from apps.live.upkeep.data_trouble import DAMAGED, words

QUICK_STEPS_MAX = 500_000_000
"""Of SQLite's virtual machine: half a minute at most, which is enough for 100 million rows."""

STEPS_A_LOOK = 1_000_000
FINDINGS_MAX = 20

AUTO_VACUUM_INCREMENTAL = 2
VACUUM_COPIES = 2
"""SQLite writes a database anew beside the old one, and then once more into its log."""

PAGES_AT_ONCE = 1_000
BESIDE = ("", "-wal", "-shm", "-journal")
"""The ends of the names of the files that make up one database."""


class SQLite:
    """The file that the settings name."""

    backup_suffix = ".sqlite3"

    @property
    def path(self) -> Path:
        """Where the file is."""
        return Path(connection.settings_dict["NAME"])

    @property
    def name(self) -> str:
        """Return its path."""
        return str(self.path)

    def exists(self) -> bool:
        """Return whether the file is there."""
        return self.path.exists()

    def bytes_used(self) -> int:
        """Return how many bytes its contents take."""
        return (_pragma("page_count") - _pragma("freelist_count")) * _pragma("page_size")

    def files(self) -> list[Path]:
        """Return the file, and those beside it."""
        return list(self.path.parent.glob(f"{self.path.name}*"))

    def damage(self, *, thorough: bool) -> list[str]:
        """Return what SQLite's own checks find in the file."""
        return damage(self.path, thorough=thorough) if self.exists() else []

    def alone(self) -> AbstractContextManager[None]:
        """Do nothing: only one process has the data folder."""
        return nullcontext()

    def now(self) -> datetime:
        """Return the time by this machine's clock."""
        return timezone.now()

    def take_lock(self, number: int) -> None:
        """Do nothing: one transaction writes at a time, from its beginning on."""

    def let_shrink(self) -> None:
        """Write a database of an earlier version anew, once, if there is room for that."""
        needed = VACUUM_COPIES * _pragma("page_count") * _pragma("page_size")
        if _pragma("auto_vacuum") == AUTO_VACUUM_INCREMENTAL or shutil.disk_usage(settings.DATA_DIR).free < needed:
            return
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA auto_vacuum = {AUTO_VACUUM_INCREMENTAL}")
            cursor.execute("VACUUM")

    def shrink(self) -> int:
        """Give empty pages back to the disk, a few at a time; return how many."""
        before = _pragma("freelist_count")
        for _ in range(VACUUM_TURNS_MAX):
            if not _pragma("freelist_count"):
                break
            with connection.cursor() as cursor:
                # A script, since `execute` takes one step of a statement without rows, which frees one page.
                cursor.executescript(f"PRAGMA incremental_vacuum({VACUUM_PAGES_A_TURN})")
        return before - _pragma("freelist_count")

    def back_up(self, to: Path) -> None:
        """Copy the database to a file while others write."""
        source = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)
        with closing(source), closing(sqlite3.connect(to)) as target:
            source.backup(target, pages=PAGES_AT_ONCE)

    def restore(self, source: Path) -> None:
        """Put a copy of the backup in place of the database, at once. Raises OSError if the backup is not sound."""
        beside = self.path.with_name(f"{self.path.name}.restoring")
        shutil.copyfile(source, beside)
        if found := damage(beside, thorough=True):
            beside.unlink()
            raise OSError(f"it is no sound database. {found[0]}")
        connection.close()
        for end in BESIDE[1:]:
            self.path.with_name(self.path.name + end).unlink(missing_ok=True)
        os.replace(beside, self.path)


def damage(path: Path, *, thorough: bool) -> list[str]:
    """Return what SQLite's own checks find in a file, in sentences.

    The quick one reads every page once; the thorough one also compares indexes with tables, and follows references.
    """
    checks = ("integrity_check", "foreign_key_check") if thorough else ("quick_check",)
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as opened:
            if not thorough:
                opened.set_progress_handler(_stop_after(QUICK_STEPS_MAX // STEPS_A_LOOK), STEPS_A_LOOK)
            return [said for check in checks for said in _said(opened, check)]
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
            return []
        return [words(error)]


def _pragma(name: str) -> int:
    with connection.cursor() as cursor:
        (value,) = cursor.execute(f"PRAGMA {name}").fetchone()
    return int(value)


def _said(opened: sqlite3.Connection, check: str) -> list[str]:
    """Return what a check says, a sentence a row; nothing if all is well."""
    rows = opened.execute(f"PRAGMA {check}").fetchmany(FINDINGS_MAX)
    said = [f"{check}: {' '.join(map(str, row))}" for row in rows if row != ("ok",)]
    return [f"{DAMAGED.title}: {each}." for each in said]


def _stop_after(looks: int) -> Callable[[], bool]:
    """Return a handler that stops a check after so many looks."""
    left = iter(range(looks))
    return lambda: next(left, None) is None
