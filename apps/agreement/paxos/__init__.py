"""Single-decree Paxos: several proposers, and one value chosen at most (Lamport 2001).

1. *Phase 1.* A proposer takes a ballot higher than any it knows and asks the acceptors to promise to take part in no
   lower one. Who promises tells its latest vote.
2. *Phase 2.* Promised by a majority, it asks them to vote for the value of the latest vote it was told of, or, if it
   was told of none, for its own. An acceptor votes unless it has promised a higher ballot.
3. A value is *chosen* once a majority has voted for it in one ballot. From then on every ballot that gets so far as to
   ask for votes asks for that value, since any two majorities share an acceptor.

Two proposers can keep overtaking each other's ballots for ever, without anything being chosen: that is all that the
impossibility of Fischer, Lynch and Paterson leaves open. Waiting for a random time ends it in practice.

Choices: a proposer learns by its own ballots. An acceptor says so when it refuses, and when it promises a higher ballot
to another proposer than before: so proposers that try again can overtake each other for ever.
"""

from collections import Counter

from apps.agreement.ballots import Ballot, is_majority
from apps.agreement.paxos.acceptor import PROMISED, Acceptor, votes
from apps.agreement.paxos.proposer import CHOSEN, Proposer, ProposerState
from apps.protocols.availability import Stated
from apps.protocols.dials import ChoiceDial, Dials, IntegerDial
from apps.protocols.pictures import (
    BROKEN,
    KEPT,
    OPEN,
    Asked,
    Condition,
    CrashPoint,
    Exploration,
    Finding,
    Invariant,
    NodePicture,
    Picture,
)
from apps.protocols.replicated_type import Offer
from apps.protocols.spec import Consequence, Preset, ProtocolSpec
from apps.simulation.node import Durable, Node, NodeContext

NODES = ("p1", "p2", "a1", "a2", "a3")

PROPOSE = Offer("propose", "Let this value be chosen, unless another is.", ("Value",), ("1", "2"))


def make_node(context: NodeContext, durable: Durable, dials: Dials) -> Node:
    """Proposers are called p, acceptors a."""
    return (Proposer if context.name.startswith("p") else Acceptor)(context, durable, dials)


def chosen_in(picture: Picture) -> dict[Ballot, str]:
    """By ballot the value that a majority of acceptors has voted for."""
    acceptors = [node for name, node in picture.nodes.items() if name.startswith("a")]
    counts = Counter((ballot, written.value) for node in acceptors for ballot, written in votes(node.log).items())
    return {ballot: value for (ballot, value), count in sorted(counts.items()) if is_majority(count, len(acceptors))}


def one_value(picture: Picture, dials: Dials) -> Finding:
    """No two values are chosen, and nobody learns another."""
    chosen = chosen_in(picture)
    learned = {name: node.log[CHOSEN].value for name, node in picture.nodes.items() if CHOSEN in node.log}
    values = sorted({*chosen.values(), *learned.values()})
    if len(values) > 1:
        return Finding(BROKEN, f"Chosen or learned are {' and '.join(values)}.", tuple(learned))
    if not values:
        return Finding(KEPT, "Nothing is chosen yet.")
    ballots = ", ".join(map(str, chosen))
    return Finding(KEPT, f"{values[0]} is chosen, in ballot {ballots}; it stays so in every later one.")


def learned_is_chosen(picture: Picture, dials: Dials) -> Finding:
    """Find whether a majority has voted for what a proposer says was chosen."""
    chosen = set(chosen_in(picture).values())
    for name, node in picture.nodes.items():
        if CHOSEN in node.log and node.log[CHOSEN].value not in chosen:
            return Finding(BROKEN, f"{name} learned {node.log[CHOSEN].value}, which no majority voted for.", (name,))
    return Finding(KEPT, "Every value that was learned is a chosen one.")


def something_is_chosen(picture: Picture, dials: Dials) -> Finding:
    """Once a value was proposed, one is chosen in the end: what no asynchronous consensus can promise."""
    trying = {name: node for name, node in picture.nodes.items() if isinstance(node.state, ProposerState)}
    waiting = {name: node for name, node in trying.items() if node.state.requests}
    if chosen_in(picture):
        return Finding(KEPT, "A value is chosen.")
    if not waiting:
        return Finding(KEPT, "Nobody waits for one.")
    tries = "; ".join(f"{name} tries ballot {node.state.ballot}" for name, node in waiting.items())
    if picture.is_final:
        return Finding(BROKEN, f"Nothing is chosen, and nothing more will happen by itself: {tries}.", tuple(waiting))
    return Finding(OPEN, f"Nothing is chosen yet: {tries}.", tuple(waiting))


