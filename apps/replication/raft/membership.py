"""The members of a Raft cluster: whose votes and logs count.

1. A *configuration* names the members. Between two of them, joint consensus (section 6 of the paper) has one that needs
   a majority of the old members and a majority of the new ones.
2. *Single-server changes* (section 4.1 of the dissertation) add or remove one member at a time. Any two majorities then
   overlap without a joint configuration. As first published, a leader could begin a change before it had committed an
   entry of its own term; then two changes by two leaders can have majorities that do not overlap (Ongaro, raft-dev,
   2015).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

FIXED, JOINT, SINGLE, SINGLE_PUBLISHED = "fixed", "joint", "single", "single_published"
"""The choices of the dial `membership`."""

ONE_AT_A_TIME = (SINGLE, SINGLE_PUBLISHED)


@dataclass(frozen=True, slots=True)
class Configuration:
    """The members; in a joint configuration the old ones, with the `new` ones beside them."""

    members: tuple[str, ...]
    new: tuple[str, ...] = ()

    @property
    def voters(self) -> tuple[str, ...]:
        """Return everybody whose vote counts, the old members first."""
        return (*self.members, *(node for node in self.new if node not in self.members))

    @property
    def label(self) -> str:
        """Return the members as they read on a message."""
        names = " ".join(self.members)
        return f"members {names} → {' '.join(self.new)}" if self.new else f"members {names}"

    def __str__(self) -> str:
        return self.label.removeprefix("members ")

    def _groups(self) -> tuple[tuple[str, ...], ...]:
        return (self.members, self.new) if self.new else (self.members,)

    def has_majority(self, names: Collection[str]) -> bool:
        """Return whether these nodes are a majority; of a joint configuration, of both groups."""
        return all(sum(node in names for node in group) >= len(group) // 2 + 1 for group in self._groups())

    def reached(self, values: Mapping[str, int]) -> int:
        """Return the highest value that a majority has reached; in a joint configuration, of both groups."""
        return min(sorted((values[node] for node in group), reverse=True)[len(group) // 2] for group in self._groups())


def named_members(value: str, nodes: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return the nodes named in a text like `n1,n2,n3`, in the cluster's order; None if one of them is unknown."""
    names = set(value.replace(",", " ").split())
    return tuple(node for node in nodes if node in names) if names and names <= {*nodes} else None


def why_not(membership: str, now: Configuration, wanted: tuple[str, ...] | None) -> str:
    """Return why these members cannot follow on those of now; empty if they can."""
    if wanted is None:
        return "the members must be nodes of this cluster, as in n1,n2,n3"
    changed = {*wanted} ^ {*now.members}
    if not changed:
        return "these are the members already"
    if membership in ONE_AT_A_TIME and len(changed) > 1:
        return "a single-server change adds or removes one member"
    return ""
