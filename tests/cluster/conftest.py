"""A PostgreSQL, and a Redis, for the tests of one file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.cluster.postgresql import PostgreSQL
from tests.cluster.redis import Redis


@pytest.fixture(scope="module")
def postgresql() -> Iterator[PostgreSQL]:
    """One server for the tests of a file; a test that stops it starts it again."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)  # its account has to pass through
        server = PostgreSQL(Path(folder) / "postgresql")
        server.start()
        yield server
        server.end("immediate")


@pytest.fixture(scope="module")
def redis_server() -> Iterator[Redis]:
    """One server for the tests of a file; a test that stops it starts it again."""
    with TemporaryDirectory() as folder:
        server = Redis(Path(folder))
        server.start()
        yield server
        server.end("immediate")
