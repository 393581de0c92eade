"""The fault lane: what the nemesis did, as intervals where beginning and end can be told, and as moments elsewhere.

1. Jepsen logs each action twice, once as it is asked for and once as it is done. If the entries of a file come in such
   pairs, a pair is one action.
2. An action such as `start-partition`, `kill` or `pause` lasts until the next one that ends its kind (`stop-partition`,
   `start`, `resume`), or to the end of the history. Of several that last, those about the same node are ended, or all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from apps.consistency.formats.edn import Keyword
from apps.consistency.formats.raw import NemesisEvent, Time
from apps.consistency.shortening import shortened

ENDS: Mapping[str, tuple[str, ...]] = {
    "start": ("stop",),
    "kill": ("start", "restart"),
    "crash": ("restart", "start"),
    "pause": ("resume",),
    "partition": ("heal",),
    "isolate": ("heal",),
    "disconnect": ("connect",),
    "partitioned": ("healed", "partitioned"),
    "node-crashed": ("node-started",),
    "node-paused": ("node-resumed",),
    "link-cut": ("link-mended", "healed"),
}
"""The word that ends each action, alone or with the rest of the action's name behind it."""

TEXT_CHARS_MAX = 120
LINK = re.compile(r"\bfrom \S+ to \S+")


@dataclass(frozen=True, slots=True)
class Fault:
    """An action of a nemesis, in words: from and until which rank in time; `until` None: to the end of the history."""

    at: int
    until: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Action:
    """Something that the nemesis did: from its first entry to its last."""

    at: int
    until: int
    f: str
    value: Any


def fault_lane(events: Sequence[NemesisEvent], ranks: Mapping[Time, int]) -> tuple[Fault, ...]:
    """Return the faults, in order of their beginning."""
    lasting: list[tuple[Action, int]] = []
    found: dict[int, Fault] = {}
    for number, action in enumerate(_actions(events)):
        found[number] = Fault(ranks[action.at], ranks[action.until], _text(action))
        ended = _ended(action, lasting)
        if ended:
            found |= {begun: replace(found[begun], until=ranks[action.until]) for _, begun in ended}
            lasting = [each for each in lasting if each not in ended]
        if ended and action.f not in {begun.f for begun, _ in ended}:
            del found[number]
        elif _is_beginning(action.f):
            found[number] = replace(found[number], until=None)
            lasting.append((action, number))
    return tuple(found.values())


def _actions(events: Sequence[NemesisEvent]) -> Iterator[Action]:
    pairs = list(zip(events[::2], events[1::2], strict=False))
    if not pairs or not all(_is_one_action(asked, done) for asked, done in pairs):
        yield from (Action(event.place, event.place, event.f, event.value) for event in events)
        return
    for asked, done in pairs:
        yield Action(asked.place, done.place, done.f, asked.value if done.value is None else done.value)
    if len(events) % 2:
        yield Action(events[-1].place, events[-1].place, events[-1].f, events[-1].value)


def _is_one_action(asked: NemesisEvent, done: NemesisEvent) -> bool:
    subjects = {_about(asked.value), _about(done.value)} - {None}
    return asked.f == done.f and len(subjects) <= 1


def _split(f: str) -> tuple[str, str]:
    verb, _, rest = f.partition("-")
    return (f, "") if f in ENDS else (verb, rest)


def _is_beginning(f: str) -> bool:
    return _split(f)[0] in ENDS


def _ended(action: Action, lasting: Sequence[tuple[Action, int]]) -> list[tuple[Action, int]]:
    """Return what this action ends: those about the same node, or else all of its kind."""
    ended = [each for each in lasting if action.f in _names_of_the_end(each[0].f)]
    return [each for each in ended if _about(each[0].value) == _about(action.value)] or ended


def _names_of_the_end(f: str) -> set[str]:
    verb, rest = _split(f)
    return {name for end in ENDS[verb] for name in (end, f"{end}-{rest}")} if rest else set(ENDS[verb])


def _about(value: Any) -> str | None:
    """Return what an action is about, as far as its value says: its node or link, in words, in runs saved here."""
    if not isinstance(value, str) or isinstance(value, Keyword):
        return None
    link = LINK.search(value)
    return link[0] if link else value.partition(" ")[0]


def _text(action: Action) -> str:
    text = action.f if action.value is None else f"{action.f} {_told(action.value)}"
    return shortened(text, TEXT_CHARS_MAX)


def _told(value: Any) -> str:
    """Return a value as Jepsen writes it, keywords without their colon."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_told(name)} {_told(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return f"[{' '.join(map(_told, value))}]"
    if isinstance(value, frozenset):
        return "#{" + " ".join(sorted(map(_told, value))) + "}"
    return "nil" if value is None else str(value)
