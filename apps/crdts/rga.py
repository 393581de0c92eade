"""RGA, a sequence for text (Roh and others 2011; Shapiro and others 2011, 3.5.1, specification 19).

Each character is a vertex with an identity (Lamport time, replica) and the vertex that it was typed after, its parent:

1. `insert` after a vertex makes new ones, later than any that are here, each the parent of the next;
2. `delete` makes tombstones of vertices: they are shown no more, but others may have been typed after them;
3. merge unites vertices and tombstones;
4. the text is the tree, read from the root: first a vertex, then what was typed after it, the *latest first*.

The paper inserts into a linked list, behind the parent and behind any vertices there that are later; that reads the
same (Attiya and others 2016, timestamped insertion trees). Two texts typed concurrently at one place don't
interleave when each was typed from left to right: each is one branch.

Choices: a deletion names one vertex, several, or a range of a replica's, so that a selection is deleted at once; one
that another has deleted meanwhile is no obstacle. The paper sends operations; ours sends states, where a vertex cannot
arrive before its parent.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, NamedTuple

from apps.crdts.arguments import PLACE_AND_TEXT, TEXT
from apps.crdts.crdt_type import Mutator, Replica, Slot, StateBased
from apps.crdts.errors import CrdtError
from apps.crdts.wrong_merge import BOUND, IDEMPOTENT, MONOTONE, WrongMerge


class VertexId(NamedTuple):
    """Who typed a character, and its Lamport time, which comes first in the order."""

    time: int
    replica: str

    def __str__(self) -> str:
        return f"{self.time}.{self.replica}" if self.time else ""


RANGE = re.compile(r"(\d{1,9})-(\d{1,9})\.(.+)", re.ASCII)
RANGE_MAX = 1_000
ROOT = VertexId(0, "")
"""The beginning of the text."""


class Vertex(NamedTuple):
    """A character, its identity and the vertex that it was typed after."""

    id: VertexId
    parent: VertexId
    character: str


@dataclass(frozen=True, slots=True)
class Tree:
    """All vertices, and which of them are deleted."""

    vertices: frozenset[Vertex] = frozenset()
    deleted: frozenset[VertexId] = frozenset()


def insert(state: Tree, replica: Replica, place_and_text: tuple[str, str]) -> Tree:
    """The text after the vertex of that name, or at the beginning if the name is empty."""
    place, text = place_and_text
    parent = named(state, place) if place else ROOT
    time = max((vertex.id.time for vertex in state.vertices), default=0)
    vertices = set(state.vertices)
    for character in text:
        time += 1
        vertices.add(Vertex(VertexId(time, replica.name), parent, character))
        parent = VertexId(time, replica.name)
    return Tree(frozenset(vertices), state.deleted)


def delete(state: Tree, replica: Replica, places: str) -> Tree:
    """Tombstones in place of the vertices of those names, with spaces between; `3-7.n1` names five at once."""
    vertices = {named(state, place) for part in places.split(" ") for place in spelled_out(part)}
    if vertices <= state.deleted:
        words = "That character is" if len(vertices) == 1 else "Those characters are"
        raise CrdtError("crdt.absent", f"{words} deleted already.")
    return Tree(state.vertices, state.deleted | vertices)


def spelled_out(places: str) -> list[str]:
    """`3-5.n1` as `3.n1`, `4.n1`, `5.n1`; any other name as it is."""
    found = RANGE.fullmatch(places)
    if not found:
        return [places]
    first, last = int(found[1]), int(found[2])
    if not first <= last < first + RANGE_MAX:
        raise CrdtError(
            "crdt.bad_argument", f"A range names at most {RANGE_MAX:,} characters, from the first to the last."
        )
    return [f"{time}.{found[3]}" for time in range(first, last + 1)]


def named(state: Tree, place: str) -> VertexId:
    """The vertex of that name, or CrdtError."""
    for vertex in state.vertices:
        if str(vertex.id) == place:
            return vertex.id
    raise CrdtError("crdt.unknown_place", f"No character {place[:20]} has been typed or has arrived here.")


def merge(left: Tree, right: Tree) -> Tree:
    """Both unions."""
    return Tree(left.vertices | right.vertices, left.deleted | right.deleted)


def at_most(left: Tree, right: Tree) -> bool:
    """Return whether the right has every vertex and every tombstone of the left."""
    return left.vertices <= right.vertices and left.deleted <= right.deleted


def in_order(state: Tree) -> list[tuple[int, Vertex]]:
    """All vertices as the tree is read, deleted ones included, each with its depth."""
    children: dict[VertexId, list[Vertex]] = defaultdict(list)
    for vertex in sorted(state.vertices):
        children[vertex.parent].append(vertex)
    reading, waiting = [], [(0, vertex) for vertex in children[ROOT]]
    while waiting:
        depth, vertex = waiting.pop()
        reading.append((depth, vertex))
        waiting += [(depth + 1, child) for child in children[vertex.id]]
    return reading


def visible(state: Tree) -> list[Vertex]:
    """The vertices shown, in order."""
    return [vertex for _, vertex in in_order(state) if vertex.id not in state.deleted]


def runs(state: Tree) -> list[list[Any]]:
    """All vertices by runs: characters of one replica at consecutive times, each typed after the one before.

    A run is [time of the first, replica, parent of the first, characters, which of them are deleted].
    """
    found: dict[VertexId, list[Any]] = {}
    for vertex in sorted(state.vertices):
        before = VertexId(vertex.id.time - 1, vertex.id.replica)
        run = found.pop(before, None) if vertex.parent == before else None
        if run is None:
            run = [vertex.id.time, vertex.id.replica, str(vertex.parent), "", []]
        if vertex.id in state.deleted:
            run[4].append(len(run[3]))
        run[3] += vertex.character
        found[vertex.id] = run
    return sorted(found.values(), key=lambda run: (run[0], run[1]))


def slots(state: Tree) -> list[Slot]:
    """Every vertex as the tree is read."""
    return [
        Slot(
            "tombstone" if vertex.id in state.deleted else "vertex",
            vertex.id,
            f"{vertex.id} after {vertex.parent}" if vertex.parent != ROOT else f"{vertex.id} at the beginning",
            f"{vertex.character} deleted" if vertex.id in state.deleted else vertex.character,
        )
        for _, vertex in in_order(state)
    ]


def why(slot: Slot, left: Tree, right: Tree) -> str:
    """Return who has it, who deleted it, and what decides its place among others typed at the same one."""
    sides = (("left", left), ("right", right))
    has = [side for side, state in sides if any(vertex.id == slot.key for vertex in state.vertices)]
    gone = [side for side, state in sides if slot.key in state.deleted]
    if gone:
        where = "on both sides" if len(gone) == 2 else f"on the {gone[0]}"
        return f"Deleted {where}. Its place stays, for what was typed after it."
    place = place_among(slot.key, left.vertices | right.vertices)
    return f"Both have it.{place}" if len(has) == 2 else f"Only the {has[0]} has it: it comes in at its place.{place}"


def place_among(key: Hashable, vertices: frozenset[Vertex]) -> str:
    """Return how a vertex comes to stand before or behind others of the same parent; nothing if there are none."""
    parent = next(vertex.parent for vertex in vertices if vertex.id == key)
    typed_there = sorted((vertex.id for vertex in vertices if vertex.parent == parent), reverse=True)
    if len(typed_there) == 1:
        return ""
    return f" Of what was typed at one place the latest comes first: {', '.join(map(str, typed_there))}."


# Wrong merges


def deletions_forgotten(left: Tree, right: Tree) -> Tree:
    """All characters, without tombstones."""
    return Tree(left.vertices | right.vertices)


def longer_text(left: Tree, right: Tree) -> Tree:
    """The text with more characters, as it is."""
    return max(
        left,
        right,
        key=lambda tree: (len(tree.vertices), len(tree.deleted), sorted(tree.vertices), sorted(tree.deleted)),
    )


TYPE = StateBased(
    name="rga",
    order=100,
    title="Text, by RGA",
    source="Roh and others 2011; Shapiro and others 2011, 3.5.1, specification 19",
    semantics=(
        "Characters keep their order wherever they were typed. Of texts typed concurrently at one place the later comes"
        " first, each in one piece. A deleted character leaves a tombstone."
    ),
    initial=Tree(),
    operations={
        "insert": Mutator(
            argument=PLACE_AND_TEXT,
            help="Type a text after a character.",
            choices=lambda state: [(place, "ab") for place in ("", *(str(vertex.id) for vertex in visible(state)))],
            example=("", "Hello"),
            apply=insert,
        ),
        "delete": Mutator(
            argument=TEXT,
            help="Delete characters.",
            choices=lambda state: [str(vertex.id) for vertex in visible(state)],
            apply=delete,
        ),
    },
    merge=merge,
    at_most=at_most,
    value=lambda state: "".join(vertex.character for vertex in visible(state)),
    slots=slots,
    tombstones=lambda state: len(state.deleted),
    runs=runs,
    why=why,
    mistakes=(
        WrongMerge(
            "deletions_forgotten",
            "Union without tombstones",
            "What was deleted need not be kept.",
            "Deleted characters come back.",
            (IDEMPOTENT, MONOTONE, BOUND),
            deletions_forgotten,
        ),
        WrongMerge(
            "longer_text",
            "The longer text",
            "Who has typed more is further.",
            "What only the other has typed is lost.",
            (BOUND,),
            longer_text,
        ),
    ),
)
