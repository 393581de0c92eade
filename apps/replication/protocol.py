"""What a store protocol declares about itself. One module of this folder holds one, in its constant `PROTOCOL`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from apps.crdts.crdt_type import MergedSlot, OperationBased, State, StateBased
from apps.simulation.effects import Body, Version
from apps.simulation.node import Durable, Node, NodeContext

DialValue = int | str | bool
Dials = Mapping[str, DialValue]

STORE = "store/"
"""Durable names of a key's versions begin so, in every protocol."""


class DialError(Exception):
    """A dial setting that the protocol does not have; `code` and `message` as for a refused command."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class IntegerDial:
    """A whole number. `maximum` None: as many as the cluster has nodes."""

    name: str
    label: str
    default: int
    minimum: int
    maximum: int | None
    help: str

    def validate(self, value: object, node_count: int) -> DialValue:
        """The value, or DialError."""
        maximum = node_count if self.maximum is None else self.maximum
        if type(value) is not int or not self.minimum <= value <= maximum:
            raise DialError("dial.out_of_range", f"{self.label} must be a number from {self.minimum} to {maximum}.")
        return value


@dataclass(frozen=True, slots=True)
class ChoiceDial:
    """One of a few named choices: pairs of value and label."""

    name: str
    label: str
    default: str
    choices: tuple[tuple[str, str], ...]
    help: str

    def validate(self, value: object, node_count: int) -> DialValue:
        """The value, or DialError."""
        if not isinstance(value, str) or value not in dict(self.choices):
            offered = ", ".join(choice for choice, _ in self.choices)
            raise DialError("dial.out_of_range", f"{self.label} must be one of {offered}.")
        return value


@dataclass(frozen=True, slots=True)
class ToggleDial:
    """On or off."""

    name: str
    label: str
    default: bool
    help: str

    def validate(self, value: object, node_count: int) -> DialValue:
        """The value, or DialError."""
        if type(value) is not bool:
            raise DialError("dial.out_of_range", f"{self.label} is either on or off.")
        return value


Dial = IntegerDial | ChoiceDial | ToggleDial


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

    `breaks` names models (of `models.md`) that some run under it breaks: as replicated where the protocol has a version
    order under these dials, otherwise as observed. `faults` are those under which such a run is soonest found (of any
    kind if empty); their names are those of `apps.labs.schedule`.
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


@dataclass(frozen=True, slots=True)
class Offer:
    """An operation of a replicated type: the labels of what it takes, and a few arguments to begin with.

    One that takes several things has them as a JSON list.
    """

    name: str
    help: str
    fields: tuple[str, ...]
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyMerge:
    """What a message did to one key, or to its naive twin: the value here, the one that came, the result, and why."""

    key: str
    title: str
    is_twin: bool
    left: str
    right: str
    result: str
    slots: tuple[MergedSlot, ...]


@dataclass(frozen=True, slots=True)
class ChangedSlot:
    """One slot before an operation and after it (empty: absent)."""

    kind: str
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class KeyEffect:
    """What an operation that a message carried came to at a node: `fate` is `applied`, `waits` or `dropped`."""

    name: str
    key: str
    title: str
    update: str
    fate: str
    before: str
    after: str
    sentence: str
    slots: tuple[ChangedSlot, ...]


class ReplicatedType(Protocol):
    """What a protocol keeps under each key in place of a register.

    The models of consistency are about registers: they say nothing of it.
    """

    @property
    def crdt(self) -> StateBased | OperationBased:
        """The type itself."""

    @property
    def offers(self) -> tuple[Offer, ...]:
        """Its operations. Beside them there is a read."""

    @property
    def changes(self) -> tuple[tuple[str, str], ...]:
        """Operations with their arguments, for clients that act by themselves."""

    def inside(self, durable: Durable) -> Mapping[str, Any]:
        """By key what is inside a node's state, as plain JSON values."""

    def merges(self, before: Durable, body: Body) -> tuple[KeyMerge, ...]:
        """What a message that carries states does to a node that stood so."""

    def carried(self, body: Body, key: str) -> tuple[State, ...]:
        """The states of a key that a message carries."""

    def effects(self, before: Durable, body: Body) -> tuple[KeyEffect, ...]:
        """What a message that carries operations does to a node that stood so."""


