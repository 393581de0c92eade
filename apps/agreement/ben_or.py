"""Ben-Or's randomised consensus: where nothing was proposed, each node flips a coin of its own.

Whatever the scheduler does without knowing the coins, in every round they fall alike with probability 1/4 or more, and
then the next round decides: it ends with probability one, though no number of rounds is a bound.

Source: Ben-Or 1983, for crashes (`consensus.machine`). The coin is the node's own stream of draws, so that a run is
what its seed makes it.
"""

from apps.agreement.consensus.machine import ConsensusNode
from apps.agreement.consensus.terms import (
    ASKED,
    COLUMNS,
    INVARIANTS,
    NODES,
    condition,
    described,
    inputs,
    row,
)
from apps.protocols.availability import Stated
from apps.protocols.dials import Dials
from apps.protocols.spec import Consequence, Preset, ProtocolSpec
from apps.simulation.node import Durable, Node, NodeContext


class CoinNode(ConsensusNode):
    """Where nothing was proposed, a coin decides what to try next."""

    def otherwise(self, round_number: int) -> str:
        """Heads or tails."""
        return str(self.random.below(2))


def make_node(context: NodeContext, durable: Durable, dials: Dials) -> Node:
    """One of three alike."""
    return CoinNode(context, durable, dials)


PROTOCOL = ProtocolSpec(
    name="ben_or",
    order=61,
    family="consensus",
    title="Consensus by rounds, with coins (Ben-Or)",
    summary=(
        "The same rounds of reports and proposals, but a node that has seen nothing proposed flips a coin. It ends"
        " with probability one."
    ),
    mode="No two nodes ever decide differently, and with probability one all decide in the end.",
    source="Ben-Or 1983",
    dials=inputs("0", "0", "1"),
    presets=(Preset("mixed", "Inputs 0, 0, 1", {"input_n1": "0", "input_n2": "0", "input_n3": "1"}),),
    make_node=make_node,
    consequence=lambda _: Consequence(
        "good", "However the messages are delayed, the coins fall alike in some round, with probability one."
    ),
    availability=lambda _: Stated("Two of the three nodes can decide without the third, with probability one."),
    describe=described,
    nodes=NODES,
    asked=ASKED,
    invariants=INVARIANTS,
    columns=COLUMNS,
    row=row,
    condition=condition,
)
