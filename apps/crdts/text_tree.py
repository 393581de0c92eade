"""A text as a tree of characters: the parts that RGA and Fugue share.

Each character is a vertex with an identity (Lamport time, replica). It hangs on another vertex, its parent: on the
right of it, or in Fugue on the left.

1. `insert` makes new vertices, later than any in the state. The type decides where the first one hangs; each of the
   others hangs on the right of the one before;
2. `delete` makes tombstones of vertices: they are no longer shown, but keep their place, because others may hang on
   them;
3. merge is the union of vertices and of tombstones;
4. the text is the tree read in order: what hangs on the left of a vertex, the vertex, what hangs on its right. Of
   vertices that hang at one place the *latest* comes first.

Choices: one deletion names one vertex, several, or a range of one replica's vertices, so that a selection is deleted at
once; a vertex that another replica has deleted meanwhile is no obstacle. The papers send operations. We send states,
where a vertex cannot arrive before its parent.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, NamedTuple

from apps.crdts.arguments import PLACE_AND_TEXT, TEXT
from apps.crdts.crdt_type import Mutator, Replica, Slot, StateBased
from apps.crdts.errors import CrdtError
from apps.crdts.wrong_merge import BOUND, IDEMPOTENT, MONOTONE, WrongMerge


class VertexId(NamedTuple):
    """A character's identity: its Lamport time, which comes first in the order, and the replica that typed it."""

    time: int
    replica: str

    def __str__(self) -> str:
        return f"{self.time}.{self.replica}" if self.time else ""


RANGE = re.compile(r"(\d{1,9})-(\d{1,9})\.(.+)", re.ASCII)
RANGE_MAX = 1_000
ROOT = VertexId(0, "")
"""The beginning of the text."""


class Vertex(NamedTuple):
    """A character that hangs on the right of its parent, as every character of RGA does."""

    id: VertexId
    parent: VertexId
    character: str

    @property
    def is_left(self) -> bool:
        """Return False."""
        return False


class SidedVertex(NamedTuple):
    """A character that hangs on the left or on the right of its parent."""

    id: VertexId
    parent: VertexId
    character: str
    is_left: bool = False


AnyVertex = Vertex | SidedVertex


@dataclass(frozen=True, slots=True)
class Tree:
    """All vertices, and the identities of those that are deleted."""

    vertices: frozenset[AnyVertex] = frozenset()
    deleted: frozenset[VertexId] = frozenset()


FirstVertex = Callable[[Tree, VertexId, VertexId, str], AnyVertex]
"""Return the vertex of a new character: state, its identity, the vertex that it was typed after, the character."""


def insert(state: Tree, replica: Replica, place_and_text: tuple[str, str], first_vertex: FirstVertex) -> Tree:
    """Return the state with the text after the vertex of that name, or at the beginning if the name is empty."""
    place, text = place_and_text
    after = named(state, place) if place else ROOT
    time = 1 + max((vertex.id.time for vertex in state.vertices), default=0)
    vertices = [first_vertex(state, VertexId(time, replica.name), after, text[0])]
    for character in text[1:]:
        last = vertices[-1]
        vertices.append(type(last)(VertexId(last.id.time + 1, replica.name), last.id, character))
    return Tree(state.vertices.union(vertices), state.deleted)


def delete(state: Tree, replica: Replica, places: str) -> Tree:
    """Return the state with tombstones for those vertices, names with spaces between; `3-7.n1` names five at once."""
    vertices = {named(state, place) for part in places.split(" ") for place in spelled_out(part)}
    if vertices <= state.deleted:
        words = "That character is" if len(vertices) == 1 else "Those characters are"
        raise CrdtError("crdt.absent", f"{words} deleted already.")
    return Tree(state.vertices, state.deleted | vertices)


def spelled_out(places: str) -> list[str]:
    """Return `3-5.n1` as `3.n1`, `4.n1`, `5.n1`; any other name as it is."""
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
    """Return the identity of the vertex of that name, or raise CrdtError."""
    for vertex in state.vertices:
        if str(vertex.id) == place:
            return vertex.id
    raise CrdtError("crdt.unknown_place", f"No character {place[:20]} has been typed or has arrived here.")


def merge(left: Tree, right: Tree) -> Tree:
    """Return both unions."""
    return Tree(left.vertices | right.vertices, left.deleted | right.deleted)


def at_most(left: Tree, right: Tree) -> bool:
    """Return whether the right has every vertex and every tombstone of the left."""
    return left.vertices <= right.vertices and left.deleted <= right.deleted


def in_order(state: Tree) -> list[tuple[int, AnyVertex]]:
    """Return all vertices as the tree is read, deleted ones included, each with its depth."""
    on_left: dict[VertexId, list[AnyVertex]] = defaultdict(list)
    on_right: dict[VertexId, list[AnyVertex]] = defaultdict(list)
    for vertex in sorted(state.vertices):
        (on_left if vertex.is_left else on_right)[vertex.parent].append(vertex)
    reading, waiting = [], [(0, vertex) for vertex in on_right[ROOT]]
    while waiting:
        depth, vertex = waiting.pop()
        if before := on_left.pop(vertex.id, None):
            waiting += [(depth, vertex), *((depth + 1, child) for child in before)]
        else:
            reading.append((depth, vertex))
            waiting += [(depth + 1, child) for child in on_right[vertex.id]]
    return reading


