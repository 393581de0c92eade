"""Why a saturation came to a conflict: the forced edges it rests on, in the order of their reasons, and in words."""

from __future__ import annotations

from collections.abc import Sequence

from apps.consistency.graph import Step
from apps.consistency.saturation import ForcedEdge, Saturation
from apps.consistency.words import Telling

Derived = list[tuple[ForcedEdge, list[ForcedEdge]]]
"""Forced edges, each after those on the path that it follows from."""


def derivation(saturation: Saturation) -> Derived:
    """The forced edges behind the conflict."""
    derived: dict[ForcedEdge, list[ForcedEdge]] = {}
    waiting = [edge for edge in saturation.conflict if edge.kind == saturation.forced_kind]
    paths: dict[ForcedEdge, list[ForcedEdge]] = {}
    while waiting:
        edge = waiting[-1]
        if edge not in paths:
            paths[edge] = [] if edge.since is None else saturation.path(*edge.since, saturation.age(edge))
            waiting += [other for other in paths[edge] if other.kind == saturation.forced_kind]
        else:
            derived.setdefault(waiting.pop(), paths[edge])
    return list(derived.items())


def core(conflict: Sequence[ForcedEdge], derived: Derived) -> set[int]:
    """The operations that the conflict rests on."""
    edges = [*conflict, *(each for edge, path in derived for each in (edge, *path))]
    since = {number for edge in edges for number in edge.since or ()}
    return since.union(*({edge.source, edge.target} for edge in edges))


def steps(edges: Sequence[ForcedEdge]) -> list[Step]:
    """Edges as others have them."""
    return [(edge.source, edge.target, edge.kind) for edge in edges]


def told(telling: Telling, derived: Derived) -> str:
    """The forced edges, each with its reason, as sentences."""
    return "".join(f"{_reason(telling, edge, path)}. " for edge, path in derived)


def conflict_told(telling: Telling, saturation: Saturation, derived: Derived) -> str:
    """The whole explanation: the forced edges and then the conflict."""
    conflict = saturation.conflict
    if conflict[-1].target != conflict[0].source:
        clauses = telling.steps(steps(conflict))
        ending = f"{clauses}; and yet {telling.name(conflict[-1].target)} returned the initial value."
    elif len(derived) == 1 and len(conflict) == 1:
        ending = ""
    else:
        ending = f"{telling.steps(steps(conflict))}: that goes round."
    return told(telling, derived) + ending


def _reason(telling: Telling, edge: ForcedEdge, path: Sequence[ForcedEdge]) -> str:
    if edge.since is None:
        return telling.say("{} returned the initial value, and so has to come before {}", edge.source, edge.target)
    clauses = telling.steps(steps(path))
    version, last = edge.since
    if version == edge.source:
        return f"{clauses}: so " + telling.say(
            "{} has to come before {}, which is what {} returned", edge.source, edge.target, last
        )
    return f"{clauses}: so " + telling.say(
        "{}, which returned {}, has to come before {}", edge.source, version, edge.target
    )
