"""Histories to judge: all small ones up to renaming, and random ones. Deterministic in their seeds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import permutations, product
from random import Random

from apps.consistency import Operation

KEYS = "xy"
PROCESSES = "abc"
WRITE, LOST, READ = "write", "lost", "read"


@dataclass(frozen=True)
class Shape:
    """An operation of a generated history: a lost write is one of unknown outcome; `source` is what a read returns."""

    kind: str
    source: int | None = None


def operation(
    number: int,
    shape: Shape,
    process: str,
    key: str,
    invoked: int,
    completed: int | None,
    processes: Sequence[str] = (),
) -> Operation:
    """One operation; names and values are its number."""
    read = shape.kind == READ
    return Operation(
        operation=f"{process}#{number}",
        process=process,
        action="read" if read else "write",
        key=key,
        value=None if read else number,
        result=shape.source if read else None,
        invoked=invoked,
        completed=None if shape.kind == LOST else completed,
        status="info" if shape.kind == LOST else "ok",
        returned=None if not read else () if shape.source is None else (f"{processes[shape.source]}#{shape.source}",),
    )


@cache
def overlaps(size: int) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Every way in which intervals can overlap, each a start and an end, in order of their starts."""
    found: list[tuple[tuple[int, int], ...]] = []

    def extend(events: list[int], begun: int, ended: frozenset[int]) -> None:
        if len(events) == 2 * size:
            spans = [[at for at, event in enumerate(events) if event == number] for number in range(size)]
            found.append(tuple((start, end) for start, end in spans))
            return
        if begun < size:
            extend([*events, begun], begun + 1, ended)
        for number in range(begun):
            if number not in ended:
                extend([*events, number], begun, ended | {number})

    extend([], 0, frozenset())
    return tuple(found)


def in_turn(size: int) -> tuple[tuple[int, int], ...]:
    """Intervals one after the other."""
    return tuple((2 * number, 2 * number + 1) for number in range(size))


def namings(size: int, names: str) -> Iterator[tuple[str, ...]]:
    """Every way to name things, up to renaming: a new name is always the next one."""
    for picks in product(range(len(names)), repeat=size):
        if all(pick <= max(picks[:place], default=-1) + 1 for place, pick in enumerate(picks)):
            yield tuple(names[pick] for pick in picks)


def shapes(keys: Sequence[str]) -> Iterator[tuple[Shape, ...]]:
    """Every choice of reads and writes, of what the reads return, and of which writes are lost."""
    size = len(keys)
    for kinds in product((WRITE, LOST, READ), repeat=size):
        sources = [
            [None, *(w for w in range(size) if kinds[w] != READ and keys[w] == keys[number])]
            if kinds[number] == READ
            else [None]
            for number in range(size)
        ]
        for chosen in product(*sources):
            yield tuple(Shape(kind, source) for kind, source in zip(kinds, chosen, strict=True))


def histories(size: int, spans: Sequence[Sequence[tuple[int, int]]]) -> Iterator[list[Operation]]:
    """Every history of so many operations with these intervals, 3 processes and 2 keys, up to renaming."""
    for times, processes, keys in product(spans, namings(size, PROCESSES), namings(size, KEYS)):
        for shape in shapes(keys):
            if possible(times, processes, shape):
                yield [
                    operation(number, shape[number], processes[number], keys[number], *times[number], processes)
                    for number in range(size)
                ]


def possible(times: Sequence[tuple[int, int]], processes: Sequence[str], shape: Sequence[Shape]) -> bool:
    """Whether each process has one operation open at most, and none after a lost one."""
    for later in range(len(times)):
        for earlier in range(later):
            overlap = shape[earlier].kind == LOST or times[earlier][1] > times[later][0]
            if processes[earlier] == processes[later] and overlap:
                return False
    return True


def random_history(random: Random, size: int, *, touching: bool = False) -> list[Operation]:
    """A history of so many operations, biased towards ones that are hard to tell."""
    processes = [random.choice(PROCESSES) for _ in range(size)]
    keys = [random.choice(KEYS[: random.choice((1, 2, 2))]) for _ in range(size)]
    kinds = [random.choice((WRITE, WRITE, READ, READ, READ, LOST)) for _ in range(size)]
    at = 0
    clocks: dict[str, int] = {}
    spans = []
    for process in processes:
        at = max(at + random.choice((0, 0, 1, 2)), clocks.get(process, 0))
        start = at if touching else 3 * at + random.randint(0, 1)
        end = start + random.choice((0, 1, 1, 2, 4, 8) if touching else (1, 2, 4, 9, 15))
        clocks[process] = end if touching else end // 3 + 1
        spans.append((start, end))
    seen: set[str] = set()
    for number in reversed(range(size)):
        if processes[number] in seen and kinds[number] == LOST:
            kinds[number] = WRITE
        seen.add(processes[number])
    shape = []
    for number in range(size):
        writes = [w for w in range(size) if kinds[w] != READ and keys[w] == keys[number]]
        earlier = [w for w in writes if spans[w][0] <= spans[number][1]]
        pool = [None, *random.choice((earlier, earlier, writes)), *earlier]
        shape.append(Shape(kinds[number], random.choice(pool) if kinds[number] == READ else None))
    return [
        operation(number, shape[number], processes[number], keys[number], *spans[number], processes)
        for number in range(size)
    ]


