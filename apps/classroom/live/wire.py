"""What a dashboard, or a projector, may say to the server, as documented in `docs/protocol.md`: hello, and what it has
in sight.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from apps.classroom.door import SEATS_MAX
from apps.live.lab.wire import WireError, encode

DASHBOARD, PROJECTOR = "dashboard", "projector"
MODES = (DASHBOARD, PROJECTOR)
NUMBER_MAX = 10**9


@dataclass(frozen=True, slots=True)
class Hello:
    """The first frame: what the page is."""

    mode: str


@dataclass(frozen=True, slots=True)
class Sight:
    """The learners whose tiles are in sight, by number."""

    numbers: tuple[int, ...]


def parse(text: str | None) -> Hello | Sight:
    """The frame as a dataclass; raises WireError."""
    frame = _object(text)
    if frame.get("type") == "hello":
        return _hello(frame.get("mode", DASHBOARD))
    if frame.get("type") == "sight":
        return _sight(frame.get("seats"))
    raise WireError("frame.unknown", "A dashboard says hello, and which seats it has in sight; nothing else.")


def _object(text: str | None) -> dict[str, Any]:
    if text is None:
        raise WireError("frame.binary", "Frames are text, not binary.")
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError):
        raise WireError("frame.invalid_json", "The message is not valid JSON.") from None
    if not isinstance(frame, dict):
        raise WireError("frame.not_an_object", "A frame must be a JSON object with a member 'type'.")
    return frame


def _hello(mode: Any) -> Hello:
    if mode not in MODES:
        raise WireError("frame.member_type", "The member 'mode' must be 'dashboard' or 'projector'.")
    return Hello(mode)


def _sight(seats: Any) -> Sight:
    sound = isinstance(seats, list) and len(seats) <= SEATS_MAX
    if not sound or not all(type(number) is int and 0 < number < NUMBER_MAX for number in seats):
        raise WireError("frame.member_type", f"The member 'seats' must be a list of at most {SEATS_MAX} numbers.")
    return Sight(tuple(seats))


def refusal(error: WireError) -> str:
    """A frame was refused and changed nothing."""
    return encode({"type": "error", "code": error.code, "message": error.message})
