"""From events to operations: an invocation and its completion, per process, in the order in which they were logged.

A process has one operation open. An operation that never completes is `info` too. Events of `nemesis` make the fault
lane and are no operations.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from apps.consistency.formats.edn import Keyword
from apps.consistency.formats.errors import FormatError
from apps.consistency.formats.raw import NemesisEvent, RawOperation, Source, short

TYPES = ("invoke", "ok", "fail", "info")
NEMESIS = "nemesis"


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """One entry of a history: `kind` is invoke, ok, fail or info."""

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
    """Pairs events into operations. Their times are the places of their events."""

    source: Source
    place: int = 0
    invoked: int = 0
    open: dict[Any, Opened] = field(default_factory=dict)

    def add(self, event: HistoryEvent) -> Iterator[RawOperation]:
        """Yield the operation that this event completes, if it does."""
        self.place += 1
        if event.process == NEMESIS:
            self.source.nemesis.append(NemesisEvent(self.place, event.kind, event.f, event.value))
        elif event.kind == "invoke":
            self._invoke(event)
        else:
            yield _operation(self._opened(event), event, self.place)

    def _invoke(self, event: HistoryEvent) -> None:
        opened = self.open.get(event.process)
        if opened is not None:
            line = opened.event.line
            raise FormatError(event.line, f"process {event.process} has an operation open since line {line:,}")
        self.open[event.process] = Opened(self.invoked, self.place, event)
        self.invoked += 1

    def _opened(self, event: HistoryEvent) -> Opened:
        opened = self.open.pop(event.process, None)
        if opened is None:
            raise FormatError(event.line, f"process {event.process} completes an operation that it has not invoked")
        if opened.event.f != event.f:
            raise FormatError(
                event.line, f"process {event.process} invoked {opened.event.f[:20]} and completes {event.f[:20]}"
            )
        return opened

    def rest(self) -> Iterator[RawOperation]:
        """Yield the operations that never completed."""
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
        error=_error(invoked, completed) if completed else None,
        name=invoked.name,
        returned=completed.returned if completed else None,
    )


def _error(invoked: HistoryEvent, completed: HistoryEvent) -> Any:
    """Return the error of a completion. Old logs have it in the place of the value: `:fail :cas :timed-out`."""
    value = completed.value
    if completed.error is None and completed.kind != "ok" and isinstance(value, Keyword) and value != invoked.value:
        return value
    return completed.error


def event_of(members: Mapping[Any, Any], line: int, colon: str) -> HistoryEvent:
    """Return the event that a map describes. `colon` stands before the names of members in messages."""
    for name in ("type", "f", "process"):
        if members.get(name) is None and not (name == "f" and _looks_like_transaction(members.get("value"))):
            raise FormatError(line, f"the map has no {colon}{name}")
    kind, f, process = members["type"], members.get("f", "txn"), members["process"]
    if kind not in TYPES:
        raise FormatError(line, f"{colon}type is one of {', '.join(TYPES)}, not {short(kind)}")
    if not isinstance(f, str):
        raise FormatError(line, f"{colon}f is the name of an operation, not {short(f)}")
    if isinstance(process, bool) or not isinstance(process, str | int):
        raise FormatError(line, f"{colon}process is a number or a name, not {short(process)}")
    return HistoryEvent(
        line=line,
        process=process,
        kind=str(kind),
        f=str(f).removeprefix(":"),
        key=members.get("key"),
        value=members.get("value"),
        error=members.get("error"),
        name=members.get("name"),
        returned=members.get("returned"),
    )


def _looks_like_transaction(value: Any) -> bool:
    """Return whether a value is a list of micro-operations: Elle's files may leave the `:f` out."""
    return (
        isinstance(value, list | tuple)
        and bool(value)
        and all(isinstance(each, list | tuple) and len(each) == 3 and isinstance(each[0], str) for each in value)
    )
