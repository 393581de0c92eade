"""What the formats have in common: from what a file says of an operation to an operation of a history.

- `get` means read and `put` means write; an operation without a key is about one single register.
- A compare-and-set that failed compared and found another value, unless the file gives an error: then it was refused.
- A process that goes on after an unknown outcome is a new process.
- Where a file names its operations and says of an observation which writes it returned, as a run saved here does, that
  is taken: then nothing has to be concluded from values, and a value may be written twice.
- Times are replaced by their ranks, so that equal times stay equal.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apps.consistency.formats.errors import FormatError
from apps.consistency.history import Operation

SINGLE_KEY = "register"
ALIASES = {"get": "read", "put": "write"}
DATA: Mapping[str, frozenset[str]] = {
    "register": frozenset({"read", "write"}),
    "cas-register": frozenset({"read", "write", "cas"}),
    "append": frozenset({"read", "write", "append"}),
    "counter": frozenset({"read", "increment"}),
    "set": frozenset({"read", "add", "remove"}),
    "queue": frozenset({"enqueue", "dequeue"}),
}
TELLING = {
    "cas": "cas-register",
    "append": "append",
    "increment": "counter",
    "add": "set",
    "remove": "set",
    "enqueue": "queue",
    "dequeue": "queue",
}
"""The operations that tell what the data are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawOperation:
    """An operation as a file has it; `index` counts them from 0. `end` None: it is not known how it ended.

    `name` and `returned` are None where the file does not give them.
    """

    line: int
    index: int
    process: Any
    f: str
    key: Any
    argument: Any
    result: Any
    start: int | float
    end: int | float | None
    status: str
    error: Any = None
    name: Any = None
    returned: Any = None
    is_fault: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """What a nemesis did, in words: from and until which rank in time; `until` None: to the end of the history."""

    at: int
    until: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Choice:
    """How something ambiguous was read, in one sentence, and the option that decides otherwise."""

    text: str
    option: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAs:
    """What a file was taken for."""

    format: str
    ignored: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """A history, what its data are, their initial value, and the fault lane.

    `lines` finds operations in the file, `numbers` has their places there, from 0. Operations that failed are among
    them.
    """

    operations: tuple[Operation, ...]
    data: str
    initial: Any
    faults: tuple[Fault, ...]
    lines: Mapping[str, int]
    numbers: Mapping[str, int]
    read_as: ReadAs


def build(found: Sequence[RawOperation], *, title: str, data: str | None, initial: str | None) -> Imported:
    """The history that these make; raises FormatError where they contradict each other."""
    raws = [raw for raw in found if not raw.is_fault]
    actions = {raw.index: ALIASES.get(raw.f, raw.f) for raw in raws}
    kind = data or _data_of(actions.values())
    ranks = _ranks(found)
    processes = _processes(raws)
    names = _names(raws)
    operations = [
        _operation(raw, _action(raw, actions[raw.index], kind), processes[raw.index], ranks, kind, names)
        for raw in raws
    ]
    return Imported(
        operations=tuple(sorted(operations, key=lambda operation: operation.invoked)),
        data=kind,
        initial=_initial(initial, kind),
        faults=tuple(Fault(ranks[raw.start], ranks[raw.start], _fault_text(raw)) for raw in found if raw.is_fault),
        lines={names[raw.index]: raw.line for raw in raws},
        numbers={names[raw.index]: raw.index for raw in raws},
        read_as=ReadAs(format=title),
    )


def _names(raws: Sequence[RawOperation]) -> dict[int, str]:
    """What each operation goes by, by its index: the file's names if all have one, else their numbers."""
    if any(raw.name is None for raw in raws):
        return {raw.index: f"#{raw.index}" for raw in raws}
    names: dict[str, RawOperation] = {}
    for raw in raws:
        name = _scalar(raw.name, raw.line, "a name")
        if name in names:
            raise FormatError(raw.line, f"the name {name[:20]!r} was given on line {names[name].line:,} already")
        names[name] = raw
    return {raw.index: name for name, raw in names.items()}


def _data_of(actions: Iterable[str]) -> str:
    return next((TELLING[action] for action in actions if action in TELLING), "register")


def _action(raw: RawOperation, action: str, data: str) -> str:
    if data == "counter" and action == "add":
        return "increment"
    if action not in DATA[data]:
        known = ", ".join(sorted(DATA[data]))
        raise FormatError(raw.line, f"a {data} has no operation {raw.f[:20]!r}; it has {known}")
    return action


def _ranks(found: Iterable[RawOperation]) -> dict[int | float, int]:
    times = {raw.start for raw in found} | {raw.end for raw in found if raw.end is not None}
    return {time: rank for rank, time in enumerate(sorted(times), start=1)}


