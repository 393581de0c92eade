"""What the generals are to keep (Lynch 1996, 5.1): agreement, validity, and that something comes of it."""

from apps.agreement.two_generals.general import ATTACK, DECISION, HEARD, ORDER
from apps.agreement.two_generals.rules import last_to
from apps.protocols.dials import Dials
from apps.protocols.pictures import BROKEN, KEPT, OPEN, Finding, Invariant, Picture


def both_or_none(picture: Picture, dials: Dials) -> Finding:
    """Nobody attacks alone. As long as one has not decided, down or up, nothing is known of that."""
    decided = {name: node.log.get(DECISION) for name, node in picture.nodes.items()}
    attacking = [name for name, decision in decided.items() if decision == ATTACK]
    waiting = [name for name, decision in decided.items() if decision is None]
    if waiting:
        return Finding(OPEN, " ".join(_waiting_text(name, picture.nodes[name].status) for name in waiting))
    if len(attacking) == 1:
        return Finding(BROKEN, _split_text(picture, attacking[0], dials), tuple(decided))
    return Finding(KEPT, "Both attack." if attacking else "Neither attacks.")


def _waiting_text(name: str, status: str) -> str:
    return f"{name} decides at dawn." if status == "up" else f"{name} is {status} and has not decided."


def _split_text(picture: Picture, attacker: str, dials: Dials) -> str:
    """The message that is missing, and the run that its sender cannot tell from this one: it came, the next did not."""
    other = next(name for name in picture.nodes if name != attacker)
    missing, count = max(node.log.get(HEARD, 0) for node in picture.nodes.values()) + 1, int(dials["messages"])
    next_one = f", and message {missing + 1} not" if missing < count else ""
    sender = "A" if missing % 2 == 1 else "B"
    return (
        f"Exactly one attacks: {attacker}; {other} stays. Message {missing} of {count} did not come in time. Had it"
        f" come{next_one}, its sender {sender} would have seen the same, and decided the same."
    )


def only_on_order(picture: Picture, dials: Dials) -> Finding:
    """Nobody attacks without the order."""
    attacking = tuple(name for name, node in picture.nodes.items() if node.log.get(DECISION) == ATTACK)
    if attacking and not any(ORDER in node.log for node in picture.nodes.values()):
        return Finding(BROKEN, f"{' and '.join(attacking)} attacked, and nobody had ordered it.", attacking)
    return Finding(KEPT, "Nobody attacked without the order.")


def attack_if_nothing_is_lost(picture: Picture, dials: Dials) -> Finding:
    """With the order given and every message arrived in time, both attack."""
    count, nodes = int(dials["messages"]), picture.nodes
    if any(DECISION not in node.log for node in nodes.values()):
        return Finding(OPEN, "They have yet to decide.")
    all_came = all(node.log.get(HEARD, 0) == last_to(name, count) for name, node in nodes.items())
    staying = tuple(name for name, node in nodes.items() if node.log[DECISION] != ATTACK)
    if ORDER in nodes["A"].log and all_came and staying:
        return Finding(BROKEN, f"Every message came in time, and {' and '.join(staying)} stayed.", staying)
    return Finding(KEPT, "Every message came, and both attacked." if all_came else "Not every message came in time.")


AGREEMENT = Invariant(
    "agreement",
    "Agreement: both or none",
    "Both attack or neither does. No finite number of confirmations can keep this where any message can be lost. "
    "The sender of the last one that matters decides the same, whether it arrives or not.",
    both_or_none,
)
VALIDITY = Invariant("validity", "Validity", "Without the order nobody attacks.", only_on_order)
EFFECT = Invariant(
    "effect",
    "If nothing is lost, both attack",
    "With the order given and every message arrived, both attack. Without this one it would be easy: never attack.",
    attack_if_nothing_is_lost,
)
