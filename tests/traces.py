"""Prints the digest of a run's trace, for another process to compare: `python -m tests.traces SEED …`."""

import sys
from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256

from apps.labs.run.session import LoggedCommand, Session
from apps.simulation.events import Event, trace_bytes
from tests.schedules import play, scenarios


class TracedSession(Session):
    """A session that keeps every event of the kernel."""

    def _note(self, events: list[Event]) -> None:
        self.__dict__.setdefault("trace", []).extend(events)
        super()._note(events)


def traced(
    seed: int,
    only: str | None = None,
    choices: Mapping[str, Sequence[str]] | None = None,
    drawn: Collection[str] | None = None,
) -> tuple[TracedSession, list[LoggedCommand]]:
    """The generated run of that seed, of any protocol or of `only` one, and the commands it took.

    `choices` and `drawn` are as for `scenarios`.
    """
    session = TracedSession(scenarios(seed, only, choices, drawn), seed)
    return session, play(session, seed)


def digest(session: TracedSession) -> str:
    """What tells this trace from every other."""
    return sha256(trace_bytes(session.trace)).hexdigest()


def golden_digest(protocol: str, choices: Mapping[str, Sequence[str]], drawn: Collection[str]) -> str:
    """What tells the golden traces of a protocol, with the dials and their choices that it had when they were
    recorded.
    """
    digests = "".join(digest(traced(seed, protocol, choices, drawn)[0]) for seed in range(10))
    return sha256(digests.encode()).hexdigest()


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        sys.stdout.write(digest(traced(int(argument))[0]) + "\n")
