"""Checks by name, for `/readyz`: all must pass before requests are sent to this process."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

Check = Callable[[], bool]

_checks: dict[str, Check] = {}


def add_check(name: str, check: Check) -> None:
    """Add a check. It returns whether its part is ready; an error means that it is not."""
    _checks[name] = check


def not_ready() -> list[str]:
    """Return the names of the checks that fail, in the order in which they were added."""
    return [name for name, check in _checks.items() if not _passes(check)]


def _passes(check: Check) -> bool:
    try:
        return check()
    except Exception:  # noqa: BLE001 - whatever it is, this part does not work now
        return False


def _database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() is not None


def _database_is_migrated() -> bool:
    return _known_migrations() <= MigrationRecorder(connection).applied_migrations().keys()


@cache
def _known_migrations() -> frozenset[tuple[str, str]]:
    """Return app and name of every migration of this version."""
    return frozenset(MigrationLoader(None).disk_migrations)


add_check("database", _database_answers)
add_check("migrations", _database_is_migrated)
