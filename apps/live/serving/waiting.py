"""Connections that have no whole request in hand, by address: who has to go when there are too many.

A class behind one address has thousands of connections, most of them between two requests. To close the oldest of
those costs its browser nothing. So nobody is turned away for the number of connections that they have, short of half
of all that there may be.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable
from typing import Protocol


class Connection(Protocol):
    """A connection as this module needs it."""

    address: str

    def cut(self) -> None:
        """Close it at once."""


class Waiting:
    """The open connections, and which of them wait: `connections_max` in all, half of them of one address, and
    `an_address_max` of one that wait.

    A reverse proxy has the connections of everybody. So those addresses for which `is_proxy` is true have no bound of
    their own.
    """

    def __init__(
        self, connections_max: int, an_address_max: int, is_proxy: Callable[[str], bool] = lambda _: False
    ) -> None:
        self.connections_max = connections_max
        self.an_address_max = an_address_max
        self._is_proxy = is_proxy
        self._open: dict[Hashable, str] = {}
        self._by_address: Counter[str] = Counter()
        self._waiting: dict[str, dict[Connection, None]] = {}

    def __len__(self) -> int:
        return len(self._open)

    def open(self, transport: Hashable, connection: Connection) -> None:
        """Count a new connection, which waits. Another that waits may be cut for it, or itself."""
        self._open[transport] = connection.address
        self._by_address[connection.address] += 1
        self.wait(connection)
        is_half = self._by_address[connection.address] > self.connections_max // 2
        if is_half and not self._is_proxy(connection.address):
            self._cut_oldest(connection.address)
        elif len(self._open) > self.connections_max:
            most = max(self._waiting, key=lambda address: len(self._waiting[address]))
            self._cut_oldest(most)

    def close(self, transport: Hashable) -> None:
        """Count a connection no more."""
        address = self._open.pop(transport, None)
        if address is not None:
            self._by_address[address] -= 1
            if not self._by_address[address]:
                del self._by_address[address]

    def wait(self, connection: Connection) -> None:
        """Note that a connection waits for a request, as the youngest of its address."""
        self._waiting.setdefault(connection.address, {})[connection] = None
        is_full = len(self._waiting[connection.address]) > self.an_address_max
        if is_full and not self._is_proxy(connection.address):
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