def version_orders(history: Sequence[Operation]) -> Iterator[dict[str, frozenset[str]]]:
    """Every total order of the versions of each key: for each write, what it includes."""
    keys = sorted({op.key for op in history})
    writes = [[op.operation for op in history if op.action != "read" and op.key == key] for key in keys]
    for orders in product(*(permutations(names) for names in writes)):
        yield {name: frozenset(order[: place + 1]) for order in orders for place, name in enumerate(order)}


def random_version_order(random: Random, history: Sequence[Operation]) -> dict[str, frozenset[str]]:
    """A total order, often near the order of invocation."""
    below: dict[str, frozenset[str]] = {}
    for key in sorted({op.key for op in history}):
        names = [op.operation for op in history if op.action != "read" and op.key == key]
        if random.random() < 0.5:
            random.shuffle(names)
        below |= {name: frozenset(names[: place + 1]) for place, name in enumerate(names)}
    return below


def random_partial_order(random: Random, history: Sequence[Operation]) -> dict[str, frozenset[str]]:
    """Versions of which each includes some of the earlier ones, and what they include."""
    below: dict[str, frozenset[str]] = {}
    for key in sorted({op.key for op in history}):
        names = [op.operation for op in history if op.action != "read" and op.key == key]
        random.shuffle(names)
        for place, name in enumerate(names):
            chosen = [other for other in names[:place] if random.random() < 0.6]
            below[name] = frozenset({name}).union(*(below[other] for other in chosen))
    return below


def with_siblings(random: Random, history: Sequence[Operation], below: Mapping[str, frozenset[str]]) -> list[Operation]:
    """The history with some reads that return several versions, none of which includes another."""
    return [_sibling_read(random, op, history, below) if random.random() < 0.5 else op for op in history]


def _sibling_read(
    random: Random, op: Operation, history: Sequence[Operation], below: Mapping[str, frozenset[str]]
) -> Operation:
    if not op.returned:
        return op
    returned = list(op.returned)
    for write in random.sample(list(history), len(history)):
        name = write.operation
        begun = op.completed is not None and write.invoked < op.completed
        if write.action == "read" or write.key != op.key or not begun or len(returned) == 3:
            continue
        if not any(name in below[other] or other in below[name] for other in returned):
            returned.append(name)
    return replace(op, returned=tuple(sorted(returned)))


def stamped(history: Sequence[Operation], below: Mapping[str, frozenset[str]]) -> list[Operation]:
    """The history as a store with this version order tells it: a stamp is what a version includes.

    A write of unknown outcome tells no stamp.
    """
    return [replace(op, stamps=_stamps(op, below)) for op in history]


def _stamps(op: Operation, below: Mapping[str, frozenset[str]]) -> tuple[frozenset[str], ...]:
    if op.status != "ok":
        return ()
    return (below[op.operation],) if op.writes else tuple(below[name] for name in op.returned or ())


def supersedes(newer: frozenset[str], older: frozenset[str]) -> bool:
    """The version order of `stamped`."""
    return newer >= older


def imported(history: Sequence[Operation]) -> list[Operation]:
    """The history as a file has it: nobody says which write a read returned."""
    return [replace(op, returned=None) for op in history]


def live_history(random: Random, size: int, *, swaps: bool = False) -> list[Operation]:
    """A history as a lab has it: every event has its own moment, and a read returns what had been invoked by then.

    After an unknown outcome a client goes on as a new process. With `swaps` there are compare-and-sets too, which find
    a version and replace it or, finding another value than they expected, do not.
    """
    open_operations: dict[str, Operation] = {}
    lives = dict.fromkeys(PROCESSES, 1)
    done: list[Operation] = []
    at = begun = 0
    while len(done) < size:
        at += 1
        client = random.choice(PROCESSES)
        if client in open_operations:
            done.append(_completed(random, open_operations.pop(client), [*done, *open_operations.values()], at))
            if done[-1].status == "info":
                lives[client] += 1
        elif begun < size:
            process = client if lives[client] == 1 else f"{client}·{lives[client]}"
            open_operations[client] = _begun(random, f"{client}#{begun}", process, at, swaps=swaps)
            begun += 1
    return sorted(done, key=lambda op: op.invoked)


