"""What a store can do to an acknowledged write, even if it converges; told beside the models.

- *Lost write*: the version order has it before a write that had finished before it began, or fail-over discarded it.
- *Lost update*: it and another one, which supersedes it, are read-modify-writes of one version (Berenson and others
  1995): compare-and-sets that swapped, or writes whose session had last read that key.
- *Silent overwrite*: superseded by a concurrent write that never saw it. Legal for a register, and what siblings would
  have kept.

Choices. Two operations are concurrent if neither was over before the other began; one saw another that is in its causal
past. Where siblings are kept, two read-modify-writes of one version lose nothing. An overwrite is silent only by a
write that supersedes the other directly: not if somebody who knew it came between. A write is told of once a kind.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from apps.consistency.causality import causal_pasts
from apps.consistency.explain.words import Telling
from apps.consistency.history import History, Operation
from apps.consistency.versions import KeyOrder, Supersedes, VersionOrder

LOST_WRITE = "lost write"
LOST_UPDATE = "lost update"
SILENT_OVERWRITE = "silent overwrite"
KINDS = (LOST_WRITE, LOST_UPDATE, SILENT_OVERWRITE)

SENTENCES = {
    (LOST_WRITE, 1): "{} was acknowledged, and has been discarded since.",
    (LOST_WRITE, 2): "{} was acknowledged, but is older by its version than {}, which had finished before it began.",
    (LOST_UPDATE, 2): "{} was acknowledged, but {}, which replaced it, was made from the same older version.",
    (SILENT_OVERWRITE, 2): "{} was acknowledged, and replaced by {}, which was under way meanwhile and never saw it.",
}
"""By kind, and by how many operations take part."""

Discarded = Callable[[Any], bool]
"""Whether the version with this stamp was discarded."""

Finding = tuple[str, tuple[int, ...]]
"""A kind, and the operations: the one that something was done to, then who did it."""


@dataclass(frozen=True, slots=True)
class Anomaly:
    """What was done to the first of these operations, in a sentence; the second did it, if one did."""

    kind: str
    sentence: str
    operations: tuple[str, ...]


def anomalies(operations: Iterable[Operation], supersedes: Supersedes, discarded: Discarded) -> tuple[Anomaly, ...]:
    """All of a history, by kind and then by invocation."""
    history = History(operations)
    past = causal_pasts(history) or [0] * len(history)
    found = findings(history, VersionOrder(history, supersedes), past, discarded)
    return tuple(told(history, finding) for finding in found)


def findings(history: History, order: VersionOrder, past: Sequence[int], discarded: Discarded) -> list[Finding]:
    """The same by number, where the version order and causal pasts are known."""
    found: dict[tuple[str, int], tuple[int, ...]] = {}
    for kind, numbers in _found(history, order, past, discarded):
        found.setdefault((kind, numbers[0]), numbers)
    ordered = sorted(found.items(), key=lambda item: (KINDS.index(item[0][0]), history[item[0][1]].invoked))
    return [(kind, numbers) for (kind, _), numbers in ordered]


def told(history: History, finding: Finding) -> Anomaly:
    """A finding in words."""
    kind, numbers = finding
    sentence = Telling(history).say(SENTENCES[kind, len(numbers)], *numbers)
    return Anomaly(kind, sentence, tuple(history.name(number) for number in numbers))


def _found(history: History, order: VersionOrder, past: Sequence[int], discarded: Discarded) -> Iterator[Finding]:
    acknowledged = {
        n for n, operation in enumerate(history.operations) if operation.end is not None and operation.writes
    }
    for write in sorted(acknowledged):
        if any(map(discarded, history[write].stamps)):
            yield LOST_WRITE, (write,)
    for key in order.keys.values():
        yield from _before_earlier_ones(history, key, acknowledged)
        yield from _overwritten(history, key, past, acknowledged)
        yield from _updates(history, key, acknowledged)


def _before_earlier_ones(history: History, key: KeyOrder, acknowledged: set[int]) -> Iterator[Finding]:
    """Lost writes: from the newest version on, with the ends of those that have been passed."""
    ends: list[tuple[int, int]] = []
    for write in reversed(key.versions):
        if write not in acknowledged:
            continue
        operation = history[write]
        for end, newer in ends:
            if end >= operation.invoked:
                break
            if key.includes(newer, write):
                yield LOST_WRITE, (write, newer)
                break
        insort(ends, (operation.completed or 0, write))


def _overwritten(history: History, key: KeyOrder, past: Sequence[int], acknowledged: set[int]) -> Iterator[Finding]:
    for older, newer in key.direct():
        if older in acknowledged and not past[newer] >> older & 1:
            one, other = history[older], history[newer]
            if not one.precedes(other) and not other.precedes(one):
                yield SILENT_OVERWRITE, (older, newer)


def _updates(history: History, key: KeyOrder, acknowledged: set[int]) -> Iterator[Finding]:
    """Lost updates: read-modify-writes by the version that they were made from, in version order."""
    made_from: dict[int | None, list[int]] = {}
    for write in key.versions:
        base = _base(history, write) if write in acknowledged else None
        for source in () if base is None else base or (None,):
            made_from.setdefault(source, []).append(write)
    for writes in made_from.values():
        for place, write in enumerate(writes):
            newer = next((other for other in writes[place + 1 :] if key.includes(other, write)), None)
            if newer is not None:
                yield LOST_UPDATE, (write, newer)


def _base(history: History, write: int) -> tuple[int, ...] | None:
    """The versions that a write was made from; None if it is no read-modify-write."""
    if history.sources[write] is not None:
        return history.sources[write]
    key, session = history[write].key, history.sessions[history[write].process]
    for place in range(history.place[write] - 1, -1, -1):
        before = session[place]
        if history[before].key == key:
            return None if history[before].writes else history.sources[before]
    return None
