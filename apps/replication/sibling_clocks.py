"""The clocks by which siblings are kept: what a write is stamped with, and what its client has seen of a key.

A client passes on what it has seen with each write, its *context* (DeCandia and others 2007, 4.4: the context of the
read that the write follows). The stamp says which versions the write replaces: those in its past, no others.

| rule | a write's stamp | does it keep both of two writes through one node, neither having seen the other? |
|---|---|---|
| `siblings` | version vector with an entry a writing session | yes, and it grows with the number of clients |
| `siblings_by_node` | version vector with an entry a node | no: the second seems to have seen the first |
| `dotted` | dotted version vector: the write's own dot, and its past | yes, with an entry a node |
| `cut_3`, … | as `siblings`, but only the 3 latest entries are kept | yes; and of two that are ordered, sometimes |

The two before the last are the comparison of Preguiça and others 2010; the last is what Dynamo does with long vectors
(DeCandia and others 2007, 4.4; `clocks/truncated.py`). No write is lost to a cut vector here: it may fail to say that
a write has seen another, and never says it wrongly. That rests on the counter that a session keeps of its own writes,
which is never cut. A store whose vectors travel only in the values has no such counter: a writer whose entry was
dropped begins again at one, and two writes share a number (`tests/clocks/test_papers.py`). Choice: the answer to a
write brings no context under `dotted`, as a vector cannot say "my own write, but not the sibling beside it". So a
session that writes twice without reading makes a sibling of its own write.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

from apps.clocks import dotted
from apps.clocks.clock_kind import At
from apps.clocks.dotted import DottedVersion
from apps.clocks.truncated import TruncatedVector
from apps.clocks.version_vector import EMPTY, VersionVector, join_all

CUTS = (2, 3, 5)
"""How many entries a cut vector may keep."""

Stamps = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Writing:
    """A write to be stamped: what its client has seen, what the node holds, and whose, where and when it is."""

    context: Any
    stored: Stamps
    session: str
    node: str
    wall_ticks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SiblingClock:
    """A rule.

    - `stamp(writing)`: the stamp of a write;
    - `read(stamps)`, `written(stamp)`: what a client has seen that read or wrote these;
    - `nothing`: what one has seen that did neither.
    """

    stamp: Callable[[Writing], Any]
    read: Callable[[Stamps], Any] = join_all
    written: Callable[[Any], Any] = lambda stamp: stamp
    nothing: Any = EMPTY


def by_node(writing: Writing) -> VersionVector:
    """The next count of the node, whoever's write it is."""
    latest = join_all((writing.context, *writing.stored)).count(writing.node)
    return VersionVector.of({**dict(writing.context.entries), writing.node: latest + 1})


@dataclass(frozen=True, slots=True)
class CutVector(TruncatedVector):
    """A truncated vector that tells when each entry last counted: what is dropped next."""

    def __str__(self) -> str:
        return "[" + " ".join(f"{entry.process}:{entry.number}@{entry.wall_ticks}" for entry in self.entries) + "]"


NOTHING: TruncatedVector = CutVector()


def cut_to(kept: int) -> SiblingClock:
    """An entry a session, of which the latest are kept; what a client has read is not cut."""
    return SiblingClock(
        stamp=lambda writing: writing.context.tick(At(writing.session, (), writing.wall_ticks), kept),
        read=lambda stamps: reduce(TruncatedVector.join, stamps, NOTHING),
        nothing=NOTHING,
    )


SIBLING_CLOCKS: Mapping[str, SiblingClock] = {
    "siblings": SiblingClock(stamp=lambda writing: writing.context.increment(writing.session)),
    "siblings_by_node": SiblingClock(stamp=by_node),
    "dotted": SiblingClock(
        stamp=lambda writing: dotted.write(writing.context, writing.stored, writing.node),
        read=dotted.context,
        written=lambda stamp: EMPTY,
    ),
    **{f"cut_{kept}": cut_to(kept) for kept in CUTS},
}


def supersedes(newer: Any, older: Any) -> bool:
    """Return whether a version stamped `newer` replaces one stamped `older`, or is the same."""
    if isinstance(newer, DottedVersion):
        return newer == older or newer.follows(older)
    if isinstance(newer, VersionVector):
        return newer.includes(older)
    if isinstance(newer, TruncatedVector):
        return bool(older.at_most(newer))
    return bool(newer >= older)
