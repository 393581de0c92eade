"""How two runs may differ after one thing was changed: only where the change can have had a part in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from apps.simulation import events as e

Lines = Mapping[str, Sequence[e.Event]]


def by_process(trace: Iterable[e.Event]) -> dict[str, list[e.Event]]:
    """The events at each process, in order."""
    lines: dict[str, list[e.Event]] = defaultdict(list)
    for event in trace:
        if event.process:
            lines[event.process].append(event)
    return lines


def hold_what_is_concurrent(processes: Sequence[str], original: Lines, changed: Lines, origin: str) -> None:
    """Where two runs part at another process than `origin`, one of the two has an event that what parted at the origin
    could influence, or what parted at a process for that reason.

    (The other may have nothing there, or an event that follows from silence: a timeout, or what came of one.)
    """
    parted = {process: first_difference(original[process], changed[process]) for process in processes}
    left = {process: position for process, position in parted.items() if position is not None}
    explained = {processes.index(origin): left.pop(origin, None)}
    while left:
        found = {
            process: position
            for process, position in left.items()
            for run in (original, changed)
            for event in run[process][position : position + 1]
            if any(at is not None and event.clock[index] > at for index, at in explained.items())
        }
        assert found, f"{sorted(left)} changed without a cause"
        explained |= {processes.index(process): left.pop(process) for process in found}


def first_difference(left: Sequence[e.Event], right: Sequence[e.Event]) -> int | None:
    """The place of the first event that is not the same in both, sequence numbers of the whole run aside."""
    for place, (one, other) in enumerate(zip(left, right, strict=False)):
        if _essence(one) != _essence(other):
            return place
    return None if len(left) == len(right) else min(len(left), len(right))


def _essence(event: e.Event) -> tuple[object, ...]:
    names = [name for name in event.__dataclass_fields__ if name != "sequence"]
    return (type(event), *(getattr(event, name) for name in names))
