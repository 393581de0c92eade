"""The clocks by which siblings are kept: what a write is stamped with, and what its client has seen of a key.

A client passes on what it has seen with each write, its *context* (DeCandia and others 2007, 4.4: the context of the
read that the write follows). The stamp says which versions the write replaces: those in its past, no others.

| rule | a write's stamp | does it keep both of two writes through one node, neither having seen the other? |
|---|---|---|
| `siblings` | version vector with an entry a writing session | yes, and it grows with the number of clients |
| `siblings_by_node` | version vector with an entry a node | no: the second seems to have seen the first |
| `dotted` | dotted version vector: the write's own dot, and its past | yes, with an entry a node |

The last two are the comparison of Preguiça and others 2010. Choice: the answer to a write brings no context under
`dotted`, as a vector cannot say "my own write, but not the sibling beside it". So a session that writes twice without
reading makes a sibling of its own write.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from apps.clocks import dotted
from apps.clocks.dotted import DottedVersion
from apps.clocks.version_vector import VersionVector, join_all

Stamps = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiblingClock:
    """A rule.

    - `stamp(context, stored, session, node)`: the stamp of a write of that session, at a node that holds versions with
      these stamps;
    - `read(stamps)`, `written(stamp)`: what a client has seen that read or wrote these.
    """

    stamp: Callable[[VersionVector, Stamps, str, str], Any]
    read: Callable[[Stamps], VersionVector]
    written: Callable[[Any], VersionVector]


def by_node(context: VersionVector, stored: Stamps, session: str, node: str) -> VersionVector:
    """The next count of the node, whoever's write it is."""
    latest = join_all((context, *stored)).count(node)
    return VersionVector.of({**dict(context.entries), node: latest + 1})


SIBLING_CLOCKS: Mapping[str, SiblingClock] = {
    "siblings": SiblingClock(
        stamp=lambda context, stored, session, node: context.increment(session),
        read=join_all,
        written=lambda stamp: stamp,
    ),
    "siblings_by_node": SiblingClock(stamp=by_node, read=join_all, written=lambda stamp: stamp),
    "dotted": SiblingClock(
        stamp=lambda context, stored, session, node: dotted.write(context, stored, node),
        read=dotted.context,
        written=lambda stamp: VersionVector(),
    ),
}


def supersedes(newer: Any, older: Any) -> bool:
    """Whether a version stamped `newer` replaces one stamped `older`, or is the same."""
    if isinstance(newer, DottedVersion):
        return newer == older or newer.follows(older)
    if isinstance(newer, VersionVector):
        return newer.includes(older)
    return bool(newer >= older)
