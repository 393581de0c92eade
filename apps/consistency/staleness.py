"""Stale reads, as replicated: a read that returned less than a write which had already finished.

A read `r` of a key is *stale* iff some acknowledged write `w` of that key completed before `r` was invoked and none of
the versions that `r` returned supersedes `w`'s version in the store's version order.

Where that order is total, a stale read breaks linearizability: `w` precedes `r` in real time, and the version that `r`
returned comes before `w`'s. Among siblings, where it is partial, it says just this: a finished write was missed.
"""

from collections.abc import Callable, Iterable
from typing import Any

from apps.consistency.history import Operation


def missed_write(
    read: Operation, writes: Iterable[Operation], supersedes: Callable[[Any, Any], bool]
) -> Operation | None:
    """The last completed of the acknowledged writes that `read` missed, or None if it is not stale.

    `supersedes(a, b)`: whether stamp `a` replaces stamp `b` or is the same.
    """
    missed = [
        write
        for write in writes
        if write.status == "ok"
        and write.key == read.key
        and write.precedes(read)
        and not any(supersedes(seen, stamp) for seen in read.stamps for stamp in write.stamps)
    ]
    return max(missed, key=lambda write: write.completed or 0, default=None)
