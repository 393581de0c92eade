"""PostgreSQL: a server of its own, which looks after its files itself. Copies are made by its own programs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import Error, connection

from apps.live.upkeep.data_trouble import words

PARAMETERS = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "NAME": "PGDATABASE"}
"""The environment by which PostgreSQL's programs are told where to connect: everybody can read a command line."""


STARTING = 0x11C0_4E
"""The number of PostgreSQL's advisory lock."""


class PostgreSQL:
    """The database that the settings name."""

    backup_suffix = ".pgdump"

    @property
    def name(self) -> str:
        """Return its name and its server's."""
        named = connection.settings_dict
        return f"{named['NAME']} on {named['HOST'] or 'this machine'}"

    def exists(self) -> bool:
        """Return True: it was made together with the account."""
        return True

    def bytes_used(self) -> int:
        """Return how much of the server's disk it takes."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])

    def files(self) -> list[Path]:
        """Return nothing: its files are the server's."""
        return []

    def damage(self, *, thorough: bool) -> list[str]:
        """Return why it cannot be used. PostgreSQL checks its pages itself; a thorough check reads every table."""
        try:
            with connection.cursor() as cursor:
                tables = connection.introspection.table_names(cursor) if thorough else []
                for table in tables:
                    cursor.execute(f"SELECT count(row_to_json(t)) FROM {connection.ops.quote_name(table)} t")
                cursor.execute("SELECT 1")
        except Error as error:
            return [words(error)]
        return []

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While no other process that asks for this has it. It is given back with the connection at the latest."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [STARTING])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [STARTING])

    def now(self) -> datetime:
        """Return the time by the server's clock."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            found: datetime = cursor.fetchone()[0]
        return found

    def take_lock(self, number: int) -> None:
        """Wait until no other transaction has this lock, and have it until the end of the one that is open."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])

    def let_shrink(self) -> None:
        """Do nothing: PostgreSQL's own vacuum sees to it."""

    def shrink(self) -> int:
        """Return 0: PostgreSQL's own vacuum sees to it."""
        return 0

    def back_up(self, to: Path) -> None:
        """Write a dump of one moment, in PostgreSQL's own format. Raises OSError with what `pg_dump` said."""
        _run("pg_dump", "--format=custom", "--no-owner", f"--file={to}")

    def restore(self, source: Path) -> None:
        """Put the dump in place of all tables, in one transaction. Raises OSError with what `pg_restore` said."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_database()")
            (name,) = cursor.fetchone()
        connection.close()
        options = ("--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error")
        _run("pg_restore", *options, f"--dbname={name}", str(source))


def _run(program: str, *arguments: str) -> None:
    settings: dict[str, Any] = connection.settings_dict
    told = {name: str(settings[key]) for key, name in PARAMETERS.items() if settings[key]}
    try:
        environment = {**os.environ, **told}
        ran = subprocess.run([program, *arguments], env=environment, capture_output=True, check=False, text=True)
    except FileNotFoundError:
        raise OSError(f"the program {program} is missing; it comes with PostgreSQL's client programs") from None
    if ran.returncode:
        raise OSError(ran.stderr.strip() or f"{program} ended with code {ran.returncode}")
