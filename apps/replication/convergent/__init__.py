"""Convergent types on replicas that gossip (Shapiro and others 2011; deltas: Almeida, Shoker, Baquero 2018).

1. Every node holds, for each key, the state of one type. Any operation of the type is carried out at the node that is
   asked, and answered at once, or refused in words.
2. About every gossip interval each node picks `fan-out` others at random and sends what it has. Who receives a state
   merges it with its own: lost, repeated and reordered messages do no harm as long as one arrives some time.
3. What travels is the carrier's to say: whole *states*; or *deltas*, the changes that the other has not said it has.
   A node keeps its deltas in memory until everyone has them; where a crash took them, it sends whole states.
4. Beside each state, in the same messages, travels its naive twin: what one would build without thinking of replicas.

A state is durable before anything is answered or sent: a replica that forgot its own state would give an identity away
twice. The twin is never asked; it is there to be compared.
"""

from apps.crdts import state_types
from apps.protocols.availability import TOTAL
from apps.protocols.dials import ChoiceDial, Dials, IntegerDial
from apps.protocols.spec import Consequence, ProtocolSpec
from apps.replication.convergent.kept import kept_under
from apps.replication.convergent.node import ConvergentNode

TYPE = ChoiceDial(
    "type",
    "Type",
    "g_counter",
    lambda: tuple((crdt.name, crdt.title) for crdt in state_types().values()),
    "The type of value that every key holds.",
)
CARRIER = ChoiceDial(
    "carrier",
    "What travels",
    "states",
    (("states", "Whole states"), ("deltas", "Deltas")),
    "Whole states, or only what the other node lacks, where the type has deltas.",
)


def describe(dials: Dials) -> str:
    """The setting in a few characters."""
    kept = kept_under(dials)
    return f"{kept.crdt.title}, {'deltas' if dials['carrier'] == 'deltas' and kept.crdt.has_deltas else 'states'}"


def consequence(dials: Dials) -> Consequence:
    """Return what concurrent operations come to, what travels, and what runs beside."""
    kept = kept_under(dials)
    words = [kept.crdt.semantics]
    if dials["carrier"] == "deltas" and not kept.crdt.has_deltas:
        words.append("This type has no deltas, so whole states travel.")
    if kept.twin is not None:
        words.append(f"Beside it runs a naive version: {kept.twin.title[0].lower()}{kept.twin.title[1:]}.")
    return Consequence("good", " ".join(words))


PROTOCOL = ProtocolSpec(
    name="convergent",
    title="Convergent types, by gossip",
    summary=(
        "Every key holds a value of a type that merges, such as a counter, a set or a text. Any replica takes any "
        "operation at once. All converge, and every operation is counted by the type's rule."
    ),
    mode=(
        "Every node answers at once. States merge: replicas with the same operations are equal, in whatever order "
        "they came."
    ),
    source="Shapiro and others 2011; Almeida, Shoker, Baquero 2018",
    dials=(
        TYPE,
        CARRIER,
        IntegerDial("fan_out", "Fan-out", 1, 1, 8, "With how many others a node gossips each time."),
        IntegerDial("interval_ticks", "Gossip interval, ms", 500, 50, 10_000, "About how often a node gossips."),
    ),
    presets=(),
    make_node=ConvergentNode,
    version_order=lambda _: None,
    claims=lambda _: frozenset(),
    consequence=consequence,
    availability=lambda _: TOTAL,
    describe=describe,
    replicated_type=kept_under,
)
