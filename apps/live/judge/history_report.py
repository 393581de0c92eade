"""The report on a judged history, as plain values: to print as JSON, and for the page that draws it.

Operations go by their number in the file, from 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from apps.consistency import HOLDS, UNDECIDED, Operation, Verdict
from apps.consistency.explain.words import asked, text, with_value
from apps.consistency.formats import Imported
from apps.consistency.formats.read_as import counted
from apps.consistency.models import MODELS

WITNESS_SHOWN = 20


Verdicts = Mapping[str, Verdict]


def report(imported: Imported, verdicts: Verdicts, otherwise: Sequence[Verdicts | None] = ()) -> dict[str, Any]:
    """Return the verdicts, what the file was taken for, and the lines of the operations that are named.

    `otherwise` has for each choice of the reading the verdicts that the other one gives, if they were asked for.
    """
    named = {name for verdict in verdicts.values() for name in verdict.operations}
    return {
        "models": {model: _verdict(verdict, imported.numbers) for model, verdict in verdicts.items()},
        "read_as": _read_as(imported, verdicts, otherwise),
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


def _read_as(imported: Imported, verdicts: Verdicts, otherwise: Sequence[Verdicts | None]) -> dict[str, Any]:
    operations, read_as = imported.operations, imported.read_as
    changes = [_changes(verdicts, other) for other in otherwise] or [""] * len(read_as.choices)
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
        "choices": [
            {"text": f"{choice.text} {change}".strip(), "option": choice.option}
            for choice, change in zip(read_as.choices, changes, strict=True)
        ],
    }


def _changes(verdicts: Verdicts, other: Verdicts | None) -> str:
    """Return what another reading changes, as a sentence; nothing where it was not asked for.

    A model that is defined for one of the two readings only is not compared.
    """
    if other is None:
        return ""
    changed, undecided = [], []
    for model, verdict in other.items():
        if UNDECIDED in (verdict.status, verdicts[model].status):
            undecided += [model] if MODELS[model].any_data else []
        elif verdict.status != verdicts[model].status:
            changed.append(f"{model} {'holds' if verdict.status == HOLDS else 'is violated'}")
    sentences = (
        [f"Read otherwise, {' and '.join(changed) or 'no verdict is reversed'}."] if changed or not undecided else []
    )
    sentences += [f"It was not decided whether that changes {' and '.join(undecided)}."] if undecided else []
    return " ".join(sentences)


def read_as_lines(read_as: Mapping[str, Any]) -> list[str]:
    """Return in lines what a file was taken for."""
    counts = [
        counted(read_as["operations"], "operation"),
        counted(len(read_as["keys"]), "key"),
        counted(read_as["sessions"], "session"),
        f"{read_as['unknown']:,} of unknown outcome",
        f"{read_as['failed']:,} failed",
    ]
    initial = "" if read_as["initial"] is None else f", initially {read_as['initial'] or 'empty'}"
    lines = [f"Read as {read_as['format']}: {read_as['data']}{initial}; {', '.join(counts)}."]
    lines += [f"Ignored: {'; '.join(read_as['ignored'])}."] if read_as["ignored"] else []
    return lines + [f"Choice: {choice['text']} Otherwise: {choice['option']}" for choice in read_as["choices"]]


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
    what = asked(operation)
    if operation.action == "cas":
        expected, new = operation.value
        found = ", which found another value" if operation.result is False else ""
        return f"{what} from {text(expected)} to {text(new)}{found}"
    if operation.action in ("read", "dequeue"):
        return with_value(what, text(operation.result) if operation.status == "ok" else "?")
    if operation.action == "write":
        return with_value(what, text(operation.value))
    return what if operation.value is None else f"{what} {text(operation.value)}"
