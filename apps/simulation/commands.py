"""What a learner can do to a running cluster. Each is validated and applied in `faults` or `clients`.

A `source` and `target` of None mean the default of every link that has no setting of its own.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class InvokeOperation:
    """A client invokes an operation at a node; it queues while the client's previous one is open.

    What there is beside `read` the cluster says. What takes several things has them as a JSON list in `value`.
    A `cas` (compare-and-set) stores `value` if the key has the value `expected`; None stands for the initial one.
    """

    client: str
    node: str
    operation: str
    key: str
    value: str | None = None
    expected: str | None = None


@dataclass(frozen=True, slots=True)
class Partition:
    """Cut the cluster into groups; nodes not named form one more. Replaces the partition there is."""

    groups: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Heal:
    """Remove the partition and every one-way cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CutLink:
    """Nothing passes from source to target any more."""

    source: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MendLink:
    """Undo a one-way cut."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class CrashNode:
    """The node loses what is volatile and answers nothing until restarted."""

    node: str


@dataclass(frozen=True, slots=True)
class RestartNode:
    """A crashed node starts again from its durable state."""

    node: str


@dataclass(frozen=True, slots=True)
class PauseNode:
    """The node handles nothing for a while, as in a long garbage collection; what arrives waits."""

    node: str


@dataclass(frozen=True, slots=True)
class ResumeNode:
    """A paused node goes on with what has waited, in order of arrival."""

    node: str


@dataclass(frozen=True, slots=True)
class PromoteNode:
    """The node is made the primary by hand, where the protocol has fail-over."""

    node: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCrashPoint:
    """The node crashes by itself the next time that it is `before` or `after` doing something; None: no longer.

    What it does is named as `effects.effect_label` names it: `after log commit`, `before send decision to p2`.
    """

    node: str
    point: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FireTimer:
    """A timer of a node runs out now, as a timeout does that was chosen too short."""

    node: str
    timer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetProcessing:
    """How long the node takes to handle each thing that reaches it: a slow node."""

    node: str
    processing_ticks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLatency:
    """The latency distribution of one link, or of all."""

    source: str | None = None
    target: str | None = None
    distribution: str
    low_ticks: int
    high_ticks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLoss:
    """How many of a thousand messages are lost."""

    source: str | None = None
    target: str | None = None
    per_mille: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDuplication:
    """How many of a thousand messages arrive twice."""

    source: str | None = None
    target: str | None = None
    per_mille: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSkew:
    """How far the node's wall clock is ahead of true time (negative: behind)."""

    node: str
    skew_ticks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDrift:
    """How many thousandths the node's clock runs fast (negative: slow)."""

    node: str
    per_mille: int


@dataclass(frozen=True, slots=True)
class DeliverMessage:
    """A message in flight arrives now."""

    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayMessage:
    """A message in flight arrives later than it would have."""

    message: str
    delay_ticks: int


@dataclass(frozen=True, slots=True)
class DuplicateMessage:
    """A second copy of a message in flight sets out now, and takes as long as the first."""

    message: str


@dataclass(frozen=True, slots=True)
class DropMessage:
    """A message in flight is lost now."""

    message: str


@dataclass(frozen=True, slots=True)
class SetWorkload:
    """Each client by itself issues an operation about every `interval_ticks`; 0 is off."""

    interval_ticks: int


Command = (
    InvokeOperation
    | Partition
    | Heal
    | CutLink
    | MendLink
    | CrashNode
    | RestartNode
    | PauseNode
    | ResumeNode
    | PromoteNode
    | SetCrashPoint
    | FireTimer
    | SetProcessing
    | SetLatency
    | SetLoss
    | SetDuplication
    | SetSkew
    | SetDrift
    | DeliverMessage
    | DelayMessage
    | DuplicateMessage
    | DropMessage
    | SetWorkload
)
