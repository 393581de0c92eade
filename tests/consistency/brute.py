"""The models by their definitions, tried out: permutations, linear extensions, closures. Slow, and shares no code with
the checkers.

A history here is a list of operations of which everything is known: `returned` of every reader, and for the questions
as replicated `below`, which gives for each write the writes that its version includes, itself among them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import permutations, product
from typing import Any

from apps.consistency import Operation

Relation = set[tuple[str, str]]
Below = Mapping[str, frozenset[str]]


def kept(history: Sequence[Operation]) -> list[Operation]:
    """What has to be placed: what was answered, and changes of unknown outcome that somebody read."""
    answered = [op for op in history if op.status == "ok"]
    read = {name for op in answered for name in op.returned or ()}
    return [op for op in history if op.status == "ok" or (op.status != "fail" and op.operation in read)]


def thin_air(history: Sequence[Operation]) -> bool:
    happened = {op.operation: op for op in history if op.status != "fail" and is_write(op)}
    return any(
        name not in happened or happened[name].key != op.key
        for op in history
        if op.status == "ok"
        for name in op.returned or ()
    )


# Relations


def session_order(ops: Sequence[Operation]) -> Relation:
    """`po`: by start, and where a process starts two at once, as they are listed."""
    ordered = sorted(ops, key=lambda op: op.invoked)
    return {
        (a.operation, b.operation)
        for place, a in enumerate(ordered)
        for b in ordered[place + 1 :]
        if a.process == b.process
    }


def real_time(ops: Sequence[Operation]) -> Relation:
    return session_order(ops) | {
        (a.operation, b.operation)
        for a in ops
        for b in ops
        if a.status == "ok" and a.completed is not None and a.completed < b.invoked
    }


def reads_from(ops: Sequence[Operation]) -> Relation:
    return {(name, op.operation) for op in ops if op.status == "ok" for name in op.returned or ()}


def version_order(ops: Sequence[Operation], below: Below) -> Relation:
    return {(older, op.operation) for op in ops for older in below.get(op.operation, ()) if older != op.operation}


def from_read(ops: Sequence[Operation], below: Below) -> Relation:
    """A read comes before every version that what it returned does not include."""
    return {
        (op.operation, write.operation)
        for op in ops
        if op.returned is not None
        for write in ops
        if is_write(write) and write.key == op.key and write.operation != op.operation
        if not any(write.operation in below[name] for name in op.returned)
    }


def closure(pairs: Iterable[tuple[str, str]]) -> Relation:
    found = set(pairs)
    while True:
        more = {(a, d) for a, b in found for c, d in found if b == c} - found
        if not more:
            return found
        found |= more


def acyclic(pairs: Iterable[tuple[str, str]]) -> bool:
    return all(a != b for a, b in closure(pairs))


def within(pairs: Relation, names: Iterable[str]) -> Relation:
    inside = set(names)
    return {(a, b) for a, b in pairs if a in inside and b in inside}


def extensions(names: Sequence[str], order: Relation) -> Iterator[tuple[str, ...]]:
    """Every total order of the names that contains the order."""
    for sequence in permutations(names):
        place = {name: index for index, name in enumerate(sequence)}
        if all(place[a] < place[b] for a, b in order):
            yield sequence


def is_write(op: Operation) -> bool:
    return op.action != "read" and op.result is not False


# What the data do


def answers(data: str, initial: Any, sequence: Sequence[Operation]) -> bool:
    """Whether a sequence of operations, one at a time, could have answered as it did."""
    if data == "queue":
        return queue_answers(sequence)
    if data == "mutex":
        return all(op.action == ("release" if place % 2 else "acquire") for place, op in enumerate(sequence))
    state: Any = initial
    for op in sequence:
        if op.action == "read" and (initial if op.result is None else op.result) != state:
            return False
        if op.action == "cas":
            found = (initial if op.value[0] is None else op.value[0]) == state
            if found is (op.result is False):
                return False
        if is_write(op):
            state = changed(op, state)
    return True


def changed(op: Operation, state: Any) -> Any:
    """What a change makes of a state."""
    if op.action == "write":
        return op.value
    if op.action == "cas":
        return op.value[1]
    if op.action == "add":
        return state | {op.value}
    return state - {op.value} if op.action == "remove" else state + op.value


def queue_answers(sequence: Sequence[Operation]) -> bool:
    waiting: list[Any] = []
    for op in sequence:
        if op.action == "enqueue":
            waiting.append(op.value)
        elif op.status != "ok":
            waiting = waiting[1:]
        elif op.result is None:
            if waiting:
                return False
        elif not waiting or waiting.pop(0) != op.result:
            return False
    return True


def all_answer(data: str, initial: Any, sequence: Sequence[Operation]) -> bool:
    keys = {op.key for op in sequence}
    return all(answers(data, initial, [op for op in sequence if op.key == key]) for key in keys)


def by_values(
    history: Sequence[Operation], order: Callable[[Sequence[Operation]], Relation], data: str, initial: Any
) -> bool:
    """Whether some of the changes of unknown outcome, with all that was answered, have a legal order."""
    answered = [op for op in history if op.status == "ok"]
    unknown = [op for op in history if op.status in ("info", "open") and op.action != "read"]
    for choice in product((False, True), repeat=len(unknown)):
        ops = [op for op in history if op in answered or (op in unknown and choice[unknown.index(op)])]
        by_name = {op.operation: op for op in ops}
        if any(
            all_answer(data, initial, [by_name[name] for name in sequence])
            for sequence in extensions([*by_name], order(ops))
        ):
            return True
    return False


def some_can_have_happened(history: Sequence[Operation], required: Collection[str], data: str, initial: Any) -> bool:
    """Return whether these operations, and whichever of the others, have a legal order in real time."""
    spare = [op for op in history if op.operation not in required and op.action != "read"]
    for choice in product((False, True), repeat=len(spare)):
        left_out = {op.operation for op, taken in zip(spare, choice, strict=True) if not taken}
        ops = [op for op in history if op.operation in required or (op in spare and op.operation not in left_out)]
        by_name = {op.operation: op for op in ops}
        if any(
            all_answer(data, initial, [by_name[name] for name in sequence])
            for sequence in extensions([*by_name], real_time(ops))
        ):
            return True
    return False


def register_order(history: Sequence[Operation]) -> bool:
    """Return whether a compare-and-set register has a legal order in real time, tried one operation at a time."""
    before = real_time(history)
    required = {op.operation for op in history if op.status == "ok"}
    tried = set()
    waiting: list[tuple[frozenset[str], Any]] = [(frozenset(), None)]
    while waiting:
        placed, state = waiting.pop()
        if required <= placed:
            return True
        if (placed, state) in tried:
            continue
        tried.add((placed, state))
        for op in history:
            early = any(a not in placed and a in required and b == op.operation for a, b in before)
            if op.operation not in placed and not early and may_come(op, state):
                waiting.append((placed | {op.operation}, changed_register(op, state)))
    return False


def may_come(op: Operation, state: Any) -> bool:
    """Return whether an operation of a register, at first None, could have answered so."""
    if op.action == "read":
        return bool(op.result == state)
    return op.action == "write" or (op.value[0] == state) is not (op.result is False)


def changed_register(op: Operation, state: Any) -> Any:
    """Return the register's value after an operation that may come now."""
    if op.action == "read" or op.result is False:
        return state
    return op.value[1] if op.action == "cas" else op.value


