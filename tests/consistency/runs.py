"""Long runs of a made-up store, as a lab would have them: clients of replicas that lag. Deterministic in their seed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace
from random import Random

from apps.consistency import Operation


@dataclass(frozen=True)
class Draft:
    """An operation before it is known what it returns: it takes effect at `point`."""

    number: int
    client: str
    action: str
    key: str
    start: int
    end: int
    point: int


@dataclass
class Store:
    """One log of writes; a reader sees it as it was a while ago. An `ordered` one never takes a client back."""

    lag: int
    ordered: bool
    random: Random
    points: list[int] = field(default_factory=list)
    places: dict[str, list[int]] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)

    def write(self, draft: Draft) -> int:
        """The version's place among those of its key."""
        self.places.setdefault(draft.key, []).append(len(self.points))
        self.names.setdefault(draft.key, []).append(f"{draft.client}#{draft.number}")
        self.points.append(draft.point)
        self.seen[draft.client] = len(self.points)
        return len(self.names[draft.key])

    def read(self, draft: Draft) -> tuple[int, str | None]:
        """The version returned, by its place and its write."""
        upto = bisect_right(self.points, draft.point - self.random.randint(0, self.lag))
        if self.ordered:
            upto = self.seen[draft.client] = max(upto, self.seen.get(draft.client, 0))
        place = bisect_left(self.places.get(draft.key, []), upto)
        return place, self.names[draft.key][place - 1] if place else None


def run(
    size: int,
    *,
    clients: int = 8,
    keys: int = 3,
    lag: int = 0,
    ordered: bool = False,
    seed: int = 1,
    lost: float = 0.0,
) -> list[Operation]:
    """So many operations. Without lag the run is linearizable; with it, if ordered, sequential.

    A share of the writes is lost: nobody knows how they ended, and their clients go on as new processes.
    """
    random = Random(seed)
    store = Store(lag, ordered, random)
    operations = {}
    for draft in sorted(_drafts(random, size, clients, keys), key=lambda draft: draft.point):
        operations[draft.number] = _operation(draft, store)
    lives: dict[str, int] = {}
    return [_lived(operations[number], lives, random.random() < lost) for number in range(size)]


def _drafts(random: Random, size: int, clients: int, keys: int) -> list[Draft]:
    free = [(random.randrange(100), f"c{number}") for number in range(clients)]
    drafts = []
    for _ in range(size):
        free.sort()
        at, client = free.pop(0)
        start = at + random.randint(1, 30)
        end = start + random.randint(5, 60)
        drafts.append((start, end, client, random.choice(("read", "write")), f"k{random.randrange(keys)}"))
        free.append((end, client))
    return [
        Draft(number, client, action, key, start, end, random.randint(start, end))
        for number, (start, end, client, action, key) in enumerate(sorted(drafts))
    ]


def _operation(draft: Draft, store: Store) -> Operation:
    name = f"{draft.client}#{draft.number}"
    place, version = (store.write(draft), name) if draft.action == "write" else store.read(draft)
    return Operation(
        operation=name,
        process=draft.client,
        action=draft.action,
        key=draft.key,
        value=name if draft.action == "write" else None,
        result=version if draft.action == "read" else None,
        invoked=1_000_000 * draft.start + 2 * draft.number,
        completed=1_000_000 * draft.end + 2 * draft.number + 1,
        status="ok",
        stamps=(place,) if place else (),
        returned=None if draft.action == "write" else () if version is None else (version,),
    )


def _lived(operation: Operation, lives: dict[str, int], lost: bool) -> Operation:
    """The operation as one of its client's present process, or lost."""
    life = lives.setdefault(operation.process, 1)
    process = operation.process if life == 1 else f"{operation.process}·{life}"
    if not lost or operation.action == "read":
        return replace(operation, process=process)
    lives[operation.process] += 1
    return replace(operation, process=process, completed=None, status="info", stamps=())


def newer(stamp: int, other: int) -> bool:
    """The version order of such a run."""
    return stamp >= other
