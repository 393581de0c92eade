"""Prints the digest of a run's trace, for another process to compare: `python -m tests.traces SEED …`."""

import sys
from hashlib import sha256

from apps.labs.run.session import LoggedCommand, Session
from apps.simulation.events import Event, trace_bytes
from tests.schedules import play, scenarios


class TracedSession(Session):
    """A session that keeps every event of the kernel."""

    def _note(self, events: list[Event]) -> None:
        self.__dict__.setdefault("trace", []).extend(events)
        super()._note(events)


def traced(seed: int, only: str | None = None) -> tuple[TracedSession, list[LoggedCommand]]:
    """The generated run of that seed, of any protocol or of `only` one, and the commands it took."""
    session = TracedSession(scenarios(seed, only), seed)
    return session, play(session, seed)


def digest(session: TracedSession) -> str:
    """What tells this trace from every other."""
    return sha256(trace_bytes(session.trace)).hexdigest()


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        sys.stdout.write(digest(traced(int(argument))[0]) + "\n")
