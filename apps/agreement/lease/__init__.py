"""A lock with leases, two holders that change a file under it, and fencing (Gray, Cheriton 1989; Kleppmann 2016).

1. A holder acquires the lock, loads the file, works, saves the file, and releases the lock.
2. The lock is granted for a *lease*: after that time the lock service may grant it to the next, since a holder that
   crashed would keep it for ever. Every grant has a *token*, greater than all before.
3. A holder that was paused or slow can save after its lease. With *fencing* the store keeps the greatest token that it
   has seen, on a load or on a save, and refuses any smaller one.

Choices: no message is repeated; a holder whose message is lost waits, and its client gets no answer. A copy of a save
that took effect is answered as the first was, whatever has been seen since. A load is fenced,
too: otherwise a late save could come between the load and the save of the next holder.
"""

from apps.agreement.lease.nodes import (
    EXPIRY,
    FILE,
    LEASE,
    LOCK,
    SEEN_TOKEN,
    STORE,
    Entry,
    Holder,
    Job,
    LockService,
    Store,
)
from apps.protocols.availability import Stated
from apps.protocols.dials import Dials, IntegerDial, ToggleDial
from apps.protocols.pictures import (
    BROKEN,
    KEPT,
    Asked,
    Condition,
    Exploration,
    Finding,
    Invariant,
    NodePicture,
    Picture,
)
from apps.protocols.replicated_type import Offer
from apps.protocols.spec import Consequence, ProtocolSpec
from apps.simulation.node import Durable, Node, NodeContext

NODES = (LOCK, "A", "B", STORE)
LEASE_TICKS, WORK_TICKS = 1500, 500
TWO_EDITS = (("A", "edit", "x", "1"), ("B", "edit", "x", "2"))


def make_node(context: NodeContext, durable: Durable, dials: Dials) -> Node:
    """Return the lock service, the store or a holder, by the name."""
    maker = {LOCK: LockService, STORE: Store}.get(context.name, Holder)
    return maker(context, durable, dials)


def no_change_is_lost(picture: Picture, dials: Dials) -> Finding:
    """Find a save that replaced another one which it had not loaded."""
    file: tuple[Entry, ...] = picture.nodes[STORE].log.get(FILE, ())
    for place, entry in enumerate(file):
        if entry.saves != place:
            lost = file[place - 1]
            text = (
                f"“{entry.text}”, saved under token {entry.token}, replaced “{lost.text}” of token {lost.token}, which"
                " its holder had not loaded."
            )
            return Finding(BROKEN, text, (STORE,))
    number = f"{len(file)} save{'s' * (len(file) > 1)}" if file else "Nothing was saved"
    return Finding(KEPT, f"{number} so far; every save includes all before it." if file else f"{number} yet.")


def one_holder(picture: Picture, dials: Dials) -> Finding:
    """Find two holders that both take the lock for their own."""
    states = {name: picture.nodes[name].state for name in ("A", "B")}
    holding = [name for name, job in states.items() if isinstance(job, Job) and job.token]
    if len(holding) > 1:
        return Finding(BROKEN, "A and B both act as the holder of the lock.", ("A", "B"))
    return Finding(KEPT, f"{holding[0]} acts as the holder." if holding else "Nobody acts as the holder.")


def consequence(dials: Dials) -> Consequence:
    """Return what becomes of a save after the end of the lease."""
    if dials["fencing"]:
        return Consequence("good", "The store refuses a save under a token that is smaller than one it has seen.")
    if dials["looks_at_clock"]:
        return Consequence("warn", "A save that is late on its way, or sent by a wrong clock, replaces a newer one.")
    return Consequence("warn", "A holder that is paused for longer than its lease can replace a newer save.")


def row(name: str, node: NodePicture, dials: Dials) -> tuple[str, ...]:
    """Return what the board shows: the lease, the token of a holder, the file."""
    if name == LOCK:
        return (str(node.log.get(LEASE, "free")), "–")
    if name == STORE:
        file: tuple[Entry, ...] = node.log.get(FILE, ())
        seen = node.log.get(SEEN_TOKEN)
        return (f"greatest token {seen}" if seen else "–", str(file[-1]) if file else "empty")
    token = node.state.token if isinstance(node.state, Job) else 0
    return (f"token {token}" if token else "–", "–")


def condition(name: str, node: NodePicture, dials: Dials) -> Condition | None:
    """Return that a node acts as the holder of the lock."""
    token = node.state.token if isinstance(node.state, Job) else 0
    return Condition("holds", f"token {token}") if token else None


PROTOCOL = ProtocolSpec(
    name="lease",
    order=60,
    family="lock",
    title="A lock with leases",
    summary=(
        "Two holders change one file under a lock. The lock service grants it for a lease, with a token, and the store"
        " may check the token."
    ),
    mode="One holder at a time, as far as the lock service knows.",
    source="Gray, Cheriton 1989; Kleppmann 2016",
    dials=(
        ToggleDial("fencing", "Fencing", False, "The store refuses a token smaller than one that it has seen."),
        ToggleDial(
            "looks_at_clock", "Look at the clock", False, "A holder looks at its own clock just before it saves."
        ),
        IntegerDial("lease_ticks", "Lease, ms", LEASE_TICKS, 100, 60_000, "How long the lock is granted for."),
        IntegerDial("work_ticks", "Work, ms", WORK_TICKS, 1, 60_000, "How long a holder works on the file."),
    ),
    make_node=make_node,
    consequence=consequence,
    availability=lambda _: Stated("A change needs a holder that reaches both the lock service and the store."),
    describe=lambda dials: f"lease {dials['lease_ticks']} ms, {'fencing' if dials['fencing'] else 'no fencing'}",
    nodes=NODES,
    asked=Asked(
        (Offer("edit", "Change the file under the lock.", ("Text",), ("1", "2")),), (("edit", "1"), ("edit", "2"))
    ),
    invariants=(
        Invariant(
            "no_lost_change",
            "No change is lost",
            "A holder saves the file as it loaded it, with its own change. So a save may replace only what its holder"
            " had loaded. The lock is there to keep this.",
            no_change_is_lost,
        ),
        Invariant(
            "one_holder",
            "One holder at a time",
            "At most one process acts as the holder of the lock. A process that is paused cannot know that its lease is"
            " over, so no lock service can keep this alone.",
            one_holder,
        ),
    ),
    columns=("Lock", "File"),
    row=row,
    condition=condition,
    patient_timers=frozenset({EXPIRY}),
    explorations=(
        Exploration(
            "early",
            "The lease may run out at any moment: a holder is paused, or a message is late",
            TWO_EDITS,
            {},
        ),
        Exploration(
            "crash",
            "The lease may run out at any moment, and one process may crash between any two steps and come back",
            TWO_EDITS,
            {"crashes": 1, "restarts": True},
        ),
    ),
)
