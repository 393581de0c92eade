"""Who crashed when, and what that means for whom: the answer for every crash point of a commit protocol.

Each is found by exploring every run in which the node crashes at that point and nowhere else, everything that is sent
arrives, and a timeout means a crash. The answer is about the participants that are up when nothing more can happen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from apps.agreement.commit_rules import ONE_COMMIT
from apps.agreement.explore import Explored, explore
from apps.agreement.locks import decisions, in_doubt
from apps.agreement.question import Question
from apps.agreement.world import CRASHED, Move
from apps.protocols.dials import Dials
from apps.protocols.pictures import CrashPoint
from apps.protocols.spec import ProtocolSpec

COMMIT, ABORT, BLOCKED, PARTLY = "commit", "abort", "blocked", "partly"
UNTOUCHED, DEPENDS, NEVER = "untouched", "depends", "never"
ANSWERS = {
    COMMIT: "They commit.",
    ABORT: "They abort.",
    BLOCKED: "They are blocked, in doubt.",
    PARTLY: "Some commit, the others are blocked.",
    UNTOUCHED: "They never learn about the transaction.",
    DEPENDS: "Some runs commit, some do not.",
    NEVER: "This crash cannot happen.",
}
NODES = ("c", "p1")
"""The crashes asked about: the coordinator's, and one participant's, which stands for all."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is true of one crash point: while the node stays down, and once it is back; and a run that shows it."""

    point: CrashPoint
    down: str
    back: str
    path: tuple[Move, ...]


def points(protocol: ProtocolSpec, dials: Dials) -> tuple[CrashPoint, ...]:
    """The crash points that are asked about."""
    return tuple(point for point in protocol.crash_points(dials) if point.node in NODES)


def question(protocol: ProtocolSpec, dials: Dials, point: CrashPoint) -> Question:
    """Every run with that crash."""
    return Question(
        protocol=protocol,
        dials=dials,
        requests=ONE_COMMIT,
        crashes=1,
        crash_at=(point.node, point.point),
        early_timeouts=False,
    )


def outcome(protocol: ProtocolSpec, dials: Dials, point: CrashPoint) -> Outcome:
    """Return what comes of a crash at that point."""
    asked = question(protocol, dials, point)
    down = explore(asked)
    ends = _ends(down)
    back = explore(replace(asked, restarts=True))
    said = _only({_said(down, number) for number in ends})
    return Outcome(
        point,
        said,
        _only({_said(back, number) for number in _ends(back)}),
        # Of those that are blocked, the last found: by then everyone has asked everyone.
        down.path(ends[-1 if said == BLOCKED else 0]) if ends else (),
    )


def _ends(explored: Explored) -> list[int]:
    """The worlds after the crash in which nobody's decision or doubt changes any more, by number."""

    @cache
    def view(locals_: tuple[int, ...]) -> tuple[Any, ...]:
        logs = [explored.rules.locals[number].log for number in locals_]
        return tuple((tuple(decisions(log).items()), tuple(in_doubt(log))) for log in logs)

    def has_crashed(number: int) -> bool:
        statuses = {explored.rules.locals[local].status for local in explored.worlds[number].locals}
        return not explored.worlds[number].crashes and not (explored.question.restarts and CRASHED in statuses)

    settled = explored.settled(lambda number: view(explored.worlds[number].locals))
    return [number for number in settled if has_crashed(number)]


def _said(explored: Explored, number: int) -> str:
    """Return what has become of the participants that are up, in one world in which that changes no more."""
    nodes = explored.picture(number).nodes
    up = [node for name, node in nodes.items() if name != "c" and node.status == "up"]
    decided = {outcome for node in up for outcome in decisions(node.log).values()}
    doubtful = any(in_doubt(node.log) for node in up)
    if doubtful and decided:
        return PARTLY if decided == {COMMIT} else DEPENDS
    return BLOCKED if doubtful else _only(decided) if decided else UNTOUCHED


def _only(found: set[str]) -> str:
    return next(iter(found)) if len(found) == 1 else DEPENDS if found else NEVER
