"""Which kind of data a history is about, told from its operations."""

from collections.abc import Sequence

from apps.consistency.datatypes import DATA
from apps.consistency.formats.errors import FormatError
from apps.consistency.formats.raw import RawOperation
from apps.consistency.formats.read_as import Choice
from apps.consistency.formats.values import is_number

TELLING = {
    "cas": "cas-register",
    "append": "append",
    "increment": "counter",
    "remove": "set",
    "enqueue": "queue",
    "dequeue": "queue",
    "acquire": "mutex",
    "release": "mutex",
}
"""The operations that tell what the data are; `add` is a counter's or a set's."""

ADDED = "add"


def data_of(raws: Sequence[RawOperation]) -> tuple[str, Choice | None]:
    """Return the kind of data, and the choice that was made where the operations leave it open."""
    actions = {raw.f for raw in raws}
    told = next((TELLING[raw.f] for raw in raws if raw.f in TELLING), None)
    if told is not None or ADDED not in actions:
        return told or "register", None
    answers = [raw.result for raw in raws if raw.f == "read" and raw.status == "ok" and raw.result is not None]
    if answers:
        return ("counter" if is_number(answers[0]) else "set"), None
    if all(is_number(raw.argument) for raw in raws if raw.f == ADDED):
        return "set", Choice(
            "Numbers are added and never read, as to a set or to a counter: this is read as a set.", "--data counter"
        )
    return "set", None


def action_of(raw: RawOperation, data: str) -> str:
    """Return what an operation does to this kind of data; raise FormatError if it has no such operation."""
    if data == "counter" and raw.f == ADDED:
        return "increment"
    if raw.f not in DATA[data].actions:
        known = ", ".join(sorted(DATA[data].actions))
        raise FormatError(raw.line, f"a {data} has no operation {raw.f[:20]!r}; it has {known}")
    return raw.f


def has_lists(raws: Sequence[RawOperation]) -> bool:
    """Return whether appends make a list, as Elle's do, and not a string."""
    return any(
        isinstance(raw.result, list | tuple) if raw.f == "read" else not isinstance(raw.argument, str)
        for raw in raws
        if raw.f == "append" or (raw.f == "read" and raw.status == "ok")
    )
