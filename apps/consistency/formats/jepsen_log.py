"""Jepsen's log lines: `INFO  jepsen.util - 0 :invoke :cas [1 2]`, separated by tabs or spaces.

Lines of other loggers are passed over. What follows the value of a completion is its error.
"""

import re
from collections.abc import Iterator
from io import StringIO

from apps.consistency.formats.edn import Keyword, Symbol, form_of
from apps.consistency.formats.errors import FormatError
from apps.consistency.formats.imported import RawOperation
from apps.consistency.formats.pairing import HistoryEvent, Pairing
from apps.consistency.formats.text import Text

MARK = "jepsen.util - "
LINE = re.compile(r"(?P<process>\S+)\s+:(?P<kind>invoke|ok|fail|info)\s+:?(?P<f>[^\s:]\S*)(?:\s+(?P<value>\S.*))?\s*")


def looks_like(text: Text) -> bool:
    """Whether one of the first lines is of this shape."""
    lines = text.head(4_000).splitlines()
    return any(MARK in line or (line[:1] not in '[({;#"' and LINE.fullmatch(line)) for line in lines if line.strip())


def read(text: Text) -> Iterator[RawOperation]:
    """The operations, as they complete."""
    pairing, found = Pairing(), False
    while True:
        number, line = text.line, text.take_line()
        if line is None:
            break
        _, mark, rest = line.rpartition(MARK)
        if match := LINE.fullmatch(rest.strip()):
            found = True
            yield from pairing.take(_event(match, number))
        elif mark:
            raise FormatError(
                number, f"expected a process, :invoke, :ok, :fail or :info, and an operation, not {rest.strip()[:40]!r}"
            )
    if not found:
        raise FormatError(1, f"no line here is like 'INFO  {MARK}0 :invoke :read nil'")
    yield from pairing.rest()


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
    """The value, and what stands behind it."""
    window = Text(StringIO(text), lambda _: None)
    try:
        value = form_of(window)
    except FormatError as error:
        raise FormatError(line, error.reason) from None
    rest = window.head(len(text)).strip()
    if isinstance(value, Symbol):
        return str(value), rest or None
    return value, rest or None
