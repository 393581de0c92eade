"""Connections that have no whole request in hand, by address: who has to go when there are too many.

A class behind one address has thousands of connections, most of them between two requests. To close the oldest of
those costs its browser nothing, so nobody is turned away for the number of connections that they have.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Protocol


class Connection(Protocol):
    """A connection as this module needs it."""

    address: str

    def cut(self) -> None:
        """Close it at once."""


class Waiting:
    """The open connections, and which of them wait; `connections_max` in all, `an_address_max` that wait."""

    def __init__(self, connections_max: int, an_address_max: int) -> None:
        self.connections_max = connections_max
        self.an_address_max = an_address_max
        self._open: set[Hashable] = set()
        self._waiting: dict[str, dict[Connection, None]] = {}

    def __len__(self) -> int:
        return len(self._open)

    def open(self, transport: Hashable, connection: Connection) -> None:
        """Count a new connection, which waits. Another that waits may be cut for it, or itself."""
        self._open.add(transport)
        self.wait(connection)
        if len(self._open) > self.connections_max:
            most = max(self._waiting, key=lambda address: len(self._waiting[address]))
            self._cut_oldest(most)

    def close(self, transport: Hashable) -> None:
        """Count a connection no more."""
        self._open.discard(transport)

    def wait(self, connection: Connection) -> None:
        """Note that a connection waits for a request, as the youngest of its address."""
        self._waiting.setdefault(connection.address, {})[connection] = None
        if len(self._waiting[connection.address]) > self.an_address_max:
            self._cut_oldest(connection.address)

    def go_on(self, connection: Connection) -> None:
        """Note that a connection has a whole request, or is gone."""
        mine = self._waiting.get(connection.address, {})
        mine.pop(connection, None)
        if not mine:
            self._waiting.pop(connection.address, None)

    def _cut_oldest(self, address: str) -> None:
        oldest = next(iter(self._waiting[address]))
        self.go_on(oldest)
        oldest.cut()