def legal(sequence: Sequence[Operation], readers: Iterable[str]) -> bool:
    """Whether these readers return the last version of their key in the sequence, by its identity."""
    wanted = set(readers)
    last: dict[str, str] = {}
    for op in sequence:
        expected = (last[op.key],) if op.key in last else ()
        if op.operation in wanted and op.returned is not None and op.returned != expected:
            return False
        if is_write(op):
            last[op.key] = op.operation
    return True


def some_order(ops: Sequence[Operation], order: Relation, readers: Iterable[str]) -> bool:
    by_name = {op.operation: op for op in ops}
    return any(
        legal([by_name[name] for name in sequence], readers)
        for sequence in extensions([*by_name], within(order, by_name))
    )


# As observed


def linearizable(history: Sequence[Operation]) -> bool:
    ops = kept(history)
    return some_order(ops, real_time(ops), [op.operation for op in ops])


def sequential(history: Sequence[Operation]) -> bool:
    ops = kept(history)
    return some_order(ops, session_order(ops), [op.operation for op in ops])


def causality(ops: Sequence[Operation]) -> Relation:
    return closure(session_order(ops) | reads_from(ops))


def past(ops: Sequence[Operation], co: Relation, op: Operation) -> list[Operation]:
    return [other for other in ops if other is op or (other.operation, op.operation) in co]


