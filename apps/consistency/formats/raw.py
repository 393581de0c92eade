"""Operations as a file has them, and what was noticed while it was read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

NAME_CHARS_SHOWN = 40

Time = int | Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class RawOperation:
    """An operation as a file has it; `index` counts them from 0. `end` None: it is not known how it ended.

    `argument` is what was invoked, `result` what the completion says. `name` and `returned` are None where the file
    does not give them. `is_interval`: the file has one entry for the whole operation, so that `argument` and
    `result` are one.
    """

    line: int
    index: int
    process: Any
    f: str
    key: Any
    argument: Any
    result: Any
    start: Time
    end: Time | None
    status: str
    error: Any = None
    name: Any = None
    returned: Any = None
    is_interval: bool = False


@dataclass(frozen=True, slots=True)
class NemesisEvent:
    """One entry of the process `:nemesis`."""

    place: int
    kind: str
    f: str
    value: Any


@dataclass(slots=True)
class Source:
    """A reader's report on its file: the format's name, what the nemesis did, what it ignored (how many, of which
    noun, with what stands behind it), whether a failed compare-and-set observed another value by its convention, and
    whether null is the initial value by it. `judged_as` says how to read the file, as far as the file says that itself.
    """

    format: str
    failed_cas_observes: bool = False
    null_is_initial: bool = False
    judged_as: Mapping[str, str] = field(default_factory=dict)
    nemesis: list[NemesisEvent] = field(default_factory=list)
    ignored: list[tuple[int, str, str]] = field(default_factory=list)


def short(value: Any) -> str:
    """Return a value as it stands in a message of one line."""
    return (str(value) if isinstance(value, Decimal) else repr(value))[:NAME_CHARS_SHOWN]
