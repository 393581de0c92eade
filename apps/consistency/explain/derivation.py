"""Why a saturation came to a conflict: the forced edges it rests on, in the order of their reasons, and in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from apps.consistency.explain.words import Telling
from apps.consistency.graph import Step, composed_path
from apps.consistency.search.saturation import Hop, Saturation

Derived = list[tuple[Hop, list[Hop]]]
"""Forced edges, each after those on the path that it follows from."""

Expand = Callable[[int, int], list[Step]]
"""Why one operation is before another in the given order."""


def derivation(saturation: Saturation) -> Derived:
    """The forced edges behind the conflict."""
    derived: dict[Hop, list[Hop]] = {}
    paths: dict[Hop, list[Hop]] = {}
    waiting = [hop for hop in saturation.conflict if hop.forced]
    while waiting:
        edge = waiting[-1]
        if edge not in paths:
            paths[edge] = [] if edge.since is None else saturation.path(*edge.since, saturation.age(edge))
            waiting += [hop for hop in paths[edge] if hop.forced]
        else:
            derived.setdefault(waiting.pop(), paths[edge])
    return list(derived.items())


class Derivation:
    """A conflict, its reasons and its words. `kind` is that of forced edges."""

    def __init__(self, saturation: Saturation, expand: Expand, kind: str) -> None:
        self.derived = derivation(saturation)
        self.conflict = saturation.conflict
        self.kind = kind
        self._expand = expand
        self._telling = Telling(saturation.history)

    @property
    def steps(self) -> list[Step]:
        """The conflict's edges."""
        return composed_path(self._steps(self.conflict))

    @property
    def core(self) -> set[int]:
        """The operations that it rests on."""
        hops = [*self.conflict, *(hop for edge, path in self.derived for hop in (edge, *path))]
        since = {number for hop in hops for number in hop.since or ()}
        return since.union(*({source, target} for source, target, _ in self._steps(hops)))

    def _steps(self, hops: Iterable[Hop]) -> list[Step]:
        steps: list[Step] = []
        for hop in hops:
            steps += [(hop.source, hop.target, self.kind)] if hop.forced else self._expand(hop.source, hop.target)
        return steps

    def told(self) -> str:
        """The forced edges, each with its reason, and then the conflict."""
        reasons = "".join(f"{self._reason(edge, path)}. " for edge, path in self.derived)
        clauses = self._telling.steps(self.steps)
        first, last = self.conflict[0].source, self.conflict[-1].target
        if last != first:
            ending = self._telling.say("so {} comes before {}, and yet that returned the initial value.", first, last)
            return f"{reasons}{clauses}: {ending}"
        return f"{reasons}{clauses}: that goes round."

    def _reason(self, edge: Hop, path: Sequence[Hop]) -> str:
        say = self._telling.say
        if edge.since is None:
            return say("{} returned the initial value, and so must come before {}", edge.source, edge.target)
        clauses = self._telling.steps(composed_path(self._steps(path)))
        version, last = edge.since
        if last == edge.target:
            said = say("{}, which returned {}, must come before {}", edge.source, version, edge.target)
        else:
            said = say("{} must come before {}, which is what {} returned", edge.source, edge.target, last)
        return f"{clauses}: so {said}"
