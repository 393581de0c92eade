"""What is said of a judged history, as plain values: to print as JSON, and for the page that draws it.

Operations go by their number in the file, from 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apps.consistency import HOLDS, Operation, Verdict
from apps.consistency.formats.imported import Imported
from apps.consistency.words import text

WITNESS_SHOWN = 20


def report(imported: Imported, verdicts: Mapping[str, Verdict]) -> dict[str, Any]:
    """Return the verdicts, what the file was taken for, and the lines of the operations that are named."""
    named = {name for verdict in verdicts.values() for name in verdict.operations}
    return {
        "models": {model: _verdict(verdict, imported.numbers) for model, verdict in verdicts.items()},
        "read_as": _read_as(imported),
        "data": imported.data,
        "count": len(imported.operations),
        "lines": {str(imported.numbers[name]): imported.lines[name] for name in sorted(named)},
    }


def sentence(verdict: Verdict) -> str:
    """Return what there is to say of a verdict: the explanation, a short witness, or the bound that was reached."""
    if verdict.status == HOLDS and 0 < len(verdict.witness) <= WITNESS_SHOWN:
        return f"In this order: {' '.join(verdict.witness)}"
    return f"{verdict.explanation} {verdict.bound}".strip()


def _verdict(verdict: Verdict, numbers: Mapping[str, int]) -> dict[str, Any]:
    return {
        "verdict": verdict.status,
        "explanation": sentence(verdict),
        "operations": [numbers[name] for name in verdict.operations],
        "edges": [
            {
                "source": numbers[edge.source],
                "target": numbers[edge.target],
                "kind": edge.kind,
                "words": edge.words,
            }
            for edge in verdict.edges
        ],
        "witness": [numbers[name] for name in verdict.witness],
    }


def _read_as(imported: Imported) -> dict[str, Any]:
    operations, read_as = imported.operations, imported.read_as
    return {
        "format": read_as.format,
        "data": imported.data,
        "initial": None if imported.initial is None else text(imported.initial),
        "operations": len(operations),
        "keys": sorted({operation.key for operation in operations}),
        "sessions": len({operation.process for operation in operations}),
        "unknown": sum(operation.status == "info" for operation in operations),
        "failed": sum(operation.status == "fail" for operation in operations),
        "ignored": list(read_as.ignored),
        "choices": [{"text": choice.text, "option": choice.option} for choice in read_as.choices],
    }


def history_of(imported: Imported) -> dict[str, Any]:
    """Return every operation of the file, failed ones too, and the faults, to draw them."""
    operations = sorted(imported.operations, key=lambda operation: imported.numbers[operation.operation])
    return {
        "operations": [_operation(operation, imported) for operation in operations],
        "faults": [{"at": fault.at, "until": fault.until, "text": fault.text} for fault in imported.faults],
    }


def _operation(operation: Operation, imported: Imported) -> dict[str, Any]:
    name = operation.operation
    return {
        "number": imported.numbers[name],
        "name": name,
        "process": operation.process,
        "action": operation.action,
        "key": operation.key,
        "said": said(operation),
        "start": operation.invoked,
        "end": operation.completed,
        "status": operation.status,
        "line": imported.lines[name],
    }


def said(operation: Operation) -> str:
    """Return what an operation asked, and what it was answered: `write x = 1`, `cas x from 1 to 2`."""
    what = f"{operation.action} {operation.key}"
    if operation.action == "cas":
        expected, new = operation.value
        found = ", which found another value" if operation.result is False else ""
        return f"{what} from {text(expected)} to {text(new)}{found}"
    if operation.action in ("read", "dequeue"):
        return f"{what} = {text(operation.result)}" if operation.status == "ok" else f"{what} = ?"
    if operation.action == "write":
        return f"{what} = {text(operation.value)}"
    return what if operation.value is None else f"{what} {text(operation.value)}"
