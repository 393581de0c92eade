"""A judged history as our own JSON, to be judged again anywhere and come out the same.

`judged_as` stands first: what was chosen, or told from the first file, when it was judged. Whoever reads the file reads
it so (`formats.json_history`).
"""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

from apps.consistency import Operation
from apps.consistency.datatypes import DATA
from apps.consistency.explain.words import text
from apps.consistency.formats import Imported


def exported(imported: Imported) -> str:
    """Return a history as `{"judged_as": …, "ops": […]}`, an operation a line, in the order of its first file."""
    operations = sorted(imported.operations, key=lambda operation: imported.numbers[operation.operation])
    judged_as = json.dumps(_judged_as(imported), ensure_ascii=False)
    lines = ",\n".join(json.dumps(_operation(each), ensure_ascii=False) for each in operations)
    return f'{{"judged_as": {judged_as},\n"ops": [\n{lines}\n]}}\n'


def _judged_as(imported: Imported) -> dict[str, str]:
    found = {"data": imported.data, "keyed": "no"}
    if imported.initial != DATA[imported.data].initial:
        found["initial"] = json.dumps(_plain(imported.initial), ensure_ascii=False)
    if any(operation.action == "cas" and operation.result is False for operation in imported.operations):
        found["failed_cas"] = "observed"
    return found


def _operation(operation: Operation) -> dict[str, Any]:
    compared = operation.action == "cas" and operation.result is False
    found: dict[str, Any] = {
        "name": operation.operation,
        "process": operation.process,
        "f": operation.action,
        "key": operation.key,
        "value": _plain(operation.result if operation.action in ("read", "dequeue") else operation.value),
        "start": operation.invoked,
        "end": operation.completed,
        "status": "fail" if compared else operation.status,
    }
    if operation.status == "fail":
        found["error"] = "did not happen"
    return found if operation.returned is None else {**found, "returned": list(operation.returned)}


def _plain(value: Any) -> Any:
    """Return a value as JSON has it; numbers that JSON cannot write exactly become texts."""
    if isinstance(value, frozenset):
        return [_plain(each) for each in sorted(value, key=text)]
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Decimal | Fraction):
        return int(value) if value == int(value) else float(value) if Fraction(float(value)) == value else str(value)
    return value
