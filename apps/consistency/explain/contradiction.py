"""Explanations of operations that clash (`clash`), with the other operations that make it clear.

1. An answer that comes from none of them has its source named: the last write of that value, the append that it ends
   with, the enqueue or add of that element. A value that nobody wrote is told as that.
2. If it is known then for every reader which write it returned, zones say which operations contradict (`zones`).
3. Otherwise what there is to say is the real-time order among them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from apps.consistency.append_order import Contradiction as AppendsContradiction
from apps.consistency.datatypes import same
from apps.consistency.explain.words import Telling, edges, thin_air, written
from apps.consistency.graph import Step
from apps.consistency.history import History, Operation
from apps.consistency.real_time import times, touches
from apps.consistency.terms import OBSERVED
from apps.consistency.verdict import VIOLATED, Verdict
from apps.consistency.zones import zones

ELEMENTS_NAMED_MAX = 3
NO_ORDER = "{}. No single order of these operations contains all of that."


def contradiction(
    history: History, numbers: Sequence[int], clashing: Sequence[int], initial: object, *, model: str, question: str
) -> Verdict:
    """Return the verdict that some operations clash, of those of a key (or of several that are judged together)."""
    found = {reader: _sources(history, numbers, clashing, reader, initial) for reader in clashing}
    named = sorted({*clashing, *(source for sources in found.values() for source in sources)})
    if len(named) == 1 and _wants_a_value(history[named[0]]):
        return thin_air(history, named[0], model=model, question=question)
    part = _identified(history, named, initial)
    cycle = [] if part is None else zones(part, range(len(part)), times(part)).cycle
    if part is not None and cycle:
        explanation = NO_ORDER.format(Telling(part).steps(cycle))
        return clashing_verdict(part, explanation, range(len(part)), cycle, model=model, question=question)
    steps = [*_precedence(history, named), *_returned(found)]
    others = ", whatever the others did" if len(named) < len(numbers) else ""
    explanation = f"{Telling(history).list(named)}: no order of these explains every answer in real time{others}."
    return clashing_verdict(history, explanation, named, steps, model=model, question=question)


def clashing_verdict(
    history: History, explanation: str, named: Sequence[int], steps: Sequence[Step], *, model: str, question: str
) -> Verdict:
    """Return the verdict that these operations, and no others, violate a model."""
    return Verdict(
        model=model,
        question=question,
        status=VIOLATED,
        explanation=explanation,
        operations=tuple(history.name(number) for number in named),
        edges=edges(history, steps),
    )


def appends_verdict(history: History, found: AppendsContradiction, *, model: str) -> Verdict:
    """Return the verdict that answers contradict each other, or what else has to be in their order."""
    if found.read is not None:
        explanation = f"{Telling(history).name(found.read)} returned what no order of the appends makes."
        return clashing_verdict(history, explanation, (found.read,), (), model=model, question=OBSERVED)
    ends = {number for source, target, _ in found.cycle for number in (source, target)}
    named = sorted(ends.union(found.others))
    explanation = NO_ORDER.format(Telling(history).steps(found.cycle))
    return clashing_verdict(history, explanation, named, found.cycle, model=model, question=OBSERVED)


def _wants_a_value(operation: Operation) -> bool:
    """Return whether an operation told a register's value."""
    told = operation.action == "read" and not isinstance(operation.result, frozenset)
    return operation.reads and (told or (operation.action == "cas" and operation.result is not False))


def _sources(
    history: History, numbers: Sequence[int], clashing: Sequence[int], reader: int, initial: object
) -> list[int]:
    """Return where a reader's answer may come from: from what clashes if it can, else from as little as there is."""
    operation = history[reader]
    if not operation.reads or operation.result is False:
        return []
    known = history.sources[reader]
    if known is not None:
        return list(known)
    if isinstance(operation.result, frozenset):
        makers = [number for number in numbers if _makes(history[number], operation)]
        return makers if len(makers) <= ELEMENTS_NAMED_MAX else []
    wanted = operation.value[0] if operation.action == "cas" else operation.result
    if wanted is None or same(wanted, initial):
        return []
    makers = [number for number in numbers if number != reader and _makes(history[number], operation)]
    ours = [number for number in makers if number in set(clashing)]
    begun = [number for number in makers if operation.end is None or history[number].invoked < operation.end]
    return ours or begun[-1:] or makers[:1]


def _makes(change: Operation, reader: Operation) -> bool:
    """Return whether a reader's answer may be due to a change."""
    if not change.writes or change.key != reader.key:
        return False
    if reader.action == "dequeue":
        return change.action == "enqueue" and same(change.value, reader.result)
    if change.action == "append":
        end = reader.result[-1:] if isinstance(reader.result, tuple) else str(reader.result)
        return end == (change.value,) if isinstance(end, tuple) else end.endswith(str(change.value))
    if change.action == "add":
        return isinstance(reader.result, frozenset) and change.value in reader.result
    wanted = reader.value[0] if reader.action == "cas" else reader.result
    return change.action in ("write", "cas") and same(written(change), wanted)


def _identified(history: History, named: Sequence[int], initial: object) -> History | None:
    """Return these operations with what they returned, None where it is not certain among them."""
    if len({history[number].key for number in named}) > 1:
        return None
    told = [_told(history, named, number, initial) for number in named]
    part = history.part(operation for operation in told if operation is not None)
    is_certain = len(part) == len(named) and part.knows(range(len(part))) and not part.thin_air
    return part if is_certain and not touches(times(part), range(len(part))) else None


def _told(history: History, named: Sequence[int], number: int, initial: object) -> Operation | None:
    """Return an operation with what it returned, None where that is not certain or its data are not a register."""
    operation = history[number]
    if operation.action not in ("read", "write", "cas") or operation.result is False:
        return None
    if not operation.reads:
        return None if operation.action == "cas" else operation
    if operation.returned is not None:
        return operation
    makers = [other for other in named if other != number and _makes(history[other], operation)]
    wanted = operation.value[0] if operation.action == "cas" else operation.result
    offered = [(history.name(maker),) for maker in makers] + [()] * (wanted is None or same(wanted, initial))
    return replace(operation, returned=offered[0]) if len(offered) == 1 else None


def _precedence(history: History, named: Sequence[int]) -> Iterator[Step]:
    """The real-time order of operations, without what follows from the rest of it."""
    for later in named:
        before = [number for number in named if number != later and history[number].precedes(history[later])]
        for number in before:
            if not any(history[number].precedes(history[between]) for between in before if between != number):
                kind = "po" if history[number].process == history[later].process else "rt"
                yield number, later, kind


def _returned(sources: dict[int, list[int]]) -> Iterator[Step]:
    """The edges to readers whose source is one operation."""
    return ((found[0], reader, "rf") for reader, found in sources.items() if len(found) == 1)
