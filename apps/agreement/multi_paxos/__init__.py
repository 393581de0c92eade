"""Multi-decree Paxos with a stable leader: a log of values, each slot chosen by Paxos (Lamport 2001, section 3).

1. A replica that hears of no leader takes a higher ballot and does phase 1 for every slot at once.
2. Promised by a majority, it leads: it finishes every slot that anyone has voted in, then gives each client's value the
   next slot and does only phase 2 for it, one round trip.
3. It says now and then that it leads, and what has been chosen. Who does not hear it for long takes a ballot itself.

As in Paxos for one value, a wrong timeout costs time, and never makes two values be chosen in one slot. A leader that
was overtaken can still ask for votes; it does not get a majority.

An operation may be chosen for two slots, by a leader that comes back and finishes its old votes; replicas carry out the
first only.

Choices: a replica counts its own vote and promise at once; a new leader fills gaps with a no-op.
"""

from apps.agreement.ballots import is_majority
from apps.agreement.multi_paxos.replica import (
    ELECTION,
    PROMISED,
    Replica,
    ReplicaState,
    applied,
    chosen_log,
    latest_votes,
)
from apps.protocols.availability import Stated
from apps.protocols.dials import Dials, IntegerDial
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
from apps.protocols.spec import Consequence, ProtocolSpec
from apps.simulation.effects import WrittenValue
from apps.simulation.node import Durable, Node, NodeContext

NODES = ("n1", "n2", "n3")

APPEND = Offer("append", "Let this value be chosen for the next slot.", ("Value",), ("a",))


def make_node(context: NodeContext, durable: Durable, dials: Dials) -> Node:
    """All are alike."""
    return Replica(context, durable, dials)


def one_value_a_slot(picture: Picture, dials: Dials) -> Finding:
    """No two replicas know different values of a slot."""
    known: dict[int, dict[str, list[str]]] = {}
    for name, node in picture.nodes.items():
        for slot, written in chosen_log(node.log).items():
            known.setdefault(slot, {}).setdefault(f"{written.operation} {written.value}", []).append(name)
    for slot, values in known.items():
        if len(values) > 1:
            words = "; ".join(f"{', '.join(names)}: {value}" for value, names in values.items())
            return Finding(BROKEN, f"Slot {slot} was chosen twice. {words}.", tuple(picture.nodes))
    return Finding(KEPT, f"{len(known)} slot{'s' * (len(known) != 1)} chosen, each once.{_repeated(picture)}")


def _repeated(picture: Picture) -> str:
    """The slots that repeat an operation of an earlier one, told."""
    slots: dict[int, str] = {}
    for node in picture.nodes.values():
        slots |= {slot: written.operation for slot, written in chosen_log(node.log).items() if written.operation}
    operations = [slots[slot] for slot in sorted(slots)]
    again = [slot for place, slot in enumerate(sorted(slots)) if slots[slot] in operations[:place]]
    if not again:
        return ""
    return f" Slot {', '.join(map(str, again))} repeats an operation, and is skipped when the log is carried out."


def what_is_known_was_voted(picture: Picture, dials: Dials) -> Finding:
    """Everything known to be chosen has the votes of a majority, in that ballot or a later one."""
    for name, node in picture.nodes.items():
        for slot, written in chosen_log(node.log).items():
            voters = [other for other, each in picture.nodes.items() if _voted_for(each, slot) == written]
            if not is_majority(len(voters), len(picture.nodes)):
                text = f"{name} takes slot {slot} as chosen, and only {', '.join(voters) or 'nobody'} voted for it."
                return Finding(BROKEN, text, (name,))
    return Finding(KEPT, "Every value that a replica takes as chosen has a majority of votes.")


def _voted_for(node: NodePicture, slot: int) -> WrittenValue | None:
    vote = latest_votes(node.log).get(slot)
    return vote and vote[1]


def clients_are_answered(picture: Picture, dials: Dials) -> Finding:
    """Everybody who has asked a leader is answered in the end."""
    waiting = {
        name: node.state.waiting
        for name, node in picture.nodes.items()
        if isinstance(node.state, ReplicaState) and node.state.waiting
    }
    if not waiting:
        return Finding(KEPT, "Nobody waits for a slot.")
    words = "; ".join(f"{len(requests)} at {name}" for name, requests in waiting.items())
    return Finding(BROKEN if picture.is_final else OPEN, f"Clients wait: {words}.", tuple(waiting))


