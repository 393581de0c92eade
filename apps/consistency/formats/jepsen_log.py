"""Jepsen's and Maelstrom's log lines, of every layout since 2014, and the bare lines of a `history.txt`.

| since | layout |
|---|---|
| 2014 | `INFO  jepsen.util - 0 :invoke :cas [1 2]` |
| 2016 | `INFO [2018-02-04 22:13:53,410] jepsen worker 3 - jepsen.util 3 :ok :add 3` |
| 2020 | `2021-02-26 11:42:48,813{GMT} INFO [jepsen worker 1] jepsen.util: 1 :ok :read [0 nil]` |
| `history.txt` | `0 :invoke :read nil` |

Fields are separated by tabs or spaces. Lines of other loggers are passed over, and counted. What stands behind the
value of a completion is its error; a keyword in the place of the value (`:info :cas :timed-out`) is one too.

Choice: a failed compare-and-set without an error compared and found another value, as in the etcd logs of 2014.
"""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from io import StringIO

from apps.consistency.formats.edn import Keyword, Symbol, form_of
from apps.consistency.formats.errors import FormatError
from apps.consistency.formats.pairing import HistoryEvent, Pairing
from apps.consistency.formats.raw import RawOperation, Source
from apps.consistency.formats.text import Text

TITLE = "Jepsen log lines"
LAYOUTS = (
    "INFO  jepsen.util - 0 :invoke :read nil",
    "INFO [2018-02-04 22:13:53,410] jepsen worker 0 - jepsen.util 0 :invoke :read nil",
    "2021-02-26 11:42:48,813{GMT} INFO [jepsen worker 0] jepsen.util: 0 :invoke :read nil",
    "0 :invoke :read nil",
)
LOGGER = r"(?:.*?\bjepsen\.util\b\s*[-:]?\s*)?"
EVENT = (
    r"(?P<process>:nemesis|\w[\w.-]{0,99})\s+:(?P<kind>invoke|ok|fail|info)\s+:?(?P<f>[^\s:]\S*)"
    r"(?:\s+(?P<value>\S.*))?"
)
LINE = re.compile(LOGGER + EVENT)
SIMILAR = re.compile(r"(?:.*\bjepsen\.util\b\s*[-:]?\s*)(?P<rest>(?::nemesis|\w+)\s+:\w.*)")
"""A line of the right logger that has a process and something like a type."""
LEVEL = re.compile(r"\b(?:INFO|WARN|ERROR|DEBUG|TRACE|FATAL)\b")
PLAIN = re.compile(r"(?P<nil>nil)|(?P<number>-?\d{1,18})|\[(?P<pair>(?:nil|-?\d{1,18}) (?:nil|-?\d{1,18}))\]")
STRUCTURED = re.compile(r"[\s,\ufeff]*(?:[{(;#\"]|\[\s*(?:[\[{(;#\"\]]|\Z))")
"""The beginnings of EDN and JSON; a date in brackets begins a line of a log."""
LEVEL_CHARS = 60
HEAD_CHARS = 4_000
LINE_CHARS_SHOWN = 80


def looks_like(text: Text) -> bool:
    """Return whether the text begins with no bracket, and one of its first lines is known or comes from a logger."""
    head = text.head(HEAD_CHARS)
    if STRUCTURED.match(head):
        return False
    return any(LINE.fullmatch(line.strip()) or LEVEL.search(line[:LEVEL_CHARS]) for line in head.splitlines())


def read(text: Text, source: Source) -> Iterator[RawOperation]:
    """Yield the operations, as they complete."""
    source.format, source.failed_cas_observes = TITLE, True
    pairing, ignored, first = Pairing(source), 0, None
    while True:
        number = text.line
        line = text.take_line()
        if line is None:
            break
        line = line.strip(" \t\r\ufeff")
        if match := LINE.fullmatch(line):
            yield from pairing.add(_event(match, number))
        elif similar := SIMILAR.fullmatch(line):
            raise FormatError(number, _not_an_event(similar["rest"]))
        elif line:
            ignored += 1
            first = first or (number, line)
    if not pairing.place and first:
        raise FormatError(first[0], _no_layout(first[1]))
    if ignored:
        source.ignored.append((ignored, "line", "of other loggers"))
    yield from pairing.rest()


def _not_an_event(rest: str) -> str:
    shown = rest[:LINE_CHARS_SHOWN]
    return f"expected a process, :invoke, :ok, :fail or :info, and an operation, not {shown!r}"


def _no_layout(line: str) -> str:
    shown = line[:LINE_CHARS_SHOWN]
    nearest = max(LAYOUTS, key=lambda layout: (_shared_chars(layout, shown), -len(layout)))
    return f"{shown!r} is a line of no known layout; the nearest one is {nearest!r}"


def _shared_chars(layout: str, line: str) -> int:
    return sum(block.size for block in SequenceMatcher(None, layout, line, autojunk=False).get_matching_blocks())


def _event(match: re.Match[str], line: int) -> HistoryEvent:
    process = match["process"]
    value, error = _value(match["value"] or "nil", line)
    return HistoryEvent(
        line,
        Keyword(process[1:]) if process.startswith(":") else int(process) if process.isdecimal() else process,
        match["kind"],
        match["f"],
        None,
        value,
        error,
    )


def _value(text: str, line: int) -> tuple[object, str | None]:
    """Return the value, and what stands behind it."""
    if plain := PLAIN.fullmatch(text):
        pair = plain["pair"]
        return (tuple(map(_plain, pair.split())) if pair else _plain(text)), None
    window = Text(StringIO(text), lambda _: None)
    try:
        value = form_of(window)
    except FormatError as error:
        raise FormatError(line, error.reason) from None
    rest = window.head(len(text)).strip()
    return (str(value) if isinstance(value, Symbol) else value), rest or None


def _plain(word: str) -> int | None:
    return None if word == "nil" else int(word)
