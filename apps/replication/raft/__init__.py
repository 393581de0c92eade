"""Raft: one log, the same everywhere, kept by a leader that a majority elects (Ongaro, Ousterhout 2014; Ongaro's
dissertation 2014, 6.4 for reads).

1. *Election.* Time is divided into terms. A follower that hears from no leader for its election timeout, drawn anew
   each time between T and 2T, stands in the next term. A node votes once a term, durably, and only for a log at least
   as new as its own; a majority of votes makes a leader.
2. *Replication.* The leader appends requests to its log and sends each follower what it lacks, with the entry before
   that: a follower whose log does not have this one refuses, and the leader goes back. An entry is *committed* once it
   is on a majority and of the leader's own term; earlier ones commit with it. Committed entries are applied in order.
3. *Exactly once.* The log feeds a state machine that remembers each client's last outcome (`state_machine`).
4. *Reads* are answered by one of four paths:
   - `log`: once the read is itself an entry and applied. Linearizable.
   - `read_index`: once the leader has committed in its own term and applied all that was committed when the read came,
     and a majority has confirmed a heartbeat round that set out after that. Linearizable.
   - `lease`: by the leader at once, within the lease from the sending of the last round that a majority confirmed;
     after it as by `read_index`. Linearizable while clocks run alike.
   - `local`: at once by any node, from what it has applied. Stale.

The lease is safe if it is shorter than T and clocks run alike, because whoever has heard from a leader refuses its vote
for T (dissertation 4.2.3). The leader measures it on its own clock, so a slow one makes it too long.

Choices: a leader steps down when no majority has answered it for T (6.2). A restarted node takes it that it has just
heard from a leader, which it may have. In a cluster that never had a leader the first node stands at once, so that a
lab has one from the start. Heartbeats go out every T / 3, and the log goes with them. Followers forward requests
(`forwarding` says why they don't redirect). What is applied is durable too. The log is never compacted, nor does the
membership change. The stamp of a version is the index of its entry.
"""

from apps.protocols.availability import EVERYWHERE, Answers, Availability, Needs, of_first
from apps.protocols.dials import ChoiceDial, Dials, IntegerDial
from apps.protocols.spec import Consequence, Preset, ProtocolSpec
from apps.replication.raft.node import RaftNode

READS = {
    "log": Consequence("good", "A read goes through the log like a write: linearizable, at the cost of a log entry."),
    "read_index": Consequence(
        "good", "The leader asks a majority whether it still leads before it answers: linearizable, without an entry."
    ),
    "lease": Consequence(
        "warn",
        "The leader answers at once while its lease runs: right as long as clocks run alike. If the leader's clock is"
        " slow, it goes on answering after another has been elected.",
    ),
    "local": Consequence(
        "warn", "Every node answers reads at once from what it has applied, so any read may be stale."
    ),
}


def claims(dials: Dials) -> frozenset[str]:
    """Linearizable where a read is confirmed by a majority; with a lease only while clocks run alike."""
    return frozenset({"linearizable"} if dials["reads"] in ("log", "read_index") else ())


def consequence(dials: Dials) -> Consequence:
    """Return what the read path means."""
    lease, timeout = int(dials["lease_ticks"]), int(dials["election_ticks"])
    if dials["reads"] == "lease" and lease >= timeout:
        return Consequence(
            "warn",
            f"The lease of {lease} ms outlasts the election timeout of {timeout} ms: another leader may be elected"
            " while it still runs, even if clocks run alike.",
        )
    return READS[str(dials["reads"])]


def availability(dials: Dials) -> Availability:
    """Return who is answered during a partition."""
    majority = Needs(majority=True)
    if dials["reads"] == "local":
        return Availability(answers=Answers(EVERYWHERE, majority), once="that side has a leader")
    answers = Answers(majority, majority)
    if dials["reads"] == "lease":
        leading = of_first("the leader")
        at_first = Answers(leading, Needs(majority=True, nodes=leading.nodes, role="the leader, with a majority"))
        return Availability(answers=answers, at_first=at_first, until="the leader's lease ends")
    return Availability(answers=answers, once="that side has a leader")


def describe(dials: Dials) -> str:
    """The setting in a few characters."""
    return f"reads by {dict(READ_PATH.choices)[str(dials['reads'])].lower()}"


READ_PATH = ChoiceDial(
    "reads",
    "Reads by",
    "read_index",
    (("log", "Log"), ("read_index", "Read index"), ("lease", "Leader lease"), ("local", "Local state")),
    "What a read waits for.",
)


def _dials(reads: str, election_ticks: int = 1_000, lease_ticks: int = 900) -> Dials:
    return {"reads": reads, "election_ticks": election_ticks, "lease_ticks": lease_ticks}


PRESETS = (
    Preset("read-index", "Reads by read index", _dials("read_index")),
    Preset("log", "Reads by log", _dials("log")),
    Preset(
        "lease",
        "Reads by leader lease",
        _dials("lease", election_ticks=2_000, lease_ticks=1_900),
        ("linearizable",),
        ("drift", "partition"),
    ),
    Preset("local", "Local reads", _dials("local"), ("linearizable", "read_your_writes", "monotonic_reads")),
)


PROTOCOL = ProtocolSpec(
    name="raft",
    title="Raft",
    summary=(
        "An elected leader puts every operation into one log, and a majority keeps it. Goes on as long as a majority is"
        " together, and loses nothing."
    ),
    mode="Linearizable, with compare-and-set, as long as a majority of the nodes can talk.",
    source="Ongaro, Ousterhout 2014; Ongaro's dissertation 2014, 6.4",
    dials=(
        READ_PATH,
        IntegerDial(
            "election_ticks",
            "Election timeout T, ms",
            1_000,
            200,
            10_000,
            "A follower stands for election after hearing nothing for T to 2T.",
        ),
        IntegerDial(
            "lease_ticks",
            "Lease, ms",
            900,
            0,
            10_000,
            "How long a leader answers reads by itself after a confirmed round.",
        ),
    ),
    presets=PRESETS,
    make_node=RaftNode,
    version_order=lambda _: lambda newer, older: bool(newer >= older),
    claims=claims,
    consequence=consequence,
    availability=availability,
    describe=describe,
    actions=frozenset({"read", "write", "cas"}),
)
