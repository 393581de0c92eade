"""The wire format, as documented in `docs/protocol.md`: the only file on the server that knows the JSON.

`parse` turns a frame from the browser into a frozen dataclass or raises WireError. How a member is read follows from
its type in the command's dataclass. A reader returns the value or raises WireError; whether the value makes sense is
the simulation's to say.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from functools import cache
from hashlib import blake2b
from typing import Any, get_type_hints

import orjson

from apps.simulation import command_kinds
from apps.simulation import commands as c

FRAME_BYTES_MAX = 64 * 1024
COMMAND_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
INTEGER_MAX = 2**53
LIST_ITEMS_MAX = 16
DIALS_MAX = 16
SHOWN_CHARS = 40


class WireError(Exception):
    """A frame that is refused: `code`, words, and the id of the command if it could be read."""

    def __init__(self, code: str, message: str, command_id: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.command_id = command_id


@dataclass(frozen=True, slots=True)
class Hello:
    """The first frame: what the browser already has."""

    run: int | None
    seq: int | None


@dataclass(frozen=True, slots=True)
class Seen:
    """The last event that the browser has drawn."""

    seq: int


@dataclass(frozen=True, slots=True)
class Play:
    """Let time go on."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Stop time where it is."""


@dataclass(frozen=True, slots=True)
class Step:
    """Let the next thing happen."""


@dataclass(frozen=True, slots=True)
class SetSpeed:
    """How many virtual milliseconds pass in a real second."""

    per_mille: int


@dataclass(frozen=True, slots=True)
class ChangeScenario:
    """Replay the same commands under another protocol or other dials, as a new run."""

    protocol: str
    dials: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SwitchRun:
    """Make an earlier run the current one."""

    run: int


@dataclass(frozen=True, slots=True)
class Fork:
    """Begin a new run at a moment of the current one: after event `seq`, at `tick`."""

    seq: int
    tick: int


@dataclass(frozen=True, slots=True)
class Undo:
    """Begin a new run without the last command of this one, at the moment before it."""


Transport = Play | Pause | Step | SetSpeed
Body = c.Command | Transport | ChangeScenario | SwitchRun | Fork | Undo


@dataclass(frozen=True, slots=True)
class Submission:
    """A command with the id its browser gave it. `members` are the command's own, as they came."""

    command_id: str
    kind: str
    members: Mapping[str, Any]
    body: Body

    def digest(self) -> str:
        """Return what tells this command from another of the same id."""
        text = json.dumps({"type": self.kind, **self.members}, sort_keys=True)
        return blake2b(text.encode(), digest_size=16).hexdigest()


Reader = Callable[[str, Any], Any]


def _type_error(name: str, wanted: str) -> WireError:
    return WireError("command.member_type", f"The member {name!r} must be {wanted}.")


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise _type_error(name, "a string")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise _type_error(name, "valid Unicode text") from None
    return value


def _integer(name: str, value: Any) -> int:
    if type(value) is not int or abs(value) > INTEGER_MAX:
        raise _type_error(name, "a whole number")
    return value


def _nullable(reader: Reader) -> Reader:
    return lambda name, value: None if value is None else reader(name, value)


def _groups(name: str, value: Any) -> tuple[tuple[str, ...], ...]:
    wanted = "a list of lists of node names"
    if not isinstance(value, list) or len(value) > LIST_ITEMS_MAX:
        raise _type_error(name, wanted)
    for group in value:
        if not isinstance(group, list) or len(group) > LIST_ITEMS_MAX:
            raise _type_error(name, wanted)
    return tuple(tuple(_text(name, node) for node in group) for group in value)