def causal_cc(history: Sequence[Operation]) -> bool:
    ops = kept(history)
    co = causality(ops)
    return acyclic(co) and all(some_order(past(ops, co, op), co, [op.operation]) for op in ops)


def causal_cm(history: Sequence[Operation]) -> bool:
    ops = kept(history)
    co, po = causality(ops), session_order(ops)
    return acyclic(co) and all(
        some_order(
            past(ops, co, op),
            co,
            [other.operation for other in ops if other is op or (other.operation, op.operation) in po],
        )
        for op in ops
    )


def causal_ccv(history: Sequence[Operation]) -> bool:
    ops = kept(history)
    co = causality(ops)
    if not acyclic(co):
        return False
    by_name = {op.operation: op for op in ops}
    pasts = {op.operation: {other.operation for other in past(ops, co, op)} for op in ops}
    return any(
        all(legal([by_name[name] for name in sequence if name in pasts[op.operation]], [op.operation]) for op in ops)
        for sequence in extensions([*by_name], co)
    )


def pram(history: Sequence[Operation]) -> bool:
    ops = kept(history)
    po = session_order(ops)
    for process in {op.process for op in ops}:
        own = [op.operation for op in ops if op.process == process]
        if not some_order([op for op in ops if op.process == process or is_write(op)], po, own):
            return False
    return True


Older = Callable[[tuple[str, ...], str], bool]
"""Whether what a read returned (nothing: the initial value) is older than a write."""


def certainly_older(history: Sequence[Operation]) -> Older:
    po = session_order(kept(history))
    return lambda returned, write: write not in returned and all((name, write) in po for name in returned)


def older_by_version(history: Sequence[Operation], below: Below) -> Older:
    po = session_order(kept(history))
    return lambda returned, write: (
        write not in returned and all(write not in below[name] or (name, write) in po for name in returned)
    )


def read_your_writes(history: Sequence[Operation], older: Older) -> bool:
    ops = kept(history)
    po = session_order(ops)
    return not any(
        (w.operation, r.operation) in po and w.key == r.key and older(r.returned, w.operation)
        for w in ops
        for r in ops
        if is_write(w) and r.returned is not None
    )


def monotonic_reads_observed(history: Sequence[Operation]) -> bool:
    """Some order of the key's writes, containing every writer's own, makes each session's reads never go back."""
    ops = kept(history)
    po = session_order(ops)
    for process, key in {(op.process, op.key) for op in ops}:
        writes = [op.operation for op in ops if is_write(op) and op.key == key]
        reads = sorted(
            (op for op in ops if op.process == process and op.key == key and op.returned is not None),
            key=lambda op: op.invoked,
        )
        versions = [op.returned[0] if op.returned else "" for op in reads]
        if not any(
            [sequence.index(version) for version in versions] == sorted(sequence.index(version) for version in versions)
            for sequence in (("", *order) for order in extensions(writes, within(po, writes)))
        ):
            return False
    return True


def monotonic_reads_replicated(history: Sequence[Operation], older: Older) -> bool:
    ops = kept(history)
    po = session_order(ops)
    return not any(
        (a.operation, b.operation) in po and a.key == b.key and older(b.returned, version)
        for a in ops
        for b in ops
        if a.returned is not None and b.returned is not None
        for version in a.returned
    )


def write_older(history: Sequence[Operation], below: Below | None) -> Callable[[str, str], bool]:
    po = session_order(kept(history))
    return lambda first, second: (
        (first, second) in po or (below is not None and first != second and first in below[second])
    )


