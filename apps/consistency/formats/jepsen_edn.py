"""Jepsen's EDN: a vector, a list or a bare sequence of maps `{:type :invoke, :f :read, :value nil, :process 0}`.

Names may be keywords or strings. `get` means read and `put` means write. A run saved here also has `:name`, and, where
an operation observed something, `:returned`: the names of the writes observed.
"""

from collections.abc import Iterator
from typing import Any

from apps.consistency.formats.edn import Form, forms
from apps.consistency.formats.errors import FormatError
from apps.consistency.formats.imported import RawOperation
from apps.consistency.formats.pairing import TYPES, HistoryEvent, Pairing
from apps.consistency.formats.text import Text


def read(text: Text) -> Iterator[RawOperation]:
    """The operations, as they complete."""
    pairing = Pairing()
    for line, form in forms(text):
        yield from pairing.take(event_of(form, line))
    yield from pairing.rest()


def event_of(form: Any, line: int) -> HistoryEvent:
    """The event that a map describes."""
    if not isinstance(form, Form):
        raise FormatError(line, "a history is made of maps like {:type :invoke, :f :read, :value nil, :process 0}")
    for name in ("type", "f", "process"):
        if form.get(name) is None:
            raise FormatError(line, f"the map has no :{name}")
    if form["type"] not in TYPES:
        raise FormatError(line, f":type is one of {', '.join(TYPES)}, not {str(form['type'])[:20]}")
    if not isinstance(form["f"], str):
        raise FormatError(line, ":f is the name of an operation")
    if not isinstance(form["process"], str | int):
        raise FormatError(line, ":process is a number or a name")
    return HistoryEvent(
        line=line,
        process=form["process"],
        kind=str(form["type"]),
        f=str(form["f"]),
        key=form.get("key"),
        value=form.get("value"),
        error=form.get("error"),
        name=form.get("name"),
        returned=form.get("returned"),
    )
