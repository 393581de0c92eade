"""Operations that the field reads in more than one way: failed compare-and-sets, and reads of nil.

- A compare-and-set that failed without an error: by the format's convention it did not happen (Jepsen's maps), or it
  compared and found another value (log lines, and JSON operations). One that names what it found did find it.
- A read of nil where nil is not the initial value: unknown, as Knossos has it, and dropped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from apps.consistency.formats.raw import RawOperation, Time
from apps.consistency.formats.read_as import Choice, counted

FAILED, OBSERVED = "failed", "observed"
FAILED_CAS = (FAILED, OBSERVED)
"""The readings of a compare-and-set that failed without an error."""

NEXT_READING = {FAILED: OBSERVED, OBSERVED: FAILED}
READINGS = {
    FAILED: "did not happen, as Jepsen's :fail says, and is dropped",
    OBSERVED: "compared and found another value",
}


def is_open(raw: RawOperation) -> bool:
    """Return whether a compare-and-set failed without saying why, or what it found."""
    return raw.f == "cas" and raw.status == "fail" and not raw.error and raw.returned is None


def observes(raw: RawOperation, reading: str) -> bool:
    """Return whether a compare-and-set failed because it found another value."""
    failed = raw.f == "cas" and raw.status == "fail" and not raw.error
    return failed and (raw.returned is not None or reading == OBSERVED)


def failed_cas_text(raws: Sequence[RawOperation], reading: str) -> str | None:
    """Return how failed compare-and-sets are read, if any leaves it open."""
    number = sum(map(is_open, raws))
    if not number:
        return None
    return f"{counted(number, 'compare-and-set')} failed without an error: each {READINGS[reading]}."


def is_read_of_nil(raw: RawOperation) -> bool:
    """Return whether an operation read nil, and the file does not say which write that was."""
    return raw.f == "read" and raw.status == "ok" and raw.result is None and raw.returned is None


def nil_choice(raws: Sequence[RawOperation], keys: Mapping[int, str], *, is_unknown: bool) -> Choice | None:
    """Return how reads of nil are read, where that can matter: something had been changed before such a read began."""
    reads = [raw for raw in raws if is_read_of_nil(raw)]
    if is_unknown:
        if not reads:
            return None
        return Choice(
            f"{counted(len(reads), 'read')} of nil, which is not the initial value and was never written: the answer is"
            " unknown, and the read is dropped, as Knossos does. Without --initial, nil is the initial value.",
            "--initial null",
        )
    written: dict[str, Time] = {}
    for raw in raws:
        if raw.f != "read" and raw.status != "fail":
            written[keys[raw.index]] = min(written.get(keys[raw.index], raw.start), raw.start)
    late = [raw for raw in reads if written.get(keys[raw.index], raw.start) < raw.start]
    if not late:
        return None
    return Choice(
        f"{counted(len(late), 'read')} of nil after a change had begun (the first on line {late[0].line:,}): nil is the"
        " initial value. If such an answer is unknown in this file, name another initial value.",
        "--initial VALUE",
    )