def _processes(raws: Iterable[RawOperation]) -> dict[int, str]:
    """The process of each operation by its index: the file's, numbered anew after each unknown outcome."""
    names: dict[int, str] = {}
    last: dict[str, RawOperation] = {}
    numbers: dict[str, int] = {}
    for raw in sorted(raws, key=lambda raw: raw.start):
        process = _scalar(raw.process, raw.line, "a process")
        before = last.get(process)
        if before is not None and before.end is None:
            numbers[process] = numbers.get(process, 1) + 1
        elif before is not None and before.end is not None and raw.start < before.end:
            raise FormatError(
                raw.line,
                f"process {process} has two operations open at once: this one and that of line {before.line:,}",
            )
        last[process] = raw
        names[raw.index] = f"{process}·{numbers[process]}" if process in numbers else process
    return names


def _scalar(value: Any, line: int, what: str) -> str:
    if isinstance(value, str | int | float):
        return str(value)
    raise FormatError(line, f"{what} is a name or a number, not {_short(value)}")


def _operation(
    raw: RawOperation,
    action: str,
    process: str,
    ranks: Mapping[int | float, int],
    data: str,
    names: Mapping[int, str],
) -> Operation:
    compared = action == "cas" and raw.status == "fail" and not raw.error
    status = "ok" if compared else raw.status
    return Operation(
        operation=names[raw.index],
        process=process,
        action=action,
        key=SINGLE_KEY if raw.key is None else _scalar(raw.key, raw.line, "a key"),
        value=_argument(raw, action),
        result=_result(raw, action, data) if status == "ok" else None,
        invoked=ranks[raw.start],
        completed=None if raw.end is None else ranks[raw.end],
        status=status,
        returned=_returned(raw, names) if status == "ok" else None,
    )


def _returned(raw: RawOperation, names: Mapping[int, str]) -> tuple[str, ...] | None:
    """The writes that it observed, where the file says so by their names."""
    if raw.returned is None or raw.name is None:
        return None
    found = _frozen(raw.returned)
    if not isinstance(found, tuple) or not set(found) <= set(names.values()):
        raise FormatError(raw.line, f"'returned' must list names of operations, not {_short(raw.returned)}")
    return found


def _argument(raw: RawOperation, action: str) -> Any:
    value = _frozen(raw.argument)
    if action in ("read", "dequeue"):
        return None
    if action == "cas" and not (isinstance(value, tuple) and len(value) == 2):
        raise FormatError(raw.line, f"the value of a compare-and-set is [from, to], not {_short(raw.argument)}")
    if action == "increment":
        value = 1 if value is None else value
        if not isinstance(value, int):
            raise FormatError(raw.line, f"a counter is incremented by a whole number, not {_short(raw.argument)}")
    if action == "append" and not isinstance(value, str):
        raise FormatError(raw.line, f"an append adds a string, not {_short(raw.argument)}")
    if action in ("write", "add", "remove", "enqueue") and value is None:
        raise FormatError(raw.line, f"{raw.f} without a value")
    return value


def _result(raw: RawOperation, action: str, data: str) -> Any:
    if action == "cas":
        return raw.status == "ok"
    if action == "dequeue":
        return _frozen(raw.result)
    if action != "read":
        return None
    if data == "set":
        if raw.result is not None and not isinstance(raw.result, list | tuple | frozenset):
            raise FormatError(raw.line, f"a set is read as a list of its elements, not {_short(raw.result)}")
        return frozenset(_frozen(element) for element in raw.result or ())
    return _frozen(raw.result)


def _frozen(value: Any) -> Any:
    """The value with lists as tuples and objects as tuples of pairs, so that values can be compared and looked up."""
    if isinstance(value, list | tuple):
        return tuple(_frozen(each) for each in value)
    if isinstance(value, dict):
        return tuple(sorted(((str(name), _frozen(each)) for name, each in value.items()), key=lambda pair: pair[0]))
    return value


def _initial(text: str | None, data: str) -> Any:
    """The initial value: of a register what was said (as JSON if it is that, else as text), null by default."""
    if text is None:
        return {"append": "", "counter": 0, "set": frozenset(), "queue": ()}.get(data)
    try:
        value = _frozen(json.loads(text))
    except ValueError:
        value = text
    return frozenset(value) if data == "set" and isinstance(value, tuple) else value


def _fault_text(raw: RawOperation) -> str:
    return raw.f if raw.argument is None else f"{raw.f} {_short(raw.argument)}"


def _short(value: Any) -> str:
    return repr(value)[:40]
