"""Registries: the records of one kind, one module each, found in the folders that hold them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Registry(Mapping[str, T], Generic[T]):
    """The records of one kind by name.

    Each module of the `packages` that has the constant `name` declares one there, or a tuple of them. They are found at
    the first use. `place` says where a record stands among the others: its name, unless given.
    """

    def __init__(self, name: str, packages: tuple[str, ...], place: Callable[[T], Any] | None = None) -> None:
        self._constant, self._packages = name, packages
        self._place = place or (lambda record: record.name)  # type: ignore[attr-defined]
        self._records: dict[str, T] | None = None
        self.version = 0
        """Counts the changes of what is held; whoever derives something from the records keeps it for a version."""

    @property
    def _found(self) -> dict[str, T]:
        if self._records is None:
            self._records = self._by_name([record for package in self._packages for record in self._read(package)])
        return self._records

    def _read(self, package: str) -> Iterator[T]:
        for module in iter_modules(import_module(package).__path__):
            declared = getattr(import_module(f"{package}.{module.name}"), self._constant, ())
            yield from declared if isinstance(declared, tuple) else (declared,)

    def _by_name(self, records: list[T]) -> dict[str, T]:
        found: dict[str, T] = {}
        for record in sorted(records, key=self._place):
            name: str = record.name  # type: ignore[attr-defined]
            if name in found:
                raise ValueError(f"Two records are called {name!r}: {found[name]} and {record}")
            found[name] = record
        return found

    def __getitem__(self, name: str) -> T:
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    @contextmanager
    def holding(self, record: T) -> Iterator[None]:
        """Hold one more record, within the block."""
        before = self._found
        self._hold(self._by_name([*before.values(), record]))
        try:
            yield
        finally:
            self._hold(before)

    def _hold(self, records: dict[str, T]) -> None:
        self._records = records
        self.version += 1
