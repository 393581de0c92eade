"""Histories from elsewhere: JSON, Jepsen's EDN and Jepsen's log lines, each read as a stream.

`read_history` takes an open text file and gives the history, or FormatError with the line and the reason.
"""

from collections.abc import Callable, Iterator
from typing import TextIO

from apps.consistency.formats import jepsen_edn, jepsen_log, json_ops
from apps.consistency.formats.errors import FormatError
from apps.consistency.formats.imported import DATA, Imported, RawOperation, build
from apps.consistency.formats.text import Text

__all__ = ["DATA", "FORMATS", "FormatError", "Imported", "detect", "read_history"]

Reader = Callable[[Text], Iterator[RawOperation]]

FORMATS: dict[str, tuple[str, Reader]] = {
    "json": ("JSON operations", json_ops.read),
    "edn": ("Jepsen EDN", jepsen_edn.read),
    "log": ("Jepsen log lines", jepsen_log.read),
}
"""What each format is called, and what reads it."""


def detect(text: Text) -> str:
    """The format that the text begins like."""
    if jepsen_log.looks_like(text):
        return "log"
    return "json" if json_ops.looks_like(text) else "edn"


def read_history(
    file: TextIO,
    *,
    data: str | None = None,
    initial: str | None = None,
    operations_max: int | None = None,
    progress: Callable[[int], None] = lambda characters: None,
) -> Imported:
    """The history in a file. `data` None: told from its operations. `progress` is given the characters read so far.

    Raises FormatError for what is malformed, contradicts itself, or has more than `operations_max` operations.
    """
    text = Text(file, progress)
    title, reader = FORMATS[detect(text)]
    found: list[RawOperation] = []
    for raw in reader(text):
        if operations_max is not None and len(found) >= operations_max:
            raise FormatError(
                raw.line, f"this is operation {len(found) + 1:,}; at most {operations_max:,} are judged here"
            )
        found.append(raw)
    return build(found, title=title, data=data, initial=initial)
