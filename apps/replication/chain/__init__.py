"""Chain replication (van Renesse, Schneider 2004).

1. The nodes stand in a *chain*. The *head* takes writes, puts them in order, and sends each to its *successor*; so they
   pass down the chain. The *tail* answers them. It also answers reads, from what it has processed.
2. A node keeps in *Sent* what it has processed and the tail may not have. The tail acknowledges what it has processed,
   and the acknowledgement passes up the chain.
3. The *master*, the last node of the cluster, decides who is in the chain. It removes a node from which it has heard
   nothing for a while:
   - head removed: the next node is the head. What the old head alone had is gone, and was never answered;
   - tail removed: the node before it is the tail, and answers what it has in Sent;
   - another removed: its predecessor sends Sent to its successor, from where that says it stands.
4. A node that comes back *joins* behind the tail: it takes the history of its predecessor in place of its own.

Two invariants, for a node i before a node j of one chain (`Hist` is what a node has processed):

- Update Propagation: Hist_j is a prefix of Hist_i.
- In-Process Requests: Hist_i is Hist_j with what it lacks of Sent_i.

So whoever stays in the chain has everything that the tail has answered.

*What the master has to be.* The paper takes failures to be fail-stop: a node that fails stops for good, and all others
learn of it. A master that only waits for heartbeats can be wrong: it may remove a tail that is merely cut off, paused
or slow. Writes remain safe, since nodes refuse messages of another configuration, and what a removed tail acknowledges
is at all the nodes before it. Reads do not: the removed tail goes on answering reads with what it has. So there is a
choice, `reads`:

- `tail`, the paper's: the tail answers at once. Linearizable while the master removes only nodes that have stopped, and
  no message takes longer than the master waits: a removed tail that restarts takes a late answer for a new one.
- `confirmed`: the tail first asks the master whether its configuration still stands. Linearizable whatever happens.
- `any`: every node of the chain answers at once. Wrong: it may lack what was answered, or have what never will be.

The master itself is taken never to lose its disk. While it is down nobody is removed and nobody joins, and no read is
confirmed. The paper makes it a service of several nodes that agree by Paxos; here it is one.

*Lost disks.* A node that lost its disk joins as if it were new, and the master never removes the last node that is
known to have everything. So `confirmed` stays linearizable whichever nodes of the chain lose their disks: where no one
is left who has everything, nothing is answered any more. If the master loses its disk, nothing is promised.

Choices: a restarted node serves nobody until the master has told it that it is still in the chain. A joining node is
put behind the tail at once and answers when it has the history; the paper copies the history first. With every
heartbeat, 400 ms, a node sends its Sent again, since links lose messages here and not in the paper. A write goes to one
head only: if that is removed, the client gets no answer, as its node cannot know whether the head had taken it.
Requests are forwarded (`forwarding` says why). A cluster of one node has a master and no chain, and answers nothing.
"""

from dataclasses import replace

from apps.protocols.availability import EVERYWHERE, Answers, Availability, Needs
from apps.protocols.dials import ChoiceDial, Dials, IntegerDial
from apps.protocols.spec import Consequence, Preset, ProtocolSpec
from apps.replication.chain.master import MasterNode
from apps.replication.chain.node import ChainNode
from apps.simulation.node import Durable, Node, NodeContext

READS = {
    "tail": Consequence(
        "warn",
        "The tail answers reads at once: right as long as the master removes only nodes that have stopped. A tail that"
        " is cut off and removed goes on answering with what it has.",
    ),
    "confirmed": Consequence(
        "good", "The tail asks the master before it answers a read: linearizable, for one more round trip a read."
    ),
    "any": Consequence(
        "warn",
        "Every node of the chain answers reads at once. One near the tail may lack a write that was answered. One "
        "near the head may show a write that never will be.",
    ),
}


def make_node(context: NodeContext, durable: Durable, dials: Dials) -> Node:
    """Return the master, if it is the last node, or a node of the chain."""
    kind = MasterNode if context.name == context.nodes[-1] else ChainNode
    return kind(context, durable, dials)


def claims(dials: Dials) -> frozenset[str]:
    """Return linearizable if the master confirms reads; with the paper's reads only while its view is right."""
    return frozenset({"linearizable"} if dials["reads"] == "confirmed" else ())


def holders(dials: Dials, key: str, nodes: tuple[str, ...]) -> tuple[str, ...]:
    """Return all nodes but the master."""
    return nodes[:-1]


def availability(dials: Dials) -> Availability:
    """Return who is answered during a partition: by the old chain at first, then by what the master makes of it."""
    chain = Needs(nodes=lambda nodes: nodes[:-1], role="the chain, if that is all on one side")
    tail = Needs(nodes=lambda nodes: nodes[-2:-1], role="the tail")
    confirmed = Needs(nodes=lambda nodes: nodes[-2:], role="the tail, if the master is there too")
    shortened = Needs(nodes=lambda nodes: nodes[-1:], role="the master", nodes_min=2)
    reads = {"tail": tail, "confirmed": confirmed, "any": EVERYWHERE}
    reads_later = {
        "tail": replace(shortened, either=replace(tail, role="the tail that it removed")),
        "confirmed": shortened,
        "any": EVERYWHERE,
    }
    path = str(dials["reads"])
    return Availability(
        at_first=Answers(reads[path], chain),
        until="the master removes the nodes that it cannot hear",
        answers=Answers(reads_later[path], replace(shortened, either=replace(chain, role="an unbroken chain"))),
    )


def describe(dials: Dials) -> str:
    """Return the setting in a few characters."""
    return f"reads at {'any node' if dials['reads'] == 'any' else 'the tail'}" + (
        ", confirmed" if dials["reads"] == "confirmed" else ""
    )


def _dials(reads: str) -> Dials:
    return {"reads": reads, "suspect_ticks": 1_600}


PROTOCOL = ProtocolSpec(
    name="chain",
    title="Chain replication",
    summary=(
        "Writes enter at the head and pass from node to node; the tail answers. The last node is the master, which"
        " removes nodes from the chain that it takes to have stopped."
    ),
    mode=("Linearizable while the master removes only nodes that have stopped, even with one node of the chain left."),
    source="van Renesse, Schneider 2004",
    dials=(
        ChoiceDial(
            "reads",
            "Reads at",
            "tail",
            (("tail", "The tail"), ("confirmed", "The tail, confirmed by the master"), ("any", "Any node")),
            "Which node answers a read, and whether it asks the master first.",
        ),
        IntegerDial(
            "suspect_ticks",
            "Removed after, ms",
            1_600,
            600,
            10_000,
            "How long a node is silent before the master removes it from the chain.",
        ),
    ),
    presets=(
        Preset("tail", "Reads at the tail", _dials("tail"), ("linearizable",), ("partition",)),
        Preset("confirmed", "Reads confirmed by the master", _dials("confirmed")),
        Preset("any", "Reads anywhere", _dials("any"), ("linearizable", "read_your_writes", "monotonic_reads")),
    ),
    make_node=make_node,
    version_order=lambda _: lambda newer, older: bool(newer >= older),
    claims=claims,
    consequence=lambda dials: READS[str(dials["reads"])],
    availability=availability,
    describe=describe,
    actions=frozenset({"read", "write", "cas"}),
    holders=holders,
)