def _begun(random: Random, name: str, process: str, at: int, *, swaps: bool) -> Operation:
    action = random.choice(("write", "read", "cas") if swaps else ("write", "read"))
    return Operation(
        operation=name,
        process=process,
        action=action,
        key=random.choice(KEYS),
        value={"write": name, "read": None, "cas": ("?", name)}[action],
        invoked=at,
        completed=None,
        status="open",
    )


def _completed(random: Random, op: Operation, others: Sequence[Operation], at: int) -> Operation:
    versions = [other.operation for other in others if other.key == op.key and other.writes]
    found = random.choice([(), *((name,) for name in versions[-3:])])
    if op.action == "read":
        return replace(op, status="ok", completed=at, returned=found, result=found[0] if found else None)
    if random.random() < 0.2:
        return replace(op, status="info", completed=at)
    if op.action == "write":
        return replace(op, status="ok", completed=at)
    was_read = any(op.operation in (other.returned or ()) for other in others)
    return replace(op, status="ok", completed=at, returned=found, result=was_read or random.random() < 0.7)


def prefixes(history: Sequence[Operation]) -> Iterator[tuple[Operation, list[Operation]]]:
    """The operations as they complete, each with the history up to then: what was open, is."""
    for op in sorted(history, key=lambda op: op.completed or 0):
        assert op.completed is not None
        yield (
            op,
            [
                other if other.completed is not None and other.completed <= op.completed else opened(other)
                for other in history
                if other.invoked < op.completed
            ],
        )


def opened(op: Operation) -> Operation:
    """An operation before it completed."""
    return replace(op, status="open", completed=None, result=None, returned=None, stamps=())


ACTIONS: Mapping[str, tuple[str, ...]] = {
    "register": ("write", "read"),
    "cas-register": ("write", "read", "cas"),
    "append": ("append", "append", "read", "write"),
    "counter": ("increment", "read"),
    "set": ("add", "add", "remove", "read"),
    "queue": ("enqueue", "dequeue"),
    "mutex": ("acquire", "release"),
}
INITIAL: Mapping[str, object] = {"append": "", "counter": 0, "set": frozenset(), "queue": ()}


def random_data_history(random: Random, size: int, data: str) -> list[Operation]:
    """A history of other data than identified versions: values repeat, and answers are those of a likely order."""
    keys = [random.choice(KEYS[: random.choice((1, 1, 2))]) for _ in range(size)]
    states: dict[str, object] = {}
    clocks: dict[str, int] = {}
    lives: dict[str, int] = {}
    at = 0
    found = []
    for number in range(size):
        client = random.choice(PROCESSES)
        at = max(at + random.choice((0, 1, 2)), clocks.get(client, 0))
        end = at + random.choice((1, 2, 4, 8))
        clocks[client] = end + random.choice((0, 1))
        action = random.choice(ACTIONS[data])
        value, state = _argument(random, action, data), states.get(keys[number], INITIAL.get(data))
        if random.random() < 0.2:
            state = _changed(random, state, data)
        result, after = _answer(action, value, state)
        states[keys[number]] = after if random.random() < 0.9 else state
        lost = random.random() < 0.12 and action != "read"
        life = lives.setdefault(client, 1)
        lives[client] += lost
        found.append(
            Operation(
                operation=f"{client}#{number}",
                process=f"{client}·{life}",
                action=action,
                key=keys[number],
                value=value,
                result=None if lost else result,
                invoked=at,
                completed=None if lost else end,
                status="info" if lost else "ok",
            )
        )
    return found


def _argument(random: Random, action: str, data: str) -> object:
    if action in ("read", "dequeue", "acquire", "release"):
        return None
    if action == "cas":
        return random.choice((None, 1, 2)), random.choice((1, 2, 3))
    return random.choice("pqr") if data == "append" else random.choice((1, 2, 3))


def _changed(random: Random, state: object, data: str) -> object:
    """Some other state: what a replica that lags, or is wrong, may hold."""
    if data == "counter":
        return random.choice((0, 1, 2))
    if data == "set":
        return frozenset(random.sample((1, 2, 3), random.randint(0, 2)))
    if data == "queue":
        return state[1:] if isinstance(state, tuple) and random.random() < 0.5 else ()
    return random.choice(("", "p", "r")) if data == "append" else random.choice((None, 1, 2))


def _answer(action: str, value: object, state: object) -> tuple[object, object]:
    """The result of an operation and the state after it."""
    if action in ("acquire", "release"):
        return None, action == "acquire"
    if action == "read":
        return state, state
    if action == "write":
        return None, value
    if action == "cas":
        assert isinstance(value, tuple)
        swapped = value[0] == state
        return swapped, value[1] if swapped else state
    if action == "dequeue":
        assert isinstance(state, tuple)
        return (state[0], state[1:]) if state else (None, state)
    if action == "enqueue":
        assert isinstance(state, tuple)
        return None, (*state, value)
    if isinstance(state, frozenset):
        return None, state | {value} if action == "add" else state - {value}
    return None, state + value
