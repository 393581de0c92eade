"""The members of a TOML block, read by name and kind, so that every mistake is told with its line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from apps.tutorials.reading.blocks import Block, LessonError


class Fields:
    """The members of one table. What is not asked for by the time of `done` is a mistake."""

    def __init__(self, block: Block, members: Mapping[str, Any] | None = None) -> None:
        self.block = block
        self._members = block.toml() if members is None else dict(members)
        self._left = set(self._members)

    def has(self, name: str) -> bool:
        """Return whether it is there."""
        return name in self._members

    def text(self, name: str, default: str | None = None) -> str:
        """A text; needed, if there is no default."""
        return str(self._take(name, str, "a text", default))

    def integer(self, name: str, default: int | None = None) -> int:
        """A whole number."""
        return int(self._take(name, int, "a whole number", default))

    def truth(self, name: str, default: bool | None = None) -> bool:
        """True or false."""
        return bool(self._take(name, bool, "true or false", default))

    def texts(self, name: str, default: Iterable[str] | None = None) -> tuple[str, ...]:
        """A list of texts."""
        found = self._take(name, list, "a list of texts", default)
        if not all(isinstance(each, str) for each in found):
            raise self.error(f"{name} has to be a list of texts.", name)
        return tuple(found)

    def table(self, name: str, default: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """A table."""
        return dict(self._take(name, dict, "a table, as { a = 1 }", default))

    def tables(self, name: str) -> list[Fields]:
        """Several tables of one name, each a `[[name]]`."""
        found = self._take(name, list, f"one or more [[{name}]]", [])
        if not all(isinstance(each, dict) for each in found):
            raise self.error(f"{name} has to be one or more [[{name}]].", name)
        return [Fields(self.block, each) for each in found]

    def done(self) -> None:
        """Raise LessonError for what nobody asked for."""
        for name in sorted(self._left):
            known = ", ".join(sorted(set(self._members) - self._left)) or "none"
            raise self.error(f"There is no {name!r} here. Read so far: {known}.", name)

    def error(self, message: str, name: str = "") -> LessonError:
        """A mistake in one of its members."""
        return self.block.error(message, name)

    def _take(self, name: str, kind: type, words: str, default: Any) -> Any:
        self._left.discard(name)
        if name not in self._members:
            if default is None:
                raise self.error(f"The block {self.block.kind!r} lacks {name!r}.")
            return default
        value = self._members[name]
        if type(value) is not kind:
            raise self.error(f"{name} has to be {words}, not {value!r}.", name)
        return value
