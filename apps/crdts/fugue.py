"""Fugue, a sequence for text that does not interleave (Weidner and Kleppmann 2023, "The Art of the Fugue").

This is the tree version. A character is typed between two neighbours, the left and the right one, tombstones included:

1. if nothing hangs on the right of the left neighbour, the character hangs there;
2. otherwise the right neighbour is a descendant of the left one, and the character hangs on the left of it.

The rest is in `text_tree`, as for RGA. So each text that one replica types at one place is one subtree, in whatever
direction it was typed, and a concurrent text is a subtree beside it.

Choices: the paper sorts vertices that hang at one place by identity, and any fixed order serves. Ours is that of RGA,
the latest first. With three replicas or more the paper finds rare runs in which texts typed from right to left still
interleave; its variant FugueMax avoids those too, and is not built here.
"""

from __future__ import annotations

from apps.crdts.text_tree import ROOT, SidedVertex, Tree, VertexId, in_order, text_type


def first_vertex(state: Tree, identity: VertexId, after: VertexId, character: str) -> SidedVertex:
    """Return the character on the right of its left neighbour, or on the left of its right neighbour."""
    if not any(vertex.parent == after and not vertex.is_left for vertex in state.vertices):
        return SidedVertex(identity, after, character)
    line = [ROOT, *(vertex.id for _, vertex in in_order(state))]
    return SidedVertex(identity, line[line.index(after) + 1], character, is_left=True)


TYPE = text_type(
    name="fugue",
    order=105,
    title="Text, by Fugue",
    source="Weidner and Kleppmann 2023",
    semantics=(
        "Characters keep their order. Two texts typed concurrently at one place stay in one piece each, whether they"
        " were typed from left to right or from right to left. A deleted character leaves a tombstone."
    ),
    first_vertex=first_vertex,
)
