"""What every commit protocol here is made of: its processes, what clients ask for, who votes no, and its board."""

from apps.agreement.locks import decisions, held_text, stored_text
from apps.protocols.dials import ChoiceDial
from apps.protocols.pictures import Asked, NodePicture
from apps.protocols.replicated_type import Offer

NODES = ("c", "p1", "p2", "p3")
"""The coordinator, then the participants."""

ASKED = Asked(
    (Offer("commit", "Write the value at every participant, or at none.", ("Value",), ("1",)),),
    (("commit", "1"), ("commit", "2")),
)

NO_VOTE = ChoiceDial(
    "no_vote",
    "Which participant votes no",
    "nobody",
    (("nobody", "Nobody"), ("p1", "p1"), ("p2", "p2"), ("p3", "p3")),
    "A participant that cannot commit.",
)

COLUMNS = ("State", "Decided", "Locks", "Values")


def row_of(node: NodePicture, state: str) -> tuple[str, ...]:
    """Return what the board shows of a node that is in this state, column by column."""
    decided = ", ".join(f"{transaction} {outcome}" for transaction, outcome in decisions(node.log).items())
    return (state or "–", decided or "–", held_text(node.log), stored_text(node.log))
