"""What can be set of Raft."""

from apps.protocols.dials import ChoiceDial, IntegerDial, ToggleDial
from apps.replication.raft.membership import FIXED, JOINT, SINGLE, SINGLE_PUBLISHED

READ_PATH = ChoiceDial(
    "reads",
    "Reads by",
    "read_index",
    (("log", "Log"), ("read_index", "Read index"), ("lease", "Leader lease"), ("local", "Local state")),
    "The step that a read waits for.",
)
MEMBERSHIP = ChoiceDial(
    "membership",
    "Changes of members",
    FIXED,
    (
        (FIXED, "None"),
        (JOINT, "Joint consensus"),
        (SINGLE, "One at a time"),
        (SINGLE_PUBLISHED, "One at a time, as first published"),
    ),
    "How the cluster changes its members.",
)
LEADER, REPLICA = "leader", "replica"
CLOSING_CLOCK = ChoiceDial(
    "closing_clock",
    "Time of a write",
    LEADER,
    ((LEADER, "Leader's clock"), (REPLICA, "Each replica's clock")),
    "The leader puts its time into the log, or each replica looks at its own clock as it applies a write.",
)

DIALS = (
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
    ToggleDial(
        "pre_vote", "Pre-vote", False, "A node stands only after a majority has said that it would vote for it."
    ),
    IntegerDial(
        "snapshot_entries",
        "Snapshot after, entries",
        0,
        0,
        99,
        "After so many applied entries a node keeps a snapshot and discards them. 0: never.",
    ),
    MEMBERSHIP,
    IntegerDial("members", "Members at the start", 0, 0, None, "The first so many nodes. 0: all nodes."),
    IntegerDial("closes_ticks", "Closing time, ms", 0, 0, 60_000, "Writes after this time are refused. 0: none are."),
    CLOSING_CLOCK,
)
