"""Primary and backups: one node orders everything, the others copy it, and one of them takes over.

1. Every request goes to the *primary*. It puts writes into its log and sends that to the backups, which apply what they
   get. It applies and answers a write once 0, 1 or all backups have it; reads are answered from what it has applied.
2. *Fail-over*: a backup is promoted, by hand or when it has heard nothing for too long. It begins an *epoch* with its
   log as it is. Nobody can tell whether the old primary has failed or is only cut off.
3. *Fencing*: who knows of a later epoch refuses an earlier primary, which steps down when it hears of it. Backups take
   the new primary's log for their own and *discard* what it lacks.
4. A new primary, or a restarted one, is in charge once as many backups as must acknowledge have the log that it began
   with; until then requests wait.

What fail-over loses:

- 0: an acknowledged write that no backup has yet.
- 1: an acknowledged write, if another backup than the one that has it is promoted. Two sides of a cut may each have a
  primary that answers.
- all: nothing, since whoever is promoted has every acknowledged write. But one node away stops every write, and a new
  primary waits for everyone, the old primary too.

Why reads at the primary are linearizable when all acknowledge, even with two primaries: the later one is in charge only
once every node, the earlier primary among them, has entered its epoch; so one node answers at a time, and the log it
begins with has all that was acknowledged. Where any node answers reads, a backup shows writes not yet acknowledged,
that another lacks or that fail-over discards. It does have every acknowledged write: a session reads its own writes,
and nobody finds a session's writes out of order.

The scheme is that of Alsberg, Day 1976, with epochs. Choices: *all* means every other node, crashed or not, since
nothing here removes one from the cluster. Every promotion begins an epoch, even that of a primary. Epochs are (number,
node), so that two promotions at once never make the same one. A write is handed to the primary of one epoch only: its
node cannot know whether an earlier primary had put it into its log. By timer, backups wait in turn, 400 ms apart, so
that rarely two take over at once. Requests are forwarded (`forwarding` says why).
"""

from collections.abc import Sequence
from typing import Any

from apps.protocols.availability import EVERYWHERE, NOWHERE, Answers, Availability, Needs, of_first
from apps.protocols.dials import ChoiceDial, Dials, IntegerDial
from apps.protocols.spec import Consequence, Preset, ProtocolSpec
from apps.replication.primary_backup.messages import Log
from apps.replication.primary_backup.node import LOG, LOG_EPOCH, PrimaryBackupNode
from apps.simulation.node import Durable


def claims(dials: Dials) -> frozenset[str]:
    """If all acknowledge: linearizable at the primary, and at any node what concerns acknowledged writes only."""
    if dials["acks"] != "all":
        return frozenset()
    return frozenset({"linearizable"} if dials["reads"] == "primary" else {"read_your_writes", "monotonic_writes"})


def discards(replicas: Sequence[Durable], stamp: Any) -> bool:
    """Return whether the latest epoch known to any replica is later than the stamp's, and its log lacks the version."""
    known = [durable for durable in replicas if LOG_EPOCH in durable]
    if not known:
        return False
    latest = max(known, key=lambda durable: durable[LOG_EPOCH])
    log: Log = latest.get(LOG, ())
    number, primary, place = stamp
    held = place <= len(log) and log[place - 1].stamp == stamp
    return bool(latest[LOG_EPOCH] > (number, primary)) and not held


LOSSES = {
    "0": Consequence(
        "warn", "The primary answers before any backup has the write: fail-over loses what was on its way."
    ),
    "1": Consequence(
        "warn",
        "The primary answers once one backup has the write: fail-over to another loses it, and two cut-off sides may"
        " both go on.",
    ),
    "all": Consequence(
        "good",
        "The primary answers once every backup has the write: fail-over loses nothing. But one missing node stops "
        "every write, and a new primary waits for the old one too.",
    ),
}


