"""Who crashed when, and what that means for whom: the answer for every crash point of a commit protocol.

Each is found by exploring every run in which the node crashes at that point and nowhere else, everything that is sent
arrives, and a timeout means a crash. The answer is about the participants that are up when nothing more can happen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from apps.agreement.commit_rules import ONE_COMMIT
from apps.agreement.explore import FAULTS, Explored, explore
from apps.agreement.locks import decisions, in_doubt
from apps.agreement.protocol import AgreementProtocol, CrashPoint
from apps.agreement.world import Move, Question
from apps.replication.protocol import Dials

COMMIT, ABORT, BLOCKED, UNTOUCHED, DEPENDS = "commit", "abort", "blocked", "untouched", "depends"
ANSWERS = {
    COMMIT: "They commit.",
    ABORT: "They abort.",
    BLOCKED: "They are blocked, in doubt.",
    UNTOUCHED: "They never hear of it.",
    DEPENDS: "It depends on the order of things.",
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


def points(protocol: AgreementProtocol, dials: Dials) -> tuple[CrashPoint, ...]:
    """The crash points that are asked about."""
    return tuple(point for point in protocol.crash_points(dials) if point.node in NODES)


def question(protocol: AgreementProtocol, dials: Dials, point: CrashPoint) -> Question:
    """Every run with that crash."""
    return Question(
        protocol=protocol,
        dials=dials,
        requests=ONE_COMMIT,
        crashes=1,
        crash_at=(point.node, point.point),
        early_timeouts=False,
    )


def outcome(protocol: AgreementProtocol, dials: Dials, point: CrashPoint) -> Outcome:
    """What comes of a crash at that point."""
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
    """The worlds in which the crash has happened and what can be decided is decided, by number."""
    stuck = set(explored.stuck())
    found = []
    for number in range(len(explored.worlds)):
        nodes = explored.picture(number).nodes
        if explored.worlds[number].crashes:
            continue
        if explored.question.restarts and any(node.status == "crashed" for node in nodes.values()):
            continue
        up = [node for name, node in nodes.items() if name != "c" and node.status == "up"]
        settled = all(decisions(node.log) for node in up)
        if settled or number in stuck or not _goes_on(explored, number):
            found.append(number)
    return found


def _goes_on(explored: Explored, number: int) -> bool:
    return any(move.kind not in FAULTS for move, _ in explored.rules.moves(explored.worlds[number]))


def _said(explored: Explored, number: int) -> str:
    """Commit, abort or blocked, in one world in which nothing more can change."""
    nodes = explored.picture(number).nodes
    up = [node for name, node in nodes.items() if name != "c" and node.status == "up"]
    decided = {outcome for node in up for outcome in decisions(node.log).values()}
    if not decided:
        return BLOCKED if any(in_doubt(node.log) for node in up) else UNTOUCHED
    return _only(decided)


def _only(found: set[str]) -> str:
    return next(iter(found)) if len(found) == 1 else DEPENDS