def monotonic_writes(history: Sequence[Operation], older: Older, below: Below | None) -> bool:
    ops = kept(history)
    po = session_order(ops)
    is_older = write_older(history, below)
    for w1, w2 in product(ops, ops):
        if not (is_write(w1) and is_write(w2) and (w1.operation, w2.operation) in po):
            continue
        if w1.key == w2.key and is_older(w2.operation, w1.operation):
            return False
        for r1, r2 in product(ops, ops):
            seen = r1.returned is not None and w2.operation in r1.returned and (r1.operation, r2.operation) in po
            if seen and r2.returned is not None and r2.key == w1.key and older(r2.returned, w1.operation):
                return False
    return True


def writes_follow_reads(history: Sequence[Operation], older: Older, below: Below | None) -> bool:
    ops = kept(history)
    po = session_order(ops)
    is_older = write_older(history, below)
    for r0, w2 in product(ops, ops):
        if r0.returned is None or not is_write(w2) or (r0.operation, w2.operation) not in po:
            continue
        if any(r0.key == w2.key and is_older(w2.operation, w1) for w1 in r0.returned):
            return False
        for r1, r2 in product(ops, ops):
            if r1.returned is None or w2.operation not in r1.returned or (r1.operation, r2.operation) not in po:
                continue
            if r2.returned is None or r2.key != r0.key:
                continue
            itself = r2.returned == r0.returned or (bool(r2.returned) and set(r2.returned) <= read_before(ops, po, w2))
            if any(older(r2.returned, w1) for w1 in r0.returned) or (w2.key == r0.key and itself):
                return False
    return True


def read_before(ops: Sequence[Operation], po: Relation, write: Operation) -> set[str]:
    return {name for op in ops if (op.operation, write.operation) in po for name in op.returned or ()}


def observed(history: Sequence[Operation]) -> dict[str, bool]:
    """Which models hold as observed."""
    older = certainly_older(history)
    models: dict[str, Callable[[], bool]] = {
        "linearizable": lambda: linearizable(history),
        "sequential": lambda: sequential(history),
        "causal_cm": lambda: causal_cm(history),
        "causal_ccv": lambda: causal_ccv(history),
        "causal_cc": lambda: causal_cc(history),
        "pram": lambda: pram(history),
        "read_your_writes": lambda: read_your_writes(history, older),
        "monotonic_reads": lambda: monotonic_reads_observed(history),
        "monotonic_writes": lambda: monotonic_writes(history, older, None),
        "writes_follow_reads": lambda: writes_follow_reads(history, older, None),
    }
    ruined = thin_air(history)
    return {model: not ruined and holds() for model, holds in models.items()}


# As replicated


def replicated(history: Sequence[Operation], below: Below) -> dict[str, bool]:
    """Which models hold as replicated."""
    if thin_air(history):
        return dict.fromkeys(("linearizable", "sequential", "causal_ccv", "pram", *GUARANTEES), False)
    ops = kept(history)
    po, rf = session_order(ops), reads_from(ops)
    vo, fr = version_order(ops, below), from_read(ops, below)
    co = closure(po | rf)
    single = not any(len(op.returned or ()) > 1 for op in ops)
    older = older_by_version(history, below)
    return {
        "linearizable": single and acyclic(real_time(ops) | rf | vo | fr),
        "sequential": single and acyclic(po | rf | vo | fr),
        "causal_ccv": acyclic(co | vo) and not any((b, a) in co for a, b in fr),
        "pram": all(pram_of(ops, process, po | rf | vo | fr) for process in {op.process for op in ops}),
        "read_your_writes": read_your_writes(history, older),
        "monotonic_reads": monotonic_reads_replicated(history, older),
        "monotonic_writes": monotonic_writes(history, older, below),
        "writes_follow_reads": writes_follow_reads(history, older, below),
    }


GUARANTEES = ("read_your_writes", "monotonic_reads", "monotonic_writes", "writes_follow_reads")


def pram_of(ops: Sequence[Operation], process: str, order: Relation) -> bool:
    return acyclic(within(order, [op.operation for op in ops if op.process == process or is_write(op)]))
