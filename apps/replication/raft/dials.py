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
)
