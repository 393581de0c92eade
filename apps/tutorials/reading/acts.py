"""What somebody does in a run, a line each: `600 invoke client=alice node=n1 operation=write key=x value=1`.

A line is the tick, a command as `docs/protocol.md` names it, and its members: `name=text`, or `name:=JSON` for what
is no text. `change_scenario protocol=… dials:={…}` replays all so far under other dials. `until` on a last line of its
own says when it is over; a line that begins with `#` is a remark.
"""

from __future__ import annotations

import json
import re
from typing import Any

from apps.live.lab.wire import ChangeScenario, WireError, commands, read_command
from apps.simulation.commands import Command
from apps.tutorials.lesson import Act, Acts, ReplayUnder
from apps.tutorials.reading.blocks import Block, LessonError

MEMBER = re.compile(r'(\w+)(:?=)("[^"]*"|\[.*?\](?=\s|$)|\{.*?\}(?=\s|$)|\S*)')
AFTER_TICKS = 3_000
"""How long a run goes on after its last act, unless `until` says it."""


def read_acts(block: Block) -> Acts:
    """The acts of a block; raises LessonError. Its attribute `seed` is that of the run."""
    acts: list[Act] = []
    until = None
    for number, line in enumerate(block.text.splitlines(), block.line + 1):
        words = line.split(maxsplit=2)
        if not words or words[0].startswith("#"):
            continue
        if words[0] == "until":
            until = _tick(block, number, words[1] if len(words) > 1 else "")
            continue
        tick = _tick(block, number, words[0])
        if acts and tick < acts[-1][0]:
            raise LessonError(block.file, number, f"{tick} comes after {acts[-1][0]}: acts stand in order of time.")
        acts.append((tick, _command(block, number, words[1:])))
    seed = block.attributes.get("seed", "1")
    if not seed.isdecimal():
        raise block.error(f"seed has to be a whole number, not {seed!r}.")
    over = until if until is not None else (acts[-1][0] if acts else 0) + AFTER_TICKS
    return Acts(acts=tuple(acts), until_tick=over, seed=int(seed))


def _tick(block: Block, line: int, word: str) -> int:
    if not word.isdecimal():
        raise LessonError(block.file, line, f"A line begins with a tick (virtual milliseconds), not with {word!r}.")
    return int(word)


def _command(block: Block, line: int, words: list[str]) -> Command | ReplayUnder:
    if not words:
        raise LessonError(block.file, line, "After the tick comes a command.")
    body: dict[str, Any] = {"type": words[0], **_members(block, line, words[1] if len(words) > 1 else "")}
    if words[0] not in commands():
        raise LessonError(block.file, line, f"There is no command {words[0]!r}.")
    try:
        command = read_command(body)
    except WireError as error:
        raise LessonError(block.file, line, f"{words[0]}: {error}") from None
    if isinstance(command, ChangeScenario):
        return ReplayUnder(protocol=command.protocol, dials=command.dials)
    if not isinstance(command, Command):
        raise LessonError(block.file, line, f"{words[0]} is no command of a run.")
    return command


def _members(block: Block, line: int, text: str) -> dict[str, Any]:
    members: dict[str, Any] = {}
    rest = MEMBER.sub("", text).strip()
    if rest:
        raise LessonError(block.file, line, f"Members are name=text or name:=JSON, not {rest!r}.")
    for name, equals, value in MEMBER.findall(text):
        if equals == "=":
            members[name] = value.strip('"')
            continue
        try:
            members[name] = json.loads(value)
        except json.JSONDecodeError:
            raise LessonError(block.file, line, f"{name} is no JSON: {value!r}.") from None
    return members
