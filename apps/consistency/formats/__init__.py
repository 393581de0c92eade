"""Histories from elsewhere: JSON, Jepsen's EDN and Jepsen's log lines, each read as a stream.

`read_history` takes an open text file and gives the history with what it was taken for, or FormatError with the line
and the reason.
"""

from collections.abc import Callable, Iterator
from typing import TextIO

from apps.consistency import datatypes
from apps.consistency.formats import jepsen_edn, jepsen_log, json_history
from apps.consistency.formats.errors import FormatError
from apps.consistency.formats.imported import build
from apps.consistency.formats.outcomes import FAILED_CAS
from apps.consistency.formats.raw import RawOperation, Source
from apps.consistency.formats.read_as import Imported, Reading
from apps.consistency.formats.text import Text

__all__ = ["DATA", "FAILED_CAS", "FormatError", "Imported", "Reading", "read_history"]

DATA = {name: data.actions for name, data in datatypes.DATA.items()}
"""The operations of each kind of data."""

Reader = Callable[[Text, Source], Iterator[RawOperation]]

EDN_BEGINS = tuple('[({#;"')


def _reader(text: Text) -> Reader:
    """Return what reads the format that the text begins like."""
    if jepsen_log.looks_like(text):
        return jepsen_log.read
    if json_history.looks_like(text):
        return json_history.read
    beginning = text.head(jepsen_log.HEAD_CHARS).lstrip("\ufeff, \t\r\n")
    return jepsen_edn.read if not beginning or beginning.startswith(EDN_BEGINS) else jepsen_log.read


def read_history(
    file: TextIO,
    reading: Reading | None = None,
    *,
    operations_max: int | None = None,
    progress: Callable[[int], None] = lambda characters: None,
) -> Imported:
    """Return the history in a file. `reading` decides what is ambiguous; `progress` gets the characters read so far.

    Raises FormatError for what is malformed, contradicts itself, or has more than `operations_max` operations.
    """
    text, source = Text(file, progress), Source("")
    found: list[RawOperation] = []
    for raw in _reader(text)(text, source):
        if operations_max is not None and len(found) >= operations_max:
            raise FormatError(
                raw.line, f"this is operation {len(found) + 1:,}; at most {operations_max:,} are judged here"
            )
        found.append(raw)
    return build(found, source, reading or Reading())
