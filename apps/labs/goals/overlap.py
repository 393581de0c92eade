"""A goal about operations that overlap in real time: what a read may return while a write is under way."""

from __future__ import annotations

from apps.labs.goals.evidence import Evidence
from apps.labs.goals.facts import began, changes, ended, finished, told
from apps.labs.goals.goal import Finding, GoalError, NotYet, Reached

RETURNED = ("any", "old", "new")


def read_during_write(run: Evidence, *, returned: str = "any") -> Finding:
    """A read of a key began while a write of it was under way, and both ended ok. `returned`: what the read gave, any,
    the new value, or an old one.
    """
    if returned not in RETURNED:
        raise GoalError(f"returned is one of {', '.join(RETURNED)}.")
    writes = changes(run)
    reads = [operation for operation in finished(run) if operation.action == "read"]
    pairs = [
        (read, write)
        for read in reads
        for write in writes
        if write.key == read.key and began(write) < began(read) < ended(write)
    ]
    for read, write in pairs:
        is_new = write.operation in {version.written.operation for version in read.versions or ()}
        if returned in ("any", "new" if is_new else "old"):
            text = f"{told(read)} began while {told(write)} was under way, and returned {'it' if is_new else 'less'}."
            return Reached(text, (read.operation, write.operation))
    if pairs:
        return NotYet(
            f"A read overlapped a write, but did not return the {returned} value. Try again, sooner or later."
        )
    if reads and writes:
        return NotYet("Your read and your write did not overlap. Begin the read while the write is under way.")
    return NotYet("Begin a write at one node, and a read at another before the write has completed.")


GOALS = (read_during_write,)
