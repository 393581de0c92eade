"""Generated runs of a few processes: local events, messages sent and received late, twice or never, skewed clocks."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import strategies as st

from apps.clocks.stamped_run import EventKind, RunEvent

PROCESSES = ("p1", "p2", "p3", "p4", "p5")
SKEW = dict(zip(PROCESSES, (0, 30, -30, 5, -5), strict=True))

Step = tuple[str, str, int]
steps = st.lists(
    st.tuples(st.sampled_from(PROCESSES), st.sampled_from(("local", "send", "receive", "receive")), st.integers(0, 99)),
    min_size=4,
    max_size=30,
)


def run(steps: Iterable[Step]) -> list[RunEvent]:
    """The events of these steps; a receipt takes any message sent so far, or is a local event while there is none."""
    events: list[RunEvent] = []
    sent: list[str] = []
    for tick, (process, kind, number) in enumerate(steps):
        wall = 2 * tick + SKEW[process]
        if kind == "send":
            sent.append(f"m{tick}")
            events.append(RunEvent(process, EventKind.SEND, sent[-1], wall))
        elif kind == "receive" and sent:
            events.append(RunEvent(process, EventKind.RECEIVE, sent[number % len(sent)], wall))
        else:
            events.append(RunEvent(process, EventKind.LOCAL, None, wall))
    return events