def row(name: str, node: NodePicture, dials: Dials) -> tuple[str, ...]:
    """Return the row that the board shows of a node."""
    log = " ".join(written.value for written in applied(node.log))
    state = node.state
    promised = str(node.log[PROMISED]) if PROMISED in node.log else "–"
    if not isinstance(state, ReplicaState):
        return ("–", promised, log or "–")
    if state.campaign is None:
        return (f"follows {state.leader}" if state.leader else "knows no leader", promised, log or "–")
    what = "leads with" if state.campaign.leads else f"{len(state.campaign.promises)} promised"
    return (f"{what} ballot {state.campaign.ballot}", promised, log or "–")


def condition(name: str, node: NodePicture, dials: Dials) -> Condition | None:
    """Return the condition of a node that takes itself for the leader."""
    state = node.state
    if isinstance(state, ReplicaState) and state.campaign is not None:
        verb = "leads" if state.campaign.leads else "campaigns"
        return Condition("leader", f"{verb}, ballot {state.campaign.ballot}")
    return None


def crash_points(dials: Dials) -> tuple[CrashPoint, ...]:
    """Every point between two steps of a value's way, with n1 leading."""
    leader, *others = NODES
    return (
        CrashPoint(leader, "after log vote", "having voted for its value, before it asks anybody"),
        *(CrashPoint(leader, f"after send accept to {node}", f"having asked {node} to vote") for node in others),
        *(CrashPoint(node, "after log vote", "having voted, before it says so") for node in others),
        CrashPoint(leader, "before log chosen", "having a majority, before it logs that"),
        CrashPoint(leader, "after log chosen", "having logged that it is chosen, before it tells anybody"),
    )


PROTOCOL = ProtocolSpec(
    name="multi_paxos",
    order=51,
    family="multi_paxos",
    title="Paxos, a log with a stable leader",
    summary=(
        "One ballot serves for a whole log: while nobody challenges the leader, a value is chosen in one round trip to"
        " a majority."
    ),
    mode="At most one value is chosen for a slot. One is chosen while a majority is up and timeouts are not too short.",
    source="Lamport 2001, section 3",
    dials=(
        IntegerDial(
            "timeout_ticks",
            "Timeout, ms",
            1500,
            200,
            60_000,
            "How long a replica waits without a leader before it tries to lead itself.",
        ),
    ),
    make_node=make_node,
    consequence=lambda _: Consequence(
        "good",
        "A wrong timeout makes two leaders for a while. Only the one with the higher ballot gets majorities.",
    ),
    availability=lambda _: Stated(
        "A side with a majority of the replicas elects a leader and answers; other sides wait."
    ),
    describe=lambda dials: f"timeout {dials['timeout_ticks']} ms",
    nodes=NODES,
    asked=Asked((APPEND,), (("append", "a"), ("append", "b"))),
    invariants=(
        Invariant("agreement", "One value a slot", "No slot of the log is ever chosen twice.", one_value_a_slot),
        Invariant(
            "learning",
            "Chosen by a majority",
            "A majority has voted for every value that a replica takes as chosen.",
            what_is_known_was_voted,
        ),
        Invariant(
            "termination",
            "Clients are answered",
            "A client that has asked a leader is answered in the end, if a majority stays up and timeouts are long "
            "enough.",
            clients_are_answered,
        ),
    ),
    columns=("State", "Promised", "Log"),
    row=row,
    condition=condition,
    crash_points=crash_points,
    patient_timers=frozenset({ELECTION}),
    explorations=(
        Exploration(
            "crash",
            "Two values for the first leader, and any replica may crash and stay down",
            (("n1", "append", "x", "a"), ("n1", "append", "x", "b")),
            {"crashes": 1, "early_timeouts_max": 1},
        ),
        Exploration(
            "overtaken",
            "Two replicas, one value for each, and two timeouts may come too early",
            (("n1", "append", "x", "a"), ("n2", "append", "x", "b")),
            {"nodes": NODES[:2], "early_timeouts_max": 2},
        ),
    ),
)