def _dials(name: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or len(value) > DIALS_MAX:
        raise _type_error(name, "an object of dials by name")
    for dial, setting in value.items():
        _text(name, dial)
        if isinstance(setting, str):
            _text(name, setting)
        elif type(setting) is not bool:
            _integer(name, setting)
    return value


READERS: Mapping[Any, Reader] = {
    str: _text,
    int: _integer,
    str | None: _nullable(_text),
    tuple[tuple[str, ...], ...]: _groups,
    Mapping[str, Any]: _dials,
}
"""How a member is read, by its type."""

OWN: Mapping[str, Callable[..., Body]] = {
    "play": Play,
    "pause": Pause,
    "step": Step,
    "set_speed": SetSpeed,
    "change_scenario": ChangeScenario,
    "switch_run": SwitchRun,
    "fork": Fork,
    "undo": Undo,
}
"""The commands that change which run is shown, and how fast, and nothing in it."""


def commands() -> dict[str, Callable[..., Body]]:
    """Return every command by its name on the wire."""
    return {**{kind.name: kind.command for kind in command_kinds()}, **OWN}


@cache
def _members(command: type[Any]) -> Mapping[str, tuple[Reader, bool]]:
    """The members of a command, each with its reader and whether it has to be given."""
    hints = get_type_hints(command)
    return {field.name: (READERS[hints[field.name]], field.default is MISSING) for field in fields(command)}


def written(command_id: str, command: c.Command) -> Submission:
    """Return a command as if a browser had sent it."""
    kind = next(kind.name for kind in command_kinds() if kind.command is type(command))
    return Submission(command_id, kind, asdict(command), command)


def parse(text: str) -> Hello | Seen | Submission:
    """The frame as a dataclass; raises WireError."""
    frame = _object(text)
    kind = frame.get("type")
    if kind == "hello":
        return Hello(_member(frame, "run", _nullable(_integer)), _member(frame, "seq", _nullable(_integer)))
    if kind == "seen":
        return Seen(_member(frame, "seq", _integer))
    return _submission(kind, frame)


def read_command(body: Mapping[str, Any]) -> Body:
    """The command that `Submission` stored as its kind and members."""
    members = {name: value for name, value in body.items() if name != "type"}
    return _body(body["type"], members)


def _object(text: str) -> dict[str, Any]:
    try:
        frame = DECODER.decode(text)
    except (ValueError, RecursionError):
        raise WireError("frame.invalid_json", "The message is not valid JSON.") from None
    if not isinstance(frame, dict):
        raise WireError("frame.not_an_object", "A frame must be a JSON object with a member 'type'.")
    return frame


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


def _member(frame: Mapping[str, Any], name: str, reader: Reader) -> Any:
    if name not in frame:
        raise WireError("command.member_missing", f"The member {name!r} is missing.")
    return reader(name, frame[name])


def _submission(kind: Any, frame: Mapping[str, Any]) -> Submission:
    command_id = frame.get("id")
    if not isinstance(command_id, str) or not COMMAND_ID.fullmatch(command_id):
        raise WireError("command.id_invalid", "A command needs an 'id' of 1 to 64 letters, digits, '_' or '-'.")
    members = {name: value for name, value in frame.items() if name not in ("type", "id")}
    try:
        if not isinstance(kind, str) or kind not in commands():
            shown = json.dumps(kind)[:SHOWN_CHARS]
            raise WireError("command.unknown", f"There is no command {shown}.")
        return Submission(command_id, kind, members, _body(kind, members))
    except WireError as error:
        error.command_id = command_id
        raise


def _body(kind: str, members: Mapping[str, Any]) -> Body:
    make = commands()[kind]
    readers = _members(make)
    for name in members:
        if name not in readers:
            raise WireError("command.member_unknown", f"{kind} has no member {name[:SHOWN_CHARS]!r}.")
    values = {
        name: _member(members, name, reader)
        for name, (reader, is_needed) in readers.items()
        if name in members or is_needed
    }
    return make(**values)


# What the server sends


def encode(event: Any) -> str:
    """An event, or any part of a frame, as it travels."""
    return orjson.dumps(event).decode()


def acknowledgement(command_id: str, answer: Mapping[str, Any]) -> str:
    """A command was stored and applied."""
    return encode({"type": "ack", "id": command_id, **answer})


def refusal(command_id: str | None, code: str, message: str) -> str:
    """A frame was refused and changed nothing."""
    return encode({"type": "error", "id": command_id, "code": code, "message": message})


@dataclass(frozen=True, slots=True)
class Moment:
    """Where a lab stands: its current run, last event and tick, and whether time goes on.

    `quiet`: it would, but waits for a command, because nothing can happen.
    """

    run: int
    seq: int
    tick: int
    playing: bool
    quiet: bool
    speed_per_mille: int

    def members(self) -> dict[str, Any]:
        """As members of a frame or snapshot."""
        return {
            "run": self.run,
            "seq": self.seq,
            "tick": self.tick,
            "playing": self.playing,
            "quiet": self.quiet,
            "speed_per_mille": self.speed_per_mille,
        }


def frame(moment: Moment, events: Iterable[str]) -> str:
    """A batch of events, each encoded already."""
    head = encode({"type": "frame", **moment.members()})
    return f'{head[:-1]},"events":[{",".join(events)}]}}'


def snapshot(moment: Moment, role: str, client: str | None, lab: Mapping[str, Any], view: str, log: str) -> str:
    """Everything a page needs to begin; `view` and `log` are encoded already."""
    members = {"role": {"kind": role, "client": client}, "lab": lab}
    head = encode({"type": "snapshot", **moment.members(), **members})
    return f'{head[:-1]},"view":{view},"log":{log}}}'


def recording(members: Mapping[str, Any], events: Iterable[str], until: Mapping[str, int]) -> str:
    """A recording, or the part of one after some event; the events are encoded already."""
    return f'{encode(members)[:-1]},"events":[{",".join(events)}],"until":{encode(until)}}}'
