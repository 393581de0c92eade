"""A client's operations as histories have them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from apps.consistency import Operation
from apps.simulation.arguments import ADMINISTRATION
from apps.simulation.effects import Version
from apps.simulation.processes import Operation as OperationRecord


def is_in_history(record: OperationRecord) -> bool:
    """Return whether an operation has begun and is about a key; those on the cluster itself are in no history."""
    return record.invoked_sequence is not None and record.action not in ADMINISTRATION


def history_operation(record: OperationRecord, *, open_still: bool = False) -> Operation:
    """Return a client's operation as the history has it: as it ended, or as it was invoked.

    One whose outcome is unknown may take effect at any later time: for the history it never ended.
    """
    operation = Operation(
        operation=record.operation,
        process=record.process,
        action=record.action,
        key=record.key,
        value=(record.expected, record.value) if record.action == "cas" else record.value,
        invoked=record.invoked_sequence or 0,
        completed=None,
        status="open",
    )
    if open_still:
        return operation
    found = _found(record)
    return replace(
        operation,
        completed=None if record.status == "info" else record.completed_sequence,
        status="ok" if record.swapped is False else record.status,
        result=record.swapped if record.action == "cas" else _answer(found or ()),
        stamps=tuple(version.stamp for version in record.versions or ()),
        returned=None if found is None else tuple(version.written.operation for version in found),
    )


def _found(record: OperationRecord) -> tuple[Version, ...] | None:
    """Return the versions that it observed, if it observed."""
    if record.action == "read":
        return record.versions
    return record.read_versions if record.swapped else record.versions if record.swapped is False else None


def _answer(versions: tuple[Version, ...]) -> Any:
    values = tuple(version.written.value for version in versions)
    return values[0] if len(values) == 1 else values or None
