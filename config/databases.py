"""The database of the settings: SQLite in the data folder, or the PostgreSQL that DATABASE_URL names."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import dj_database_url

CONNECT_SECONDS_MAX = 5


def chosen(url: str, folder: Path) -> dict[str, Any]:
    """Return Django's settings of the database at an address, or of SQLite's in the data folder if there is none."""
    return postgresql(url) if url else sqlite(folder)


def postgresql(url: str) -> dict[str, Any]:
    """Return the settings of a PostgreSQL database."""
    found: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=None, conn_health_checks=True))
    found.setdefault("OPTIONS", {}).setdefault("connect_timeout", CONNECT_SECONDS_MAX)
    return found


def sqlite(folder: Path) -> dict[str, Any]:
    """Return the settings of the database in a folder."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": folder / "lightcone.sqlite3",
        # Kept open: opening one costs as much as a query, and with the last that is closed the log is folded away.
        "CONN_MAX_AGE": None,
        # WAL lets readers go on while one writes. A killed process loses nothing under synchronous=NORMAL.
        "OPTIONS": {
            # The first one counts for a new database only: it can shrink (`apps.live.upkeep.databases.sqlite`).
            "init_command": "PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
        },
        # A file, as in real life: threads that share SQLite's in-memory database meet locked tables.
        "TEST": {"NAME": Path(tempfile.gettempdir()) / f"lightcone-test-{os.getpid()}.sqlite3"},
    }
