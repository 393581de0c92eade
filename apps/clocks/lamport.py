"""Lamport clocks (Lamport 1978).

A time is one number:

1. every event at a process adds one;
2. a message carries its sender's time; its receipt is one later than the greater of both.

If `a` happened before `b` then `a < b`. Not the other way round: of two concurrent events one usually has the smaller
time, and nothing tells.
"""

from apps.clocks.clock_kind import ONE_WAY, ClockKind, by_size, compared


def tick(time: int) -> int:
    """The time of the next event at a process."""
    return time + 1


def receive(time: int, remote: int) -> int:
    """The time of receiving a message with the time `remote`."""
    return max(time, remote) + 1


CLOCK = ClockKind(
    name="lamport",
    place=20,
    title="Lamport clock",
    source="Lamport 1978",
    rule="The smaller number is not after the greater. Equal numbers are concurrent.",
    start=lambda at: 0,
    local=lambda time, at: tick(time),
    send=lambda time, at: tick(time),
    receive=lambda time, remote, at: receive(time, remote),
    compare=by_size,
    entries=lambda left, right, _: (compared("time", left, right),),
    claims=ONE_WAY,
)
