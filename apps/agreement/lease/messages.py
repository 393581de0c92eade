"""The messages between a holder, the lock service and the store. Each serves one operation of a client."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class OfOperation:
    """A message that serves a client's operation, and carries the token of a lease (0: none yet)."""

    operation: str
    token: int
    category: ClassVar[str] = "request"

    @property
    def label(self) -> str:
        """Return the token, if there is one."""
        return f"token {self.token}" if self.token else ""


@dataclass(frozen=True, slots=True)
class Acquire(OfOperation):
    """Ask for the lock."""

    kind: ClassVar[str] = "acquire"


@dataclass(frozen=True, slots=True)
class Granted(OfOperation):
    """The lock is yours for a lease."""

    kind: ClassVar[str] = "granted"
    category: ClassVar[str] = "response"


@dataclass(frozen=True, slots=True)
class Release(OfOperation):
    """Give the lock back."""

    kind: ClassVar[str] = "release"


@dataclass(frozen=True, slots=True)
class Load(OfOperation):
    """Ask the store for the file."""

    kind: ClassVar[str] = "load"


@dataclass(frozen=True, slots=True)
class Loaded(OfOperation):
    """The file, with the number of saves that it includes."""

    saves: int
    kind: ClassVar[str] = "loaded"
    category: ClassVar[str] = "response"


@dataclass(frozen=True, slots=True)
class Save(OfOperation):
    """Write the file, changed from what was loaded."""

    saves: int
    text: str
    kind: ClassVar[str] = "save"


@dataclass(frozen=True, slots=True)
class Saved(OfOperation):
    """The file is written."""

    kind: ClassVar[str] = "saved"
    category: ClassVar[str] = "response"


@dataclass(frozen=True, slots=True)
class Refused(OfOperation):
    """The store has seen a greater token."""

    kind: ClassVar[str] = "refused"
    category: ClassVar[str] = "response"
