"""From what a file says of operations to a history: the steps that all formats have in common.

1. `get` means read and `put` means write; transactions of one operation are that operation.
2. Keyed values are told from pairs, and the kind of data from the operations.
3. Keys, processes and operations get names. A process that goes on after an unknown outcome is a new session.
4. Times are replaced by their ranks, so that equal times stay equal.
5. Where a file names its operations and says of an observation which writes it returned, as a run saved here does, that
   is taken: nothing has to be concluded from values, and a value may be written twice.

Whatever is ambiguous is decided by an option or by a rule, and each rule that was used is in `ReadAs.choices`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from apps.consistency.datatypes import DATA, REGISTERS
from apps.consistency.formats import kinds, names, outcomes
from apps.consistency.formats.errors import FormatError
from apps.consistency.formats.faults import fault_lane
from apps.consistency.formats.keyed import by_key
from apps.consistency.formats.raw import RawOperation, Source, Time
from apps.consistency.formats.read_as import Choice, Imported, ReadAs, Reading, counted
from apps.consistency.formats.transactions import as_plain_operations
from apps.consistency.formats.values import argument_of, frozen, result_of
from apps.consistency.history import Operation

ALIASES = {"get": "read", "put": "write", "broadcast": "add"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Facts of the whole file that its operations are made with."""

    data: str
    nil_is_unknown: bool
    failed_cas: str
    makes_list: bool
    names: Mapping[int, str]
    named: frozenset[str]
    keys: Mapping[int, str]
    sessions: Mapping[int, str]
    ranks: Mapping[Time, int]


def build(found: Sequence[RawOperation], source: Source, reading: Reading) -> Imported:
    """Return the history that these operations make; raise FormatError where they contradict each other."""
    in_order = sorted(found, key=lambda raw: (raw.start, raw.index))
    reading = _completed(reading, source.judged_as)
    plain = as_plain_operations(replace(raw, f=ALIASES.get(raw.f, raw.f)) for raw in in_order)
    raws, key_choice = by_key(plain, reading.keyed)
    told, data_choice = kinds.data_of(raws)
    data, makes_list = reading.data or told, kinds.has_lists(raws)
    initial = _initial(reading.initial, data, makes_list)
    context = _context(raws, source, reading, data, makes_list)
    operations = tuple(_operation(raw, context) for raw in raws)
    choices = (
        key_choice,
        data_choice if reading.data is None else None,
        _nil_choice(raws, context, source) if data in REGISTERS else None,
        _failed_cas_choice(raws, context.failed_cas, reading, found, source),
    )
    return Imported(
        operations=operations,
        data=data,
        initial=initial,
        faults=fault_lane(source.nemesis, context.ranks),
        lines={context.names[raw.index]: raw.line for raw in raws},
        numbers={context.names[raw.index]: raw.index for raw in raws},
        read_as=ReadAs(
            format=source.format,
            ignored=tuple(f"{counted(number, noun)} {rest}" for number, noun, rest in source.ignored),
            choices=tuple(choice for choice in choices if choice is not None),
        ),
    )


def _completed(reading: Reading, said: Mapping[str, str]) -> Reading:
    """Return a reading with what the file itself says, where it leaves that open."""
    return Reading(
        data=reading.data or said.get("data"),
        initial=said.get("initial") if reading.initial is None else reading.initial,
        keyed=said["keyed"] == "yes" if reading.keyed is None and "keyed" in said else reading.keyed,
        failed_cas=reading.failed_cas or said.get("failed_cas"),
    )


def _context(raws: Sequence[RawOperation], source: Source, reading: Reading, data: str, makes_list: bool) -> Context:
    convention = outcomes.OBSERVED if source.failed_cas_observes else outcomes.FAILED
    given = names.operation_names(raws)
    has_names = all(raw.name is not None for raw in raws)
    return Context(
        data=data,
        nil_is_unknown=_json(reading.initial) is not None,
        failed_cas=reading.failed_cas or convention,
        makes_list=makes_list,
        names=given,
        named=frozenset(given.values()) if has_names else frozenset(),
        keys=names.key_names(raws),
        sessions=names.session_names(raws),
        ranks=_ranks(raws, source),
    )


def _ranks(raws: Iterable[RawOperation], source: Source) -> dict[Time, int]:
    times: set[Time] = {event.place for event in source.nemesis}
    for raw in raws:
        times.add(raw.start)
        if raw.end is not None:
            times.add(raw.end)
    return {time: rank for rank, time in enumerate(sorted(times), start=1)}


def _operation(raw: RawOperation, context: Context) -> Operation:
    action = kinds.action_of(raw, context.data)
    status = _status(raw, context)
    returned = names.returned_names(raw, context.named) if status == "ok" else None
    return Operation(
        operation=context.names[raw.index],
        process=context.sessions[raw.index],
        action=action,
        key=context.keys[raw.index],
        value=argument_of(raw, action),
        result=result_of(raw, action, context.data, makes_list=context.makes_list) if status == "ok" else None,
        invoked=context.ranks[raw.start],
        completed=None if raw.end is None else context.ranks[raw.end],
        status=status,
        returned=returned,
    )


def _status(raw: RawOperation, context: Context) -> str:
    if context.nil_is_unknown and outcomes.is_read_of_nil(raw):
        return "info"
    return "ok" if outcomes.observes(raw, context.failed_cas) else raw.status


def _nil_choice(raws: Sequence[RawOperation], context: Context, source: Source) -> Choice | None:
    if context.nil_is_unknown:
        for raw in raws:
            if raw.f == "cas" and raw.status != "fail" and frozen(raw.argument, raw.line)[1] is None:
                raise FormatError(raw.line, "this writes nil, which stands for an unknown answer if --initial is given")
    if source.null_is_initial and not context.nil_is_unknown:
        return None
    return outcomes.nil_choice(raws, context.keys, is_unknown=context.nil_is_unknown)


def _failed_cas_choice(
    raws: Sequence[RawOperation], used: str, reading: Reading, found: Sequence[RawOperation], source: Source
) -> Choice | None:
    told = outcomes.failed_cas_text(raws, used)
    if told is None or reading.failed_cas is not None:
        return None
    other = outcomes.NEXT_READING[used]
    option = f"--failed-cas {other}"
    return Choice(told, option, lambda: build(found, source, replace(reading, failed_cas=other)))


def _json(text: str | None) -> Any:
    """Return what an option says: a value of JSON if it is one, else the text itself."""
    if text is None:
        return None
    try:
        return frozen(json.loads(text, parse_float=Decimal), 1)
    except (ValueError, InvalidOperation, RecursionError):
        return text


def _initial(text: str | None, data: str, makes_list: bool) -> Any:
    """Return the initial value: what was said, else what is usual for the data; a list that nothing was appended to."""
    value = _json(text)
    if value is None:
        return () if data == "append" and makes_list else DATA[data].initial
    return frozenset(value) if data == "set" and isinstance(value, tuple) else value
