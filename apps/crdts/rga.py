"""RGA, a sequence for text (Roh and others 2011; Shapiro and others 2011, 3.5.1, specification 19).

A new character hangs on the character that it was typed after. The rest is in `text_tree`.

The paper inserts into a linked list, behind the parent and behind any vertices there that are later; that reads the
same (Attiya and others 2016, timestamped insertion trees).

Two texts typed concurrently at one place don't interleave if both were typed from left to right: each is one branch.
Typed from right to left, every character hangs on the same parent, and the characters of both texts are sorted by
Lamport time: `abc` and `xyz` become `xaybzc` (Kleppmann and others 2019, "Interleaving anomalies in collaborative text
editors"). Fugue avoids this.
"""

from __future__ import annotations

from apps.crdts.text_tree import Tree, Vertex, VertexId, text_type


def first_vertex(state: Tree, identity: VertexId, after: VertexId, character: str) -> Vertex:
    """Return the character on the right of the vertex that it was typed after."""
    return Vertex(identity, after, character)


TYPE = text_type(
    name="rga",
    order=100,
    title="Text, by RGA",
    source="Roh and others 2011; Shapiro and others 2011, 3.5.1, specification 19",
    semantics=(
        "Each character stays after the one that it was typed after. Of texts typed concurrently at one place the later"
        " comes first. Each stays in one piece if it was typed from left to right. Typed from right to left, two texts"
        " can be mixed, character by character. A deleted character leaves a tombstone."
    ),
    first_vertex=first_vertex,
)
