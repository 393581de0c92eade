"""An immutable mapping that can be hashed, so that the states of nodes can be told apart and kept by the thousand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Generic, TypeVar

V = TypeVar("V")


class Table(Mapping[str, V], Generic[V]):
    """Entries by name. Whatever changes it gives a new one."""

    __slots__ = ("_entries", "_hash")

    def __init__(self, entries: Mapping[str, V] | Iterable[tuple[str, V]] = ()) -> None:
        self._entries: dict[str, V] = dict(sorted(dict(entries).items()))
        self._hash: int | None = None

    def put(self, name: str, value: V) -> Table[V]:
        """With this entry, in place of any of that name."""
        return Table({**self._entries, name: value})

    def without(self, name: str) -> Table[V]:
        """Without the entry of that name, if there is one."""
        return Table({other: value for other, value in self._entries.items() if other != name})

    def __getitem__(self, name: str) -> V:
        return self._entries[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __hash__(self) -> int:
        if self._hash is None:
            # For telling entries of a dict apart; no order or draw may ever follow from it.
            self._hash = tuple(self._entries.items()).__hash__()
        return self._hash

    def __eq__(self, other: Any) -> bool:
        return isinstance(other, Table) and self._entries == other._entries

    def __repr__(self) -> str:
        return f"Table({self._entries!r})"


EMPTY: Table[Any] = Table()
