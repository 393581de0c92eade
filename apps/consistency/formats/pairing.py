"""From events to operations: an invocation and what became of it, per process, in the order in which they were logged.

A process has one operation open. What never completes is `info` too. Events of `:nemesis` make the fault lane and are
no operations.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from apps.consistency.formats.edn import Keyword
from apps.consistency.formats.errors import FormatError
from apps.consistency.formats.imported import RawOperation

TYPES = ("invoke", "ok", "fail", "info")


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """One line of a history: `kind` is invoke, ok, fail or info."""

    line: int
    process: Any
    kind: str
    f: str
    key: Any
    value: Any
    error: Any = None
    name: Any = None
    returned: Any = None


@dataclass(frozen=True, slots=True)
class Opened:
    """An invocation: which one it is, and its place among the events."""

    index: int
    place: int
    event: HistoryEvent


@dataclass(slots=True)
class Pairing:
    """Takes events, gives operations as they complete. Their times are the places of their events."""

    place: int = 0
    invoked: int = 0
    open: dict[Any, Opened] = field(default_factory=dict)

    def take(self, event: HistoryEvent) -> Iterator[RawOperation]:
        """The operation that this event completes, if it does."""
        self.place += 1
        if event.process == "nemesis" and isinstance(event.process, Keyword):
            yield _fault(self.place, event)
            return
        if event.kind == "invoke":
            self._invoke(event)
        else:
            yield _operation(self._opened(event), event, self.place)

    def _invoke(self, event: HistoryEvent) -> None:
        if event.process in self.open:
            line = self.open[event.process].event.line
            raise FormatError(event.line, f"process {event.process} has an operation open since line {line:,}")
        self.open[event.process] = Opened(self.invoked, self.place, event)
        self.invoked += 1

    def _opened(self, event: HistoryEvent) -> Opened:
        if event.process not in self.open:
            raise FormatError(event.line, f"process {event.process} completes an operation that it has not invoked")
        opened = self.open.pop(event.process)
        if opened.event.f != event.f:
            raise FormatError(event.line, f"process {event.process} invoked {opened.event.f} and completes {event.f}")
        return opened

    def rest(self) -> Iterator[RawOperation]:
        """What never completed."""
        for opened in self.open.values():
            yield _operation(opened, None, self.place)


def _operation(opened: Opened, completed: HistoryEvent | None, place: int) -> RawOperation:
    invoked = opened.event
    known = completed is not None and completed.kind != "info"
    return RawOperation(
        line=invoked.line,
        index=opened.index,
        process=invoked.process,
        f=invoked.f,
        key=invoked.key if invoked.key is not None else completed and completed.key,
        argument=invoked.value,
        result=completed.value if completed else None,
        start=opened.place,
        end=place if known else None,
        status=completed.kind if completed else "info",
        error=completed.error if completed else None,
        name=invoked.name,
        returned=completed.returned if completed else None,
    )


def _fault(place: int, event: HistoryEvent) -> RawOperation:
    return RawOperation(
        line=event.line,
        index=-1,
        process=event.process,
        f=event.f,
        key=None,
        argument=event.value,
        result=event.value,
        start=place,
        end=place,
        status=event.kind,
        is_fault=True,
    )