def row(name: str, node: NodePicture, dials: Dials) -> tuple[str, ...]:
    """Return what the board shows of a node."""
    if name.startswith("a"):
        cast = "; ".join(f"{written.value} in {ballot}" for ballot, written in votes(node.log).items())
        return (f"promised {node.log[PROMISED]}" if PROMISED in node.log else "–", cast or "–", "–")
    learned = node.log[CHOSEN].value if CHOSEN in node.log else "–"
    state = node.state
    if not isinstance(state, ProposerState) or state.ballot is None:
        return ("–", "–", learned)
    phase = "2: asked for votes" if state.has_asked else f"1: {len(state.promises)} promised"
    return (f"ballot {state.ballot}, phase {phase}", "–", learned)


def condition(name: str, node: NodePicture, dials: Dials) -> Condition | None:
    """The ballot that a proposer tries."""
    state = node.state
    if isinstance(state, ProposerState) and state.ballot is not None:
        return Condition("leader", f"ballot {state.ballot}")
    return None


def crash_points(dials: Dials) -> tuple[CrashPoint, ...]:
    """Every point between two steps of one ballot of p1."""
    acceptors = [name for name in NODES if name.startswith("a")]
    return (
        CrashPoint("p1", "after log round", "having taken a ballot, before it asks anybody"),
        *(CrashPoint("p1", f"after send prepare to {a}", f"having asked {a} to promise") for a in acceptors),
        *(CrashPoint(a, "after log promised", "having promised, before it says so") for a in acceptors),
        *(CrashPoint("p1", f"after send accept to {a}", f"having asked {a} to vote") for a in acceptors),
        *(CrashPoint(a, "after log vote", "having voted, before it says so") for a in acceptors),
        CrashPoint("p1", "after log chosen", "having learned the value, before it answers"),
    )


ONCE = {"retry": "never"}
TWO_PROPOSALS = (("p1", "propose", "x", "1"), ("p2", "propose", "x", "2"))

PROTOCOL = ProtocolSpec(
    name="paxos",
    order=50,
    family="paxos",
    title="Paxos, one value",
    summary=(
        "Proposers ask a majority of acceptors to promise, then to vote. No two values are ever chosen, even if "
        "messages are lost or late, or nodes are down."
    ),
    mode="At most one value is ever chosen. One is chosen in the end if one proposer is not disturbed.",
    source="Lamport 2001",
    dials=(
        ChoiceDial(
            "retry",
            "After a higher ballot, a proposer",
            "at once",
            (("at once", "tries again at once"), ("random", "waits a random time"), ("never", "gives up")),
            "The reaction of a proposer when an acceptor has promised a higher ballot.",
        ),
        IntegerDial(
            "timeout_ticks", "Timeout, ms", 1000, 200, 60_000, "How long a proposer waits before it tries again."
        ),
    ),
    presets=(
        Preset("at_once", "Trying again at once", {"retry": "at once", "timeout_ticks": 1000}),
        Preset("random", "Waiting a random time", {"retry": "random", "timeout_ticks": 1000}),
    ),
    make_node=make_node,
    consequence=lambda dials: Consequence(
        "warn" if dials["retry"] == "at once" else "plain",
        "Two proposers that try again at once can overtake each other for ever. Then nothing wrong is chosen, but "
        "no value is chosen at all."
        if dials["retry"] == "at once"
        else "Safe in any case. Proposers that wait for different times soon stop overtaking each other."
        if dials["retry"] == "random"
        else "Each proposer tries one ballot only.",
    ),
    availability=lambda _: Stated(
        "A proposer that reaches a majority of the acceptors can have a value chosen; others wait."
    ),
    describe=lambda dials: f"retrying {dials['retry']}",
    nodes=NODES,
    asked=Asked((PROPOSE,), (("propose", "1"), ("propose", "2"))),
    courtesies=frozenset(),
    invariants=(
        Invariant(
            "agreement",
            "One value",
            "No two values are ever chosen. A value is chosen once a majority of acceptors has voted for it in one"
            " ballot.",
            one_value,
        ),
        Invariant("learning", "Learned is chosen", "Nobody learns a value that was not chosen.", learned_is_chosen),
        Invariant(
            "termination",
            "Something is chosen",
            "In the end a value is chosen. No deterministic asynchronous protocol that tolerates one crash can "
            "promise that (Fischer, Lynch, Paterson 1985):"
            " two proposers may overtake each other for ever.",
            something_is_chosen,
        ),
    ),
    columns=("State", "Votes", "Learned"),
    row=row,
    condition=condition,
    crash_points=crash_points,
    explorations=(
        Exploration(
            "ballots",
            "Two ballots in all: a proposer that is overtaken gives up. Everything arrives, in any order",
            TWO_PROPOSALS,
            {"copies": True},
            ONCE,
        ),
        Exploration(
            "overtaken",
            "Two ballots in all, two acceptors: a proposer that is overtaken gives up, and one may crash",
            TWO_PROPOSALS,
            {
                "nodes": ("p1", "p2", "a1", "a2"),
                "crashes": 1,
                "crashing": ("p1", "p2"),
                "early_timeouts": False,
            },
            ONCE,
        ),
    ),
)
