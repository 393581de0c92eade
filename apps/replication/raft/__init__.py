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
(`forwarding` says why they don't redirect). What is applied is durable too. The stamp of a version is the index of its
entry.

What is off unless a dial sets it:

5. *Pre-vote* (dissertation 9.6). A node whose election timeout has run out asks first who would vote for it, and begins
   the next term only with a majority. A node that comes back from a partition then deposes nobody.
6. *Snapshots* (paper, section 7). After so many applied entries a node keeps the state and discards the entries. A
   follower that lacks discarded entries is sent the snapshot. It has the registers, each client's last outcome, and the
   members.
7. *Membership* (`membership`). A client's `reconfigure` names the members. A configuration is in force at a node from
   the moment that it is in its log. A removed leader steps down when the entry that removes it commits. Choices: a new
   member votes at once, without a round of catching up before; a change waits until the one before it is over. Only
   one leader refuses: a late copy of the request may still be carried out by another.

*Leadership transfer* (3.10) needs no dial: a client's `transfer` names the node. The leader takes no more requests,
brings that node up to date and sends TimeoutNow; after T it gives up and takes requests again. Votes for that node are
not refused by those who hear the leader, so the leader has no lease any more in that term.
"""

from apps.protocols.spec import ProtocolSpec
from apps.replication.raft.dials import DIALS
from apps.replication.raft.meaning import (
    administered,
    administration,
    availability,
    claims,
    consequence,
    describe,
    first_members,
)
from apps.replication.raft.node import RaftNode
from apps.replication.raft.presets import PRESETS

PROTOCOL = ProtocolSpec(
    name="raft",
    title="Raft",
    summary=(
        "An elected leader puts every operation into one log, and a majority keeps it. Goes on as long as a majority is"
        " together, and loses nothing."
    ),
    mode="Answers as long as a majority can talk; how reads are answered decides what they promise.",
    source="Ongaro, Ousterhout 2014; Ongaro's dissertation 2014, 3.10, 4, 6.4 and 9.6",
    dials=DIALS,
    presets=PRESETS,
    make_node=RaftNode,
    version_order=lambda _: lambda newer, older: bool(newer >= older),
    claims=claims,
    consequence=consequence,
    availability=availability,
    describe=describe,
    actions=frozenset({"read", "write", "cas"}),
    administration=administration,
    administered=administered,
    holders=first_members,
)
