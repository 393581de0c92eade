"""A deterministic consensus in rounds, against which a scheduler can do what Fischer, Lynch and Paterson promise.

It is Ben-Or's protocol (`consensus.machine`) with the coin replaced by a rule that all know: after a round in which
nothing was proposed, odd rounds take 1 and even rounds take 0. It never decides differently, and decides whenever the
scheduler is kind for a round or two. A scheduler that only delays messages can keep it undecided for ever.

Sources: Fischer, Lynch, Paterson 1985; Ben-Or 1983.
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


class RuleNode(ConsensusNode):
    """Where nothing was proposed, the number of the round decides what to try next."""

    def otherwise(self, round_number: int) -> str:
        """1 after odd rounds, 0 after even ones."""
        return str(round_number % 2)


def make_node(context: NodeContext, durable: Durable, dials: Dials) -> Node:
    """One of three alike."""
    return RuleNode(context, durable, dials)


def consequence(dials: Dials) -> Consequence:
    """Return whether there is anything to decide."""
    if len(set(dials.values())) == 1:
        return Consequence("plain", "All inputs are equal: validity leaves only one decision.")
    return Consequence("warn", "The inputs differ: the order of arrival can keep this undecided for ever.")


PROTOCOL = ProtocolSpec(
    name="flp",
    order=60,
    family="consensus",
    title="Consensus by rounds, deterministic",
    summary=(
        "Three nodes agree on 0 or 1 in rounds of reports and proposals. It is always safe; a scheduler that only"
        " delays messages can keep it from ever ending."
    ),
    mode="No two nodes ever decide differently, but they may never decide.",
    source="Fischer, Lynch, Paterson 1985; Ben-Or 1983",
    dials=inputs("0", "0", "1"),
    presets=(
        Preset("mixed", "Inputs 0, 0, 1", {"input_n1": "0", "input_n2": "0", "input_n3": "1"}),
        Preset("zeros", "Inputs 0, 0, 0", {"input_n1": "0", "input_n2": "0", "input_n3": "0"}),
    ),
    make_node=make_node,
    consequence=consequence,
    availability=lambda _: Stated(
        "Two of the three nodes can decide without the third, if their messages arrive in a favourable order."
    ),
    describe=described,
    nodes=NODES,
    asked=ASKED,
    invariants=INVARIANTS,
    columns=COLUMNS,
    row=row,
    condition=condition,
)