def consequence(dials: Dials) -> Consequence:
    """Return what the acknowledgements mean for fail-over, and where reads go for them."""
    losses = LOSSES[str(dials["acks"])]
    if dials["reads"] == "any":
        return Consequence(
            "warn", f"{losses.text} Reads at a backup may lag, or show a write that is not acknowledged."
        )
    return losses


def availability(dials: Dials) -> Availability:
    """Return who is answered during a partition; nobody promotes a node by hand in it."""
    primary = of_first("the primary")
    reads = EVERYWHERE if dials["reads"] == "any" else primary
    if dials["acks"] == "all":
        return Availability(answers=Answers(reads, NOWHERE))
    acknowledged = primary if dials["acks"] == "0" else of_first("the primary", nodes_min=2)
    before = Answers(reads, acknowledged)
    if dials["fail_over"] == "hand":
        return Availability(answers=before, beside="A backup that is promoted by hand answers on its side too")
    if dials["acks"] == "0":
        return Availability(at_first=before, until=TAKES_OVER, answers=Answers(EVERYWHERE, EVERYWHERE))
    both = Needs(nodes_min=2)
    reads = EVERYWHERE if dials["reads"] == "any" else Needs(nodes_min=2, either=primary)
    return Availability(at_first=before, until=TAKES_OVER, answers=Answers(reads, both))


TAKES_OVER = "a backup on the other side takes over"


def describe(dials: Dials) -> str:
    """The setting in a few characters."""
    return f"acknowledged by {dials['acks']}, fail-over by {dials['fail_over']}"


def _dials(acks: str, reads: str = "primary", fail_over: str = "hand") -> Dials:
    return {"acks": acks, "reads": reads, "fail_over": fail_over, "fail_over_ticks": 1_200}


LOST = ("linearizable", "read_your_writes", "monotonic_reads")
CUT_AND_PROMOTED = ("partition", "promotion")

PRESETS = (
    Preset("all", "All acknowledge, fail-over by hand", _dials("all")),
    Preset("all-timer", "All acknowledge, fail-over by timer", _dials("all", fail_over="timer")),
    Preset(
        "all-any", "All acknowledge, reads anywhere", _dials("all", reads="any"), ("linearizable", "monotonic_reads")
    ),
    Preset("one", "One acknowledges, fail-over by hand", _dials("1"), LOST, CUT_AND_PROMOTED),
    Preset("one-timer", "One acknowledges, fail-over by timer", _dials("1", fail_over="timer"), LOST, ("partition",)),
    Preset("none", "Nobody acknowledges, fail-over by hand", _dials("0"), LOST, CUT_AND_PROMOTED),
)

PROTOCOL = ProtocolSpec(
    name="primary_backup",
    title="Primary and backups",
    summary=(
        "One node orders everything and the others copy it; when it fails, one of them takes over, with what it has."
    ),
    mode="An acknowledged write survives fail-over only if the backup that takes over has it.",
    source="Alsberg, Day 1976",
    dials=(
        ChoiceDial(
            "acks",
            "Acknowledged by",
            "1",
            (("0", "No backup"), ("1", "One backup"), ("all", "All backups")),
            "How many backups must have a write before it is answered.",
        ),
        ChoiceDial(
            "reads",
            "Reads at",
            "primary",
            (("primary", "The primary"), ("any", "Any node")),
            "Which node answers a read.",
        ),
        ChoiceDial(
            "fail_over",
            "Fail-over",
            "hand",
            (("hand", "By hand"), ("timer", "By timer")),
            "How a backup is promoted.",
        ),
        IntegerDial(
            "fail_over_ticks",
            "Fail-over after, ms",
            1_200,
            400,
            10_000,
            "By timer: how long a backup waits for the primary before it takes over.",
        ),
    ),
    presets=PRESETS,
    make_node=PrimaryBackupNode,
    version_order=lambda _: lambda newer, older: bool(newer >= older),
    claims=claims,
    consequence=consequence,
    availability=availability,
    describe=describe,
    actions=frozenset({"read", "write", "cas"}),
    promotes=True,
    discards=discards,
)
