"""Registries: the records of one kind, one module each, found in the folders that hold them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class RecordError(ValueError):
    """A record that names something that does not exist."""


class Registry(Mapping[str, T], Generic[T]):
    """The records of one kind by name.

    Each module of the `packages` that has the constant `name` declares one there, or a tuple of them. They are found at
    the first use. `place` says where a record stands among the others: its name, unless given. `refers` returns the
    names of others that a record names, which must stand after it; RecordError otherwise. `name_of` returns a record's
    name.
    """

    def __init__(
        self,
        name: str,
        packages: tuple[str, ...],
        place: Callable[[T], Any] | None = None,
        refers: Callable[[T], Iterable[str]] = lambda record: (),
        name_of: Callable[[T], str] = lambda record: record.name,  # type: ignore[attr-defined]
    ) -> None:
        self._constant, self._packages = name, packages
        self._name_of = name_of
        self._place = place or name_of
        self._refers = refers
        self._files: dict[str, str] = {}
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
            found = import_module(f"{package}.{module.name}")
            declared = getattr(found, self._constant, ())
            for record in declared if isinstance(declared, tuple) else (declared,):
                self._files[self._name_of(record)] = found.__file__ or found.__name__
                yield record

    def _by_name(self, records: list[T]) -> dict[str, T]:
        found: dict[str, T] = {}
        for record in sorted(records, key=self._place):
            name = self._name_of(record)
            if name in found:
                raise self.error(name, name, f"two records are called {name!r}")
            found[name] = record
        self._check_references(found)
        return found

    def _check_references(self, records: Mapping[str, T]) -> None:
        names = list(records)
        for place, (name, record) in enumerate(records.items()):
            for other in sorted(self._refers(record)):
                if other not in records:
                    raise self.error(name, other, f"there is no {other!r}; there are {', '.join(names)}")
                if other not in names[place + 1 :]:
                    raise self.error(name, other, f"{other!r} does not come after {name!r}: correct its `order`")

    def error(self, name: str, said: str, message: str) -> RecordError:
        """Return an error about what a record says, with its file and the line that says it."""
        file = self._files.get(name)
        if file is None:
            return RecordError(f"{self._constant} {name!r}: {message}.")
        return RecordError(f"{place_in_source(file, said)}: {message}.")

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

    def __getitem__(self, name: str) -> T:
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def place_in_source(file: str, said: str) -> str:
    """Return the file and the line where a module, or one of its package, says a text; its first line otherwise."""
    beside = sorted(Path(file).parent.glob("*.py")) if Path(file).name == "__init__.py" else []
    for path in (Path(file), *beside):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if f'"{said}"' in line:
                return f"{path}:{number}"
    return f"{file}:1"
