"""Vector clocks over a fixed set of processes (Fidge 1988, Mattern 1989).

A clock is a tuple of counters, one per process, in an order fixed for the run. The rules:

1. an event at process `i` adds one to entry `i`;
2. a message carries its sender's clock; its receipt takes the entry-wise maximum, then rule 1;
3. `a` happened before `b` iff every entry of `a` is at most that of `b` and one is smaller.
"""

from apps.clocks.clock_kind import EXACT, At, ClockKind, ComparedEntry, compared
from apps.clocks.order import Order

VectorClock = tuple[int, ...]


def zero(size: int) -> VectorClock:
    """The clock of a process that has seen nothing, for `size` processes."""
    return (0,) * size


def tick(clock: VectorClock, index: int) -> VectorClock:
    """`clock` after one more event at process `index`."""
    return (*clock[:index], clock[index] + 1, *clock[index + 1 :])


def merge(left: VectorClock, right: VectorClock) -> VectorClock:
    """The least clock that is at least both."""
    return tuple(map(max, left, right))


def compare(left: VectorClock, right: VectorClock) -> Order:
    """The order of two clocks of the same run."""
    return Order.of(
        all(a <= b for a, b in zip(left, right, strict=True)), all(a >= b for a, b in zip(left, right, strict=True))
    )


def entries(left: VectorClock, right: VectorClock, processes: tuple[str, ...]) -> tuple[ComparedEntry, ...]:
    """Every process."""
    return tuple(map(compared, processes, left, right))


def _tick(clock: VectorClock, at: At) -> VectorClock:
    return tick(clock, at.processes.index(at.process))


CLOCK = ClockKind(
    name="vector",
    place=50,
    title="Vector clock",
    source="Fidge 1988, Mattern 1989",
    rule="Before, if no entry is greater and one is smaller; concurrent, if each side has a greater one.",
    start=lambda at: zero(len(at.processes)),
    local=_tick,
    send=_tick,
    receive=lambda clock, remote, at: _tick(merge(clock, remote), at),
    compare=compare,
    entries=entries,
    claims=EXACT,
    text=lambda clock: f"[{' '.join(map(str, clock))}]",
)
