"""What every atomic commit protocol is to keep (Bernstein, Hadzilacos, Goodman 1987, 7.3: AC1 to AC5), as invariants.

Whoever coordinates logs its decision like a participant, so that it is held to the same.
"""

from collections.abc import Mapping

from apps.agreement.locks import COMMIT, PREPARED, in_doubt, outcomes
from apps.protocols.dials import Dials
from apps.protocols.pictures import BROKEN, KEPT, OPEN, Exploration, Finding, Invariant, NodePicture, Picture


def agree(picture: Picture, dials: Dials) -> Finding:
    """AC1: no two processes decide differently."""
    for transaction, decided in outcomes(picture.nodes).items():
        sides = {outcome: [name for name in decided if decided[name] == outcome] for outcome in set(decided.values())}
        if len(sides) > 1:
            commits, aborts = (", ".join(sides[outcome]) for outcome in sorted(sides, reverse=True))
            text = f"{transaction}: {commits} committed, {aborts} aborted."
            return Finding(BROKEN, text, tuple(decided))
    return Finding(KEPT, "All that have decided have decided the same.")


def commit_only_if_all_voted_yes(picture: Picture, dials: Dials) -> Finding:
    """AC3: a process commits only if all voted yes."""
    for transaction, decided in outcomes(picture.nodes).items():
        if COMMIT in decided.values():
            for name, node in _participants(picture.nodes).items():
                if PREPARED + transaction not in node.log and decided.get(name) != COMMIT:
                    return Finding(BROKEN, f"{transaction} was committed, and {name} never voted yes.", (name,))
    return Finding(KEPT, "Nothing was committed without the votes of all participants.")


def no_lock_is_held_for_ever(picture: Picture, dials: Dials) -> Finding:
    """Non-blocking: whoever is up decides in the end, without those who are down.

    AC5 asks for less: if all failures are repaired and no new ones occur for long enough, every process decides.
    """
    held = {name: in_doubt(node.log) for name, node in picture.nodes.items() if node.status != "crashed"}
    waiting = {name: doubts for name, doubts in held.items() if doubts}
    if not waiting:
        return Finding(KEPT, "No node that is up is in doubt.")
    words = "; ".join(
        f"{name} about {transaction}, holding {key}"
        for name, doubts in waiting.items()
        for transaction, (key, _) in doubts.items()
    )
    if picture.is_final:
        return Finding(BROKEN, f"Blocked: in doubt are {words}. No node that is up can tell them.", tuple(waiting))
    return Finding(OPEN, f"In doubt: {words}.", tuple(waiting))


def _participants(nodes: Mapping[str, NodePicture]) -> dict[str, NodePicture]:
    return {name: node for name, node in nodes.items() if name.startswith("p")}


AGREEMENT = Invariant(
    "agreement",
    "Agreement",
    "No two processes decide differently (AC1).",
    agree,
)
VALIDITY = Invariant(
    "validity",
    "Validity",
    "Commit only if every participant voted yes (AC3).",
    commit_only_if_all_voted_yes,
)
TERMINATION = Invariant(
    "termination",
    "No lock is held for ever",
    "Non-blocking: every participant that is up decides in the end, even if no crashed node comes back. One that "
    "voted yes and does not know the decision is in doubt: it may neither commit nor abort alone, and keeps its "
    "locks. AC5 asks for less: all decide once every failure is repaired.",
    no_lock_is_held_for_ever,
)

ONE_COMMIT = (("c", "commit", "x", "1"),)

EXPLORATIONS = (
    Exploration("crash", "Anyone may crash, and stays down", ONE_COMMIT, {"crashes": 1, "early_timeouts": False}),
    Exploration("two", "Any two may crash", ONE_COMMIT, {"crashes": 2, "early_timeouts": False}),
    Exploration(
        "restart",
        "Anyone may crash, and comes back",
        ONE_COMMIT,
        {"crashes": 1, "restarts": True, "early_timeouts": False},
    ),
    Exploration(
        "cut",
        "The network may fall apart: c p1 | p2 p3",
        ONE_COMMIT,
        {"cut": (("c", "p1"), ("p2", "p3")), "early_timeouts": False},
    ),
    Exploration(
        "early",
        "Timeouts may come too early (two participants)",
        ONE_COMMIT,
        {"copies": True, "nodes": ("c", "p1", "p2")},
    ),
)