def visible(state: Tree) -> list[AnyVertex]:
    """Return the vertices that are shown, in order."""
    return [vertex for _, vertex in in_order(state) if vertex.id not in state.deleted]


def runs(state: Tree) -> list[list[Any]]:
    """Return all vertices by runs: characters of one replica at consecutive times, each on the right of the one before.

    A run is [time of the first, replica, parent of the first, characters, which of them are deleted], and ends with
    True if the first hangs on the left of its parent.
    """
    found: dict[VertexId, list[Any]] = {}
    for vertex in sorted(state.vertices):
        before = VertexId(vertex.id.time - 1, vertex.id.replica)
        run = found.pop(before, None) if vertex.parent == before and not vertex.is_left else None
        if run is None:
            run = [vertex.id.time, vertex.id.replica, str(vertex.parent), "", [], *([True] if vertex.is_left else [])]
        if vertex.id in state.deleted:
            run[4].append(len(run[3]))
        run[3] += vertex.character
        found[vertex.id] = run
    return sorted(found.values(), key=lambda run: (run[0], run[1]))


def slots(state: Tree) -> list[Slot]:
    """Return every vertex as the tree is read."""
    return [
        Slot(
            "tombstone" if vertex.id in state.deleted else "vertex",
            vertex.id,
            f"{vertex.id} {place_of(vertex)}",
            f"{vertex.character} deleted" if vertex.id in state.deleted else vertex.character,
        )
        for _, vertex in in_order(state)
    ]


def place_of(vertex: AnyVertex) -> str:
    """Return where a vertex hangs, in words."""
    if vertex.parent == ROOT:
        return "at the beginning"
    return f"{'before' if vertex.is_left else 'after'} {vertex.parent}"


def why(slot: Slot, left: Tree, right: Tree) -> str:
    """Return which sides have a vertex, which deleted it, and what decides its place among others at the same one."""
    sides = (("left", left), ("right", right))
    has = [side for side, state in sides if any(vertex.id == slot.key for vertex in state.vertices)]
    gone = [side for side, state in sides if slot.key in state.deleted]
    if gone:
        where = "on both sides" if len(gone) == 2 else f"on the {gone[0]}"
        return f"Deleted {where}. Its place stays, for what was typed after it."
    place = place_among(slot.key, left.vertices | right.vertices)
    return f"Both have it.{place}" if len(has) == 2 else f"Only the {has[0]} has it: it comes in at its place.{place}"


def place_among(key: Hashable, vertices: frozenset[AnyVertex]) -> str:
    """Return how a vertex is ordered among others that hang at the same place; nothing if there are none."""
    place = next((vertex.parent, vertex.is_left) for vertex in vertices if vertex.id == key)
    typed_there = sorted((each.id for each in vertices if (each.parent, each.is_left) == place), reverse=True)
    if len(typed_there) == 1:
        return ""
    return f" Of what was typed at one place the latest comes first: {', '.join(map(str, typed_there))}."


# Wrong merges


def deletions_forgotten(left: Tree, right: Tree) -> Tree:
    """Return all characters, without tombstones."""
    return Tree(left.vertices | right.vertices)


def longer_text(left: Tree, right: Tree) -> Tree:
    """Return the text with more characters, as it is."""
    return max(
        left,
        right,
        key=lambda tree: (len(tree.vertices), len(tree.deleted), sorted(tree.vertices), sorted(tree.deleted)),
    )


MISTAKES = (
    WrongMerge(
        "deletions_forgotten",
        "Union without tombstones",
        "Deleted characters need not be kept.",
        "Deleted characters come back.",
        (IDEMPOTENT, MONOTONE, BOUND),
        deletions_forgotten,
    ),
    WrongMerge(
        "longer_text",
        "The longer text",
        "The replica that has typed more is further.",
        "Characters that only the other replica has typed are lost.",
        (BOUND,),
        longer_text,
    ),
)


def text_type(
    *, name: str, order: int, title: str, source: str, semantics: str, first_vertex: FirstVertex
) -> StateBased:
    """Return the type of a text whose first new character hangs where `first_vertex` says."""
    return StateBased(
        name=name,
        order=order,
        title=title,
        source=source,
        semantics=semantics,
        initial=Tree(),
        operations={
            "insert": Mutator(
                argument=PLACE_AND_TEXT,
                help="Type a text after a character.",
                choices=lambda state: [(place, "ab") for place in ("", *(str(vertex.id) for vertex in visible(state)))],
                example=("", "Hello"),
                apply=lambda state, replica, place_and_text: insert(state, replica, place_and_text, first_vertex),
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
        mistakes=MISTAKES,
    )
