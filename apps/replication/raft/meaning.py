"""What a setting of Raft means: its promises, who is answered, and what can be asked of the cluster itself."""

from dataclasses import replace

from apps.protocols.availability import EVERYWHERE, Answers, Availability, Needs, of_first
from apps.protocols.dials import Dials
from apps.protocols.replicated_type import Offer
from apps.protocols.spec import Consequence
from apps.replication.raft.dials import CLOSING_CLOCK, LEADER, MEMBERSHIP, READ_PATH, REPLICA
from apps.replication.raft.membership import FIXED, SINGLE_PUBLISHED
from apps.simulation.commands import Change

READS = {
    "log": Consequence("good", "A read goes through the log like a write: linearizable, at the cost of a log entry."),
    "read_index": Consequence(
        "good", "The leader asks a majority whether it still leads before it answers: linearizable, without an entry."
    ),
    "lease": Consequence(
        "warn",
        "The leader answers at once while its lease runs: correct as long as all clocks run at the same speed. If "
        "the leader's clock is slow, it goes on answering after another has been elected.",
    ),
    "local": Consequence(
        "warn", "Every node answers reads at once from what it has applied, so any read may be stale."
    ),
}
PUBLISHED = Consequence(
    "warn",
    "A new leader may change the members before it has committed an entry of its own term. Two changes at once can give"
    " two majorities without a common node: a committed write can be lost.",
)
CLOSING = {
    LEADER: Consequence(
        "good",
        "The leader's time is in the log with the write, so all replicas decide the same, even if that time is wrong.",
    ),
    REPLICA: Consequence(
        "warn",
        "Each replica looks at its own clock as it applies a write, so equal logs can give different values.",
    ),
}

TRANSFER = Offer("transfer", "The leader hands over to this node", ("To node",), ("n2", "n3", "n4", "n5", "n1"))
RECONFIGURE = Offer(
    "reconfigure",
    "Change the members of the cluster to these",
    ("Members",),
    ("n1,n2,n3,n4", "n1,n2,n3", "n1,n2,n3,n4,n5", "n1,n2,n3,n5", "n2,n3,n4", "n2,n3,n4,n5"),
)


def claims(dials: Dials) -> frozenset[str]:
    """Linearizable where a read is confirmed by a majority; with a lease only while clocks run alike."""
    is_safe = dials["reads"] in ("log", "read_index") and membership(dials) != SINGLE_PUBLISHED
    is_safe = is_safe and closing_clock(dials) != REPLICA
    return frozenset({"linearizable"} if is_safe else ())


def membership(dials: Dials) -> str:
    """Return how the members change; a run stored before there was that dial has them fixed."""
    return str(dials.get("membership", FIXED))


def closing_clock(dials: Dials) -> str:
    """Return whose clock is compared with the closing time; empty if writes never close."""
    return str(dials.get("closing_clock", LEADER)) if dials.get("closes_ticks") else ""


def consequence(dials: Dials) -> Consequence:
    """Return what the read path means; first of all, whether a change of members or a closing time is safe."""
    if membership(dials) == SINGLE_PUBLISHED:
        return PUBLISHED
    if closing_clock(dials):
        return CLOSING[closing_clock(dials)]
    lease, timeout = int(dials["lease_ticks"]), int(dials["election_ticks"])
    if dials["reads"] == "lease" and lease >= timeout:
        return Consequence(
            "warn",
            f"The lease of {lease} ms outlasts the election timeout of {timeout} ms. Another leader may be elected "
            "while it still runs, even if all clocks run at the same speed.",
        )
    return READS[str(dials["reads"])]


def availability(dials: Dials) -> Availability:
    """Return who is answered during a partition."""
    majority, once = _majority(dials), "that side has a leader"
    beside = _beside(dials)
    if dials["reads"] == "local":
        return Availability(answers=Answers(EVERYWHERE, majority), once=once, beside=beside)
    answers = Answers(majority, majority)
    if dials["reads"] == "lease":
        leading = of_first("the leader")
        writes = replace(majority, nodes=leading.nodes, role="the leader, with a majority")
        at_first = Answers(leading, writes)
        return Availability(answers=answers, at_first=at_first, until="the leader's lease ends", beside=beside)
    return Availability(answers=answers, once=once, beside=beside)


def _beside(dials: Dials) -> str:
    """Return what else decides who is answered: a change of members, a closing time."""
    sentences = []
    if membership(dials) != FIXED:
        sentences.append("After a change of members, the majority is one of the new members")
    if closing_clock(dials):
        sentences.append(f"Writes after {dials['closes_ticks']} ms are refused on every side")
    return ". ".join(sentences)


def _majority(dials: Dials) -> Needs:
    """Return the need for a majority of the members at the start."""
    members = int(dials.get("members", 0))
    return Needs(replicas=members // 2 + 1, copies=members) if members else Needs(majority=True)


def describe(dials: Dials) -> str:
    """The setting in a few characters."""
    parts = [f"reads by {dict(READ_PATH.choices)[str(dials['reads'])].lower()}"]
    if dials.get("pre_vote"):
        parts.append("pre-vote")
    if dials.get("snapshot_entries"):
        parts.append(f"snapshot after {dials['snapshot_entries']} entries")
    if membership(dials) != FIXED:
        parts.append(f"members by {dict(MEMBERSHIP.choices)[membership(dials)].lower()}")
    if closing_clock(dials):
        clock = dict(CLOSING_CLOCK.choices)[closing_clock(dials)].lower()
        parts.append(f"writes until {dials['closes_ticks']} ms by {clock}")
    return ", ".join(parts)


def first_members(dials: Dials, key: str, nodes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the members at the start: they have to hold every key."""
    return nodes[: int(dials.get("members", 0)) or len(nodes)]


def administration(dials: Dials) -> tuple[Offer, ...]:
    """Return what clients can ask of the cluster itself."""
    return (TRANSFER,) if membership(dials) == FIXED else (TRANSFER, RECONFIGURE)


def administered(dials: Dials) -> tuple[Change, ...]:
    """Return what random schedules ask of the cluster: nothing while its members are fixed."""
    if membership(dials) == FIXED:
        return ()
    return tuple((offer.name, choice) for offer in (RECONFIGURE, TRANSFER) for choice in offer.choices)
