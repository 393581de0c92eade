"""Two generals who must attack together or not at all, and can talk only by messengers who may be captured.

1. A client orders A to attack. A sends message 1, the proposal.
2. Whoever receives message i sends message i+1, the confirmation that it came, up to message k.
3. At dawn each decides by the rule of `rules`, from what it has heard and nothing else.

Whatever k and whatever the rule: if they attack when nothing is lost, and B, hearing nothing, does not, there is a loss
after which exactly one attacks. Whoever sends the last message that matters decides the same whether it comes or not.

Sources: Akkoyunlu, Ekanadham, Huber 1975; Gray 1978; Lynch 1996, 5.1. Choices: no message is repeated, so that there
are k at most (repeating is more messages, which is a larger k); both clocks begin together, and dawn comes by them.
"""

from apps.agreement.two_generals.expectations import AGREEMENT, EFFECT, VALIDITY
from apps.agreement.two_generals.general import ATTACK, DECISION, HEARD, ORDER, General
from apps.agreement.two_generals.rules import RULES, last_to, thresholds
from apps.protocols.availability import Stated
from apps.protocols.dials import ChoiceDial, Dials, IntegerDial
from apps.protocols.pictures import Asked, Condition, Exploration, NodePicture
from apps.protocols.replicated_type import Offer
from apps.protocols.spec import Consequence, Preset, ProtocolSpec
from apps.simulation.node import Durable, Node, NodeContext

NODES = ("A", "B")
DAWN_TICKS = 3000
MESSAGES_MAX = 10
TITLES = {rule.name: rule.title for rule in RULES}

ORDER_OFFER = Offer("attack", "Order the attack: A proposes it to B.", ("Order",), ("at dawn",))


def make_node(context: NodeContext, durable: Durable, dials: Dials) -> Node:
    """A general."""
    return General(context, durable, dials)


def consequence(dials: Dials) -> Consequence:
    """Return which capture splits the generals."""
    low, high = sorted(thresholds(str(dials["rule"]), int(dials["messages"])))
    if low == high:
        return Consequence("plain", "Nobody ever attacks: they never disagree, and never do anything.")
    first = low + 1
    which = f"message {first}" if high == first else f"any of the messages {first} to {high}"
    return Consequence("warn", f"If {which} is captured, exactly one of them attacks.")


def row(name: str, node: NodePicture, dials: Dials) -> tuple[str, ...]:
    """Return what the board shows of a general."""
    heard, last = node.log.get(HEARD, 0), last_to(name, int(dials["messages"]))
    knows = f"message {heard} came" if heard else ("the order" if ORDER in node.log else "nothing")
    return (knows, f"{heard} of {last}" if last else "nothing to hear", str(node.log.get(DECISION, "–")))


def condition(name: str, node: NodePicture, dials: Dials) -> Condition | None:
    """It has decided."""
    decided = node.log.get(DECISION)
    if decided is None:
        return None
    return Condition("attack", "attacks") if decided == ATTACK else Condition("stay", "stays")


PROTOCOL = ProtocolSpec(
    name="two_generals",
    order=20,
    family="generals",
    title="Two generals",
    summary=(
        "A proposes an attack, and each message is confirmed by the next, up to a number that you choose. At dawn each"
        " general decides from what it has heard."
    ),
    mode="Both attack or neither, unless the one messenger that matters is captured.",
    source="Gray 1978; Lynch 1996, 5.1",
    dials=(
        IntegerDial("messages", "Messages k", 3, 1, MESSAGES_MAX, "The proposal and its confirmations."),
        ChoiceDial(
            "rule",
            "Attack when",
            "chain",
            tuple((rule.name, rule.title) for rule in RULES),
            "What a general decides by: " + " ".join(f"{rule.title}: {rule.statement}" for rule in RULES),
        ),
        IntegerDial("dawn_ticks", "Dawn, ms", DAWN_TICKS, 200, 60_000, "When each general decides, by its own clock."),
    ),
    presets=(
        Preset("one", "One message", {"messages": 1, "rule": "chain", "dawn_ticks": DAWN_TICKS}),
        Preset("three", "Three messages", {"messages": 3, "rule": "chain", "dawn_ticks": DAWN_TICKS}),
        Preset("six", "Six messages", {"messages": 6, "rule": "chain", "dawn_ticks": DAWN_TICKS}),
        Preset("proposer", "The proposer always", {"messages": 3, "rule": "proposer", "dawn_ticks": DAWN_TICKS}),
    ),
    make_node=make_node,
    consequence=consequence,
    availability=lambda _: Stated("Each general decides at dawn, whichever messages it has received."),
    describe=lambda dials: f"k = {dials['messages']}, attack when: {TITLES[str(dials['rule'])].lower()}",
    nodes=NODES,
    asked=Asked((ORDER_OFFER,), (("attack", "at dawn"),)),
    invariants=(AGREEMENT, VALIDITY, EFFECT),
    columns=("Knows", "Heard", "Decided"),
    row=row,
    condition=condition,
    explorations=(
        Exploration(
            "losses",
            "Up to two messengers may be captured",
            (("A", "attack", "x", "at dawn"),),
            {"losses": 2, "early_timeouts": False},
        ),
        Exploration(
            "early",
            "Dawn may come at any time for either",
            (("A", "attack", "x", "at dawn"),),
            {"early_timeouts": True},
        ),
    ),
)
