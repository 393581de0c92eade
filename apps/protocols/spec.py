"""What a protocol declares about itself: one record, in the constant `PROTOCOL` of its module."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from apps.protocols.availability import Availability, Stated
from apps.protocols.dials import Dial, DialError, Dials, DialValue, IntegerDial
from apps.protocols.pictures import Asked, Condition, CrashPoint, Exploration, Invariant, NodePicture
from apps.protocols.replicated_type import Offer, ReplicatedType, registers
from apps.simulation.commands import Change
from apps.simulation.effects import Version
from apps.simulation.node import Durable, Node, NodeContext

STORES = "stores"
"""The family of the replicated stores."""

STORE = "store/"
"""Durable names of a key's versions begin so, in every protocol."""


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a dial setting means, in a sentence. `tone` is `good`, `warn` or `plain`."""

    tone: str
    text: str


VersionOrder = Callable[[Any, Any], bool]
"""Whether a version with the first stamp replaces one of the same key with the second, or is the same."""


@dataclass(frozen=True, slots=True)
class Preset:
    """A dial setting worth trying, for a cluster of five nodes.

    `breaks` names models (`apps.consistency.models`) that some run under it breaks: as replicated where the protocol
    has a version order under these dials, otherwise as observed. `faults` are those under which such a run is soonest
    found (of any kind if empty); their names are those of `apps.labs.find.schedule`.
    """

    name: str
    title: str
    dials: Dials
    breaks: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


def every_node(dials: Dials, key: str, nodes: tuple[str, ...]) -> tuple[str, ...]:
    """For a protocol that keeps all keys everywhere."""
    return nodes


def keeps_all(replicas: Sequence[Durable], stamp: Any) -> bool:
    """For a protocol that never discards what it acknowledged."""
    return False


class NodeMaker(Protocol):
    """Makes a node of a protocol with its dials set."""

    def __call__(self, context: NodeContext, durable: Durable, dials: Dials) -> Node:
        """The node."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolSpec:
    """A protocol, as the rest of the app knows it: a replicated store, or one by which nodes come to agree.

    - `mode`: the promise of choosing this protocol, in a line; `availability(dials)`: who is still answered during a
      partition; its `text` is the line that a learner reads.
    - `family`: protocols of one family can take one another's place in a run, since the same commands mean something to
      all of them. `order`: its place among all protocols that are offered.
    - `version_order(dials)`: the order by which replicas resolve, or None where there is no such order: then a run can
      only be judged as observed.
    - `claims(dials)`: the models (`apps.consistency.models`) that the protocol keeps under those dials, whatever faults
      strike but those that are not claimed (`Fault.is_claimed`: a lost disk); the weaker models that follow from these
      are left out.
    - `binds_clients(dials)`: whether a client's process stays at one node.
    - `holders(dials, key, nodes)`: the nodes that have to hold a key, and are compared when it is said whether the
      replicas agree. A node that holds no keys, such as a master, is left out.
    - `promotes`: whether nodes can be promoted by hand.
    - `discards(replicas, stamp)`: whether replicas with these durable states have discarded the version of that stamp
      for good. If it was acknowledged, the page reports a lost write.
    - `replicated_type(dials)`: the type that a key holds, if that is no register.
    - `asked`: the operations that clients ask for in place of reads and writes of registers, if there are such.
      `reads`: whether a read is among them. The models of consistency say nothing of those.
    - `administration(dials)`: what clients can ask of the cluster itself, beside operations on keys; its names are in
      `apps.simulation.arguments.ADMINISTRATION`. `administered(dials)`: what random schedules ask of it.
    - `nodes`: the names of its nodes, in order, if what each does follows from its name or place.
    - `invariants`, and `columns` with `row`: the board's rows about all nodes at one moment.
    - `courtesies`: kinds of messages that tell people something and change nothing in a node.
    - `patient_timers`: kinds of timers that are so much longer than all others that, where timeouts are right, these
      run out first.
    - `condition(name, node, dials)`: the condition that the node of that picture is in, if that is worth showing.
    - `crash_points(dials)`: the points between two steps, in the order of an undisturbed run.
    - `explorations`: spaces of runs small enough to be explored whole while somebody waits.
    """

    name: str
    title: str
    summary: str
    mode: str
    source: str
    dials: tuple[Dial, ...]
    make_node: NodeMaker
    consequence: Callable[[Dials], Consequence]
    availability: Callable[[Dials], Availability | Stated]
    describe: Callable[[Dials], str]
    family: str = STORES
    order: int = 0
    presets: tuple[Preset, ...] = ()
    version_order: Callable[[Dials], VersionOrder | None] = lambda _: None
    claims: Callable[[Dials], frozenset[str]] = lambda _: frozenset()
    actions: frozenset[str] = frozenset({"read", "write"})
    administration: Callable[[Dials], tuple[Offer, ...]] = lambda _: ()
    administered: Callable[[Dials], tuple[Change, ...]] = lambda _: ()
    binds_clients: Callable[[Dials], bool] = lambda _: False
    promotes: bool = False
    discards: Callable[[Sequence[Durable], Any], bool] = keeps_all
    replicated_type: Callable[[Dials], ReplicatedType | None] = registers
    holders: Callable[[Dials, str, tuple[str, ...]], tuple[str, ...]] = every_node
    asked: Asked | None = None
    reads: bool = False
    nodes: tuple[str, ...] = ()
    invariants: tuple[Invariant, ...] = ()
    columns: tuple[str, ...] = ()
    row: Callable[[str, NodePicture, Dials], tuple[str, ...]] = lambda *_: ()
    courtesies: frozenset[str] = frozenset()
    patient_timers: frozenset[str] = frozenset()
    condition: Callable[[str, NodePicture, Dials], Condition | None] = lambda *_: None
    crash_points: Callable[[Dials], tuple[CrashPoint, ...]] = lambda _: ()
    explorations: tuple[Exploration, ...] = ()

    def keeps_registers(self, dials: Dials) -> bool:
        """Return whether its keys hold registers, so that the models of consistency speak of it."""
        return self.asked is None and self.replicated_type(dials) is None

    def offers(self, dials: Dials) -> tuple[Offer, ...]:
        """Return the operations that clients can ask for beside reads, where those are not writes."""
        asked = self.asked or self.replicated_type(dials)
        return () if asked is None else asked.offers

    def changes(self, dials: Dials) -> tuple[Change, ...]:
        """Return operations with values that clients choose from when they act by themselves; none: they write."""
        asked = self.asked or self.replicated_type(dials)
        return () if asked is None else asked.changes

    def actions_under(self, dials: Dials) -> frozenset[str]:
        """Return the names of all operations that clients can ask for."""
        if self.keeps_registers(dials):
            return self.actions.union(offer.name for offer in self.administration(dials))
        reads = self.asked is None or self.reads
        return frozenset({*(offer.name for offer in self.offers(dials)), *(("read",) if reads else ())})

    def bare_actions_under(self, dials: Dials) -> frozenset[str]:
        """Return the names of the operations that take no value."""
        return frozenset({"read", *(offer.name for offer in self.offers(dials) if not offer.fields)})

    def defaults(self, node_count: int) -> dict[str, DialValue]:
        """Return every dial at its default, as far as a cluster of that size allows."""
        return {
            dial.name: min(dial.default, node_count)
            if isinstance(dial, IntegerDial) and dial.maximum is None
            else dial.default
            for dial in self.dials
        }

    def validate(self, values: Mapping[str, object], node_count: int) -> dict[str, DialValue]:
        """Return every dial's value, in order; raises DialError for one missing, unknown or out of range."""
        for name in values:
            if name not in {dial.name for dial in self.dials}:
                raise DialError("dial.unknown", f"{self.title} has no dial {name[:20]!r}.")
        return {dial.name: dial.validate(values.get(dial.name), node_count) for dial in self.dials}


@dataclass(frozen=True, slots=True)
class Factory:
    """A protocol with its dials set, as the kernel wants it."""

    protocol: ProtocolSpec
    dials: Dials

    def make_node(self, context: NodeContext, durable: Durable) -> Node:
        """A node that starts with this durable state."""
        return self.protocol.make_node(context, durable, self.dials)

    def stored(self, durable: Durable) -> Mapping[str, tuple[Version, ...]]:
        """The current versions by key."""
        return stored(durable)

    def inside(self, durable: Durable) -> Mapping[str, Any]:
        """Return what is inside each key's state, where that is more than versions."""
        kept = self.protocol.replicated_type(self.dials)
        return {} if kept is None else kept.inside(durable)


def stored(durable: Durable) -> dict[str, tuple[Version, ...]]:
    """The versions by key in a durable state."""
    return {name.removeprefix(STORE): durable[name] for name in sorted(durable) if name.startswith(STORE)}
