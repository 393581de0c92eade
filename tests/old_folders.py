"""Data folders as earlier versions of the simulation left them, unpacked and served by this one."""

from __future__ import annotations

import gzip
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from tests.client import Visitor
from tests.fixtures.make_data_folder import FOLDER, SECRET_KEY
from tests.serving import ServerProcess


class OldFolder:
    """A data folder as an earlier version left it, unpacked."""

    def __init__(self, folder: Path, version: int) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700)
        self.file = folder / "lightcone.sqlite3"
        self.file.write_bytes(gzip.decompress((FOLDER / f"{version}.sqlite3.gz").read_bytes()))
        self.write("UPDATE django_session SET expire_date = '2100-01-01'")

    def write(self, statement: str) -> None:
        """Change the database, while no server runs on it."""
        with closing(sqlite3.connect(self.file)) as database:
            database.execute(statement)
            database.commit()

    def column(self, query: str) -> list[Any]:
        """Return the first column of what a query finds."""
        with closing(sqlite3.connect(self.file)) as database:
            return [row[0] for row in database.execute(query)]

    def has(self, table: str) -> bool:
        """Return whether this version had a table."""
        return table in self.column("SELECT name FROM sqlite_master")

    @contextmanager
    def served(self) -> Iterator[Visitor]:
        """The browser of whoever owns the labs, on a server of this version."""
        (session,) = self.column("SELECT session_key FROM django_session")
        server = ServerProcess(self.folder, DJANGO_SECRET_KEY=SECRET_KEY)
        try:
            visitor = Visitor(server.url)
            visitor.set_cookie("lightcone_session", session)
            yield visitor
        finally:
            server.end()
