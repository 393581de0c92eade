"""Settings of Raft worth trying."""

from apps.protocols.dials import Dials, DialValue
from apps.protocols.spec import Preset
from apps.replication.raft.dials import DIALS
from apps.replication.raft.membership import JOINT, SINGLE_PUBLISHED


def _dials(reads: str, **others: DialValue) -> Dials:
    return {**{dial.name: dial.default for dial in DIALS}, "reads": reads, **others}


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
    Preset(
        "joint",
        "Members by joint consensus, snapshots, pre-vote",
        _dials("read_index", membership=JOINT, snapshot_entries=10, pre_vote=True),
    ),
    Preset(
        "single-published",
        "Members one at a time, as first published",
        _dials("read_index", membership=SINGLE_PUBLISHED, members=4),
    ),
)