def registers(dials: Dials) -> ReplicatedType | None:
    """For a protocol that keeps registers."""
    return None


class NodeMaker(Protocol):
    """Makes a node of a protocol with its dials set."""

    def __call__(self, context: NodeContext, durable: Durable, dials: Dials) -> Node:
        """The node."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreProtocol:
    """A replicated store, as the rest of the app knows it.

    - `mode`: what choosing this protocol promises, in a line; `availability(dials)`: who is still answered during a
      partition, in a line.
    - `version_order(dials)`: the order by which replicas resolve, or None where there is no such order: then a run can
      only be judged as observed.
    - `claims(dials)`: the models of `models.md` that the protocol keeps under those dials, whatever faults strike; the
      weaker models that follow from these are left out.
    - `binds_clients(dials)`: whether a client's process stays at one node.
    - `holders(dials, key, nodes)`: which nodes are to hold a key.
    - `promotes`: whether nodes can be promoted by hand.
    - `discards(replicas, stamp)`: whether replicas with these durable states have discarded the version of that stamp
      for good.
    - `replicated_type(dials)`: what a key holds, if that is no register.
    """

    name: str
    title: str
    summary: str
    mode: str
    source: str
    dials: tuple[Dial, ...]
    presets: tuple[Preset, ...]
    make_node: NodeMaker
    version_order: Callable[[Dials], VersionOrder | None]
    claims: Callable[[Dials], frozenset[str]]
    consequence: Callable[[Dials], Consequence]
    availability: Callable[[Dials], str]
    describe: Callable[[Dials], str]
    actions: frozenset[str] = frozenset({"read", "write"})
    binds_clients: Callable[[Dials], bool] = lambda _: False
    promotes: bool = False
    discards: Callable[[Sequence[Durable], Any], bool] = keeps_all
    replicated_type: Callable[[Dials], ReplicatedType | None] = registers
    holders: Callable[[Dials, str, tuple[str, ...]], tuple[str, ...]] = every_node

    def actions_under(self, dials: Dials) -> frozenset[str]:
        """What clients can ask for."""
        kept = self.replicated_type(dials)
        return self.actions if kept is None else frozenset({"read", *(offer.name for offer in kept.offers)})

    def defaults(self, node_count: int) -> dict[str, DialValue]:
        """Every dial at its default, as far as a cluster of that size allows."""
        return {
            dial.name: min(dial.default, node_count)
            if isinstance(dial, IntegerDial) and dial.maximum is None
            else dial.default
            for dial in self.dials
        }

    def validate(self, values: Mapping[str, object], node_count: int) -> dict[str, DialValue]:
        """Every dial's value, in order; raises DialError for one missing, unknown or out of range."""
        for name in values:
            if name not in {dial.name for dial in self.dials}:
                raise DialError("dial.unknown", f"{self.title} has no dial {name[:20]!r}.")
        return {dial.name: dial.validate(values.get(dial.name), node_count) for dial in self.dials}


@dataclass(frozen=True, slots=True)
class Factory:
    """A protocol with its dials set, as the kernel wants it."""

    protocol: StoreProtocol
    dials: Dials

    def make_node(self, context: NodeContext, durable: Durable) -> Node:
        """A node that starts with this durable state."""
        return self.protocol.make_node(context, durable, self.dials)

    def stored(self, durable: Durable) -> Mapping[str, tuple[Version, ...]]:
        """The current versions by key."""
        return stored(durable)

    def inside(self, durable: Durable) -> Mapping[str, Any]:
        """What is inside each key's state, where that is more than versions."""
        kept = self.protocol.replicated_type(self.dials)
        return {} if kept is None else kept.inside(durable)


def stored(durable: Durable) -> dict[str, tuple[Version, ...]]:
    """The versions by key in a durable state."""
    return {name.removeprefix(STORE): durable[name] for name in sorted(durable) if name.startswith(STORE)}
