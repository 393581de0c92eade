"""What the nodes of the quorum register tell one another."""

from dataclasses import dataclass
from typing import ClassVar

from apps.simulation.effects import Version


@dataclass(frozen=True, slots=True)
class Query:
    """What is your version of this key?"""

    operation: str
    key: str
    kind: ClassVar[str] = "query"
    category: ClassVar[str] = "request"

    @property
    def label(self) -> str:
        """Return what is asked."""
        return f"{self.key}?"


@dataclass(frozen=True, slots=True)
class Found:
    """My version of it, if any."""

    operation: str
    key: str
    version: Version | None
    kind: ClassVar[str] = "found"
    category: ClassVar[str] = "response"

    @property
    def label(self) -> str:
        """Return what was found."""
        return f"{self.key}={self.version.written.value}" if self.version else f"{self.key}=∅"


@dataclass(frozen=True, slots=True)
class Store:
    """Hold this version, unless yours is newer."""

    operation: str
    key: str
    version: Version
    kind: ClassVar[str] = "store"
    category: ClassVar[str] = "request"

    @property
    def label(self) -> str:
        """Return what is stored."""
        return f"{self.key}={self.version.written.value}"


@dataclass(frozen=True, slots=True)
class Stored:
    """I hold the version with this tag, or a newer one."""

    operation: str
    key: str
    stamp: tuple[int, str]
    kind: ClassVar[str] = "stored"
    category: ClassVar[str] = "response"

    @property
    def label(self) -> str:
        """An acknowledgement."""
        return "ok"
