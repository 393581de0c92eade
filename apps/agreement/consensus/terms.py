"""What consensus is to keep, and what the board and the dials of its variants have in common."""

from apps.agreement.consensus.machine import DECISION, STAND, decision, rounds_undecided
from apps.protocols.dials import ChoiceDial, Dials
from apps.protocols.pictures import BROKEN, KEPT, OPEN, Asked, Condition, Finding, Invariant, NodePicture, Picture
from apps.protocols.replicated_type import Offer

NODES = ("n1", "n2", "n3")
BITS = (("0", "0"), ("1", "1"))
ASKED = Asked((Offer("ask", "What has that node decided?", ("Question",), ("decided?",)),), (("ask", "decided?"),))
COLUMNS = ("Round", "Estimate", "Proposed", "Decided")


def agree(picture: Picture, dials: Dials) -> Finding:
    """No two nodes decide differently."""
    decided = {name: value for name, node in picture.nodes.items() if (value := decision(node.log)) is not None}
    if len(set(decided.values())) > 1:
        words = ", ".join(f"{name} decided {value}" for name, value in decided.items())
        return Finding(BROKEN, f"{words}.", tuple(decided))
    return Finding(KEPT, "All that have decided have decided the same.")


def somebodys_input(picture: Picture, dials: Dials) -> Finding:
    """Find whether what is decided was somebody's input."""
    inputs = {str(dials[f"input_{name}"]) for name in picture.nodes}
    for name, node in picture.nodes.items():
        if decision(node.log) not in (None, *inputs):
            return Finding(BROKEN, f"{name} decided {decision(node.log)}, which was nobody's input.", (name,))
    return Finding(KEPT, "Nothing was decided that nobody put in.")


def everybody_decides(picture: Picture, dials: Dials) -> Finding:
    """Every node that is up decides in the end."""
    waiting = tuple(name for name, node in picture.nodes.items() if DECISION not in node.log and node.status == "up")
    rounds = rounds_undecided(list(picture.nodes.values()))
    if not waiting:
        return Finding(KEPT, "Every node that is up has decided.")
    if len(waiting) < len(picture.nodes) and any(DECISION in node.log for node in picture.nodes.values()):
        return Finding(OPEN, f"{', '.join(waiting)} will learn the decision.", waiting)
    if picture.is_final:
        return Finding(BROKEN, "Nobody can decide any more.", waiting)
    return Finding(OPEN, f"Undecided after {rounds} round{'s' * (rounds != 1)}.", waiting)


AGREEMENT = Invariant("agreement", "Agreement", "No two nodes decide differently.", agree)
VALIDITY = Invariant("validity", "Validity", "The decision was the input of some node.", somebodys_input)
TERMINATION = Invariant(
    "termination",
    "Termination",
    "Every node that stays up decides in the end. With no bound on delays and one possible crash no deterministic"
    " protocol can keep this beside the other two (Fischer, Lynch, Paterson 1985).",
    everybody_decides,
)
INVARIANTS = (AGREEMENT, VALIDITY, TERMINATION)


def inputs(*values: str) -> tuple[ChoiceDial, ...]:
    """A dial for every node's input."""
    return tuple(
        ChoiceDial(f"input_{name}", f"Input of {name}", value, BITS, f"The value that {name} begins with.")
        for name, value in zip(NODES, values, strict=True)
    )


def described(dials: Dials) -> str:
    """The inputs."""
    return "inputs " + ", ".join(str(dials[f"input_{name}"]) for name in NODES)


def row(name: str, node: NodePicture, dials: Dials) -> tuple[str, ...]:
    """Return what the board shows of a node."""
    stand = node.log.get(STAND)
    if stand is None:
        return ("–", "–", "–", "–")
    decided = decision(node.log)
    return (str(stand.round), stand.estimate, stand.proposal or "–", decided or "–")


def condition(name: str, node: NodePicture, dials: Dials) -> Condition | None:
    """It has decided."""
    decided = decision(node.log)
    return None if decided is None else Condition("decided", f"decided {decided}")
