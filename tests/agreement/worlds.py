"""Questions for exhaustive exploration."""

from typing import Any

from apps.agreement.explore import Explored, explore
from apps.agreement.question import Question
from apps.labs.protocols import agreements

ONE_COMMIT = (("c", "commit", "x", "1"),)
SPLIT = (("c", "p1"), ("p2", "p3"))


def explored(protocol: str, requests: tuple[tuple[str, str, str, str], ...] = ONE_COMMIT, **asked: Any) -> Explored:
    """Every world of a protocol under its defaults, with what `asked` says may go wrong. It must have closed."""
    declared = agreements()[protocol]
    dials = {**declared.defaults(len(declared.nodes)), **asked.pop("dials", {})}
    found = explore(Question(protocol=declared, dials=dials, requests=requests, **asked))
    assert found.is_complete
    return found


def broken(found: Explored) -> set[str]:
    """The names of the invariants that some world breaks."""
    return {each.invariant.name for each in found.broken()}
