"""Operation-based types over a broadcast (Shapiro and others 2011; causal delivery: Birman, Schiper, Stephenson 1991).

1. Every node holds, for each key, the state of one type. An operation is *prepared* at the node that is asked, takes
   effect there, is answered at once, and travels to every other node.
2. Delivered *causally, once each*: an operation carries its number and what its node had delivered before it. It waits
   until all of that has been delivered here; a second copy is dropped. A node repeats its operations until each
   other node has acknowledged them.
3. *As it arrives*: it takes effect whenever and as often as it comes. Nothing is repeated.

What was acknowledged is durable: at the sender until all have it, at the receiver also while it waits.

Choices: an acknowledgement says that an operation has arrived, not that it was delivered, so that one that waits is not
sent again and again. What a node repeats to another travels in one message. Nobody passes on the operations of others:
while a node is down, its operations that someone lacks have to wait for it.
"""

from apps.crdts import operation_types
from apps.protocols.availability import TOTAL
from apps.protocols.dials import ChoiceDial, Dials, IntegerDial
from apps.protocols.spec import Consequence, ProtocolSpec
from apps.replication.broadcast.kept import CAUSAL, kept_under
from apps.replication.broadcast.node import BroadcastNode

DELIVERY = ChoiceDial(
    "delivery",
    "Delivery",
    CAUSAL,
    ((CAUSAL, "Causal, once each"), ("arrival", "As it arrives")),
    "When an operation that arrives takes effect.",
)

MEANING = {
    True: Consequence(
        "good",
        "An operation waits for all that its node had seen before it, counts once, and is repeated until it is"
        " acknowledged: the replicas become equal.",
    ),
    False: Consequence(
        "warn",
        "An operation takes effect whenever and as often as it arrives. One that is lost, doubled or overtaken can"
        " leave the replicas different for good.",
    ),
}


def describe(dials: Dials) -> str:
    """The setting in a few characters."""
    title = kept_under(dials).crdt.title.removesuffix(", by operations")
    return f"{title}, {dict(DELIVERY.choices)[str(dials['delivery'])].lower()}"


PROTOCOL = ProtocolSpec(
    name="broadcast",
    title="Operations, by broadcast",
    summary=(
        "Every key holds a counter or a set. Any replica takes any operation at once. It sends the operation "
        "itself, not its state, to all others. Each must be delivered once, in causal order."
    ),
    mode="Every node answers at once. Operations travel, and each must be delivered once, in causal order.",
    source="Shapiro and others 2011; Birman, Schiper, Stephenson 1991",
    dials=(
        ChoiceDial(
            "type",
            "Type",
            "op_counter",
            lambda: tuple((crdt.name, crdt.title) for crdt in operation_types().values()),
            "The type of value that every key holds.",
        ),
        DELIVERY,
        IntegerDial(
            "resend_ticks",
            "Repeated after, ms",
            800,
            100,
            10_000,
            "About how long a node waits for acknowledgements before it repeats an operation, if delivery is causal.",
        ),
    ),
    presets=(),
    make_node=BroadcastNode,
    version_order=lambda _: None,
    claims=lambda _: frozenset(),
    consequence=lambda dials: MEANING[kept_under(dials).causal],
    availability=lambda _: TOTAL,
    describe=describe,
    replicated_type=kept_under,
)
