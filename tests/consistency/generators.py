"""Histories as the field's tests make them, of clients that call one store at random. Deterministic in their seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from apps.consistency import Operation

CALL_TICKS = (1, 100)
"""The least and the greatest duration of a call."""


@dataclass
class Clients:
    """Clients that take turns; each call takes effect at a moment between its start and its end."""

    random: Random
    count: int
    lost: float = 0.0
    lives: dict[int, int] = field(default_factory=dict)

    def calls(self, size: int) -> list[Operation]:
        """Calls without what they do, in order of the moment at which they take effect."""
        free = [(self.random.randrange(50), client) for client in range(self.count)]
        found = []
        for number in range(size):
            free.sort()
            at, client = free.pop(0)
            start = at + self.random.randint(1, 20)
            end = start + self.random.randint(*CALL_TICKS)
            free.append((end, client))
            found.append((self.random.randint(start, end), self._call(number, client, start, end)))
        return [call for _, call in sorted(found, key=lambda each: each[0])]

    def _call(self, number: int, client: int, start: int, end: int) -> Operation:
        life = self.lives.get(client, 0)
        lost = self.random.random() < self.lost
        self.lives[client] = life + lost
        return Operation(
            operation=f"#{number}",
            process=f"{client}·{life}",
            action="read",
            key="x",
            invoked=start * 2,
            completed=None if lost else end * 2 + 1,
            status="info" if lost else "ok",
        )


def etcd_like(
    seed: int, size: int, *, clients: int = 5, values: int = 5, lost: float = 0.1, broken: int = 0
) -> list[Operation]:
    """Reads, writes and compare-and-sets of a register of few values, one in ten of unknown outcome.

    So many of the reads are `broken`: they return another value than they should.
    """
    random = Random(seed)
    state = None
    found = []
    for call in Clients(random, clients, lost).calls(size):
        action = random.choice(("read", "write", "cas"))
        value: Any = {"read": None, "write": random.randrange(values)}.get(
            action, (random.randrange(values), random.randrange(values))
        )
        swaps = action == "cas" and value[0] == state
        happens = call.status == "ok" or random.random() < 0.5
        result: Any = {"read": state, "cas": swaps}.get(action)
        if happens and (action == "write" or swaps):
            state = value[1] if swaps else value
        found.append(replace(call, action=action, value=value, result=result if call.status == "ok" else None))
    answered = [place for place, op in enumerate(found) if op.action == "read" and op.status == "ok"]
    for place in random.sample(answered, min(broken, len(answered))):
        found[place] = replace(found[place], result=((found[place].result or 0) + 1) % values)
    return _in_order(found)


def kv_appends(seed: int, size: int, *, clients: int = 50, keys: int = 10, broken: bool = False) -> list[Operation]:
    """Appends of unique strings, and reads, as Porcupine's tests of a key-value store have them.

    A `broken` one has one append, in its last third, that the reads after it do not show.
    """
    random = Random(seed)
    states: dict[str, str] = {}
    found = []
    calls = Clients(random, clients).calls(size)
    lose_from = size * 2 // 3 if broken else size
    for place, call in enumerate(calls):
        key = str(random.randrange(keys))
        if random.random() < 0.5:
            found.append(replace(call, key=key, result=states.get(key, "")))
            continue
        value = f"x {call.process[:-2]} {call.operation[1:]} y"
        if place >= lose_from:
            lose_from = size
        else:
            states[key] = states.get(key, "") + value
        found.append(replace(call, key=key, action="append", value=value))
    return _in_order(found)


def unknown_writes(count: int, *, equal: bool) -> list[Operation]:
    """A write of 0, writes of unknown outcome, of one value or of as many as there are, and reads of 0, 1 and 0."""

    def op(number: int, process: str, action: str, at: int, **more: Any) -> Operation:
        return Operation(
            **{
                "operation": f"#{number}",
                "process": process,
                "action": action,
                "key": "x",
                "invoked": at,
                "completed": at + 1,
                "status": "ok",
                **more,
            }
        )

    lost = [
        op(number, f"t{number}", "write", number * 2, value=1 if equal else number, completed=None, status="info")
        for number in range(1, count + 1)
    ]
    reads = [
        op(count + place, "r", "read", (count + place) * 2, result=result) for place, result in enumerate((0, 1, 0), 1)
    ]
    return [op(0, "a", "write", 0, value=0), *lost, *reads]


def _in_order(operations: Sequence[Operation]) -> list[Operation]:
    return sorted(operations, key=lambda operation: operation.invoked)
