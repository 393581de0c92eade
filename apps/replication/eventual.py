"""An eventually consistent store: local reads and writes, gossip between replicas (Demers and others 1987; DeCandia
and others 2007).

A write is stored where it arrives and acknowledged at once; a read returns what is there. About every gossip interval
each node picks `fan-out` others at random, and they compare stores:

- *push*: send everything; the other keeps what is new to it;
- *pull*: send the stamps one has; the other answers with the versions missing;
- *push-pull*: as pull, and the other asks in its answer for the versions that it lacks itself.

When two versions of a key meet, the conflict rule decides:

| rule | stamp | of two versions |
|---|---|---|
| `wall` | (wall clock of the writing node, operation) | the higher stamp stays: last writer wins, if clocks are right |
| `hybrid` | (hybrid logical time, operation) | the same, but never below what its node or session saw |
| `siblings`, … | a version vector, see `sibling_clocks.py` | the one that includes the other stays, or else both |

Choices: all nodes hold all keys. The interval is jittered by a quarter so that nodes don't march in step. The vectors
of `siblings` count by *session* (the client's process), not by node, which makes "includes" exact. A session carries,
per key, the vector of what it has read or written, and its next write of that key includes it, and nothing else that
the node may hold; under `hybrid` it carries the highest time it has seen, as any message does. A request that arrives
twice is one write: a node keeps, durably, each client's last write.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from apps.clocks.hybrid_logical import HybridTime
from apps.protocols.availability import TOTAL
from apps.protocols.dials import ChoiceDial, Dials, IntegerDial
from apps.protocols.spec import STORE, Consequence, Preset, ProtocolSpec, stored
from apps.replication.sibling_clocks import CUTS, SIBLING_CLOCKS, Writing, supersedes
from apps.simulation.effects import Body, Effect, Persist, Reply, Request, Send, SetTimer, Version
from apps.simulation.node import ALIKE, Durable, NodeContext, Role

GOSSIP = "gossip"
CLOCK = "clock"
WRITTEN = "written/"

Versions = tuple[Version, ...]
Stamps = Mapping[str, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Push:
    """Versions for you, by key."""

    versions: Mapping[str, Versions]
    kind: ClassVar[str] = "push"
    category: ClassVar[str] = "gossip"
    operation: ClassVar[None] = None

    @property
    def label(self) -> str:
        """Return what travels."""
        return entries_label(self.versions)


@dataclass(frozen=True, slots=True)
class Digest:
    """The stamps I have, by key: send me what they lack. `mutual`: and ask me for what you lack."""

    stamps: Stamps
    mutual: bool
    kind: ClassVar[str] = "digest"
    category: ClassVar[str] = "gossip"
    operation: ClassVar[None] = None

    @property
    def label(self) -> str:
        """A digest."""
        return "what's new?"


@dataclass(frozen=True, slots=True)
class Missing:
    """What your digest lacked; and the stamps I have, if you are to send what I lack."""

    versions: Mapping[str, Versions]
    stamps: Stamps | None
    kind: ClassVar[str] = "missing"
    category: ClassVar[str] = "gossip"
    operation: ClassVar[None] = None

    @property
    def label(self) -> str:
        """Return what travels."""
        return entries_label(self.versions)


def entries_label(versions: Mapping[str, Versions]) -> str:
    """A few characters for some versions by key."""
    parts = [f"{key}={'‖'.join(v.written.value for v in versions[key])}" for key in sorted(versions)]
    return parts[0] + (f" +{len(parts) - 1}" if len(parts) > 1 else "") if parts else "nothing new"


def merge(left: Versions, right: Versions) -> Versions:
    """Return what stays of two sets of versions of one key: those that no other supersedes.

    Commutative, associative, idempotent.
    """
    both = {version.stamp: version for version in (*left, *right)}.values()
    kept = [v for v in both if not any(o.stamp != v.stamp and supersedes(o.stamp, v.stamp) for o in both)]
    return tuple(sorted(kept, key=lambda version: version.written.operation))


class EventualNode:
    """State, all durable: its versions by key, its hybrid clock, each client's last write here."""

    def __init__(self, context: NodeContext, durable: Durable, dials: Dials) -> None:
        self.name = context.name
        self.peers = tuple(node for node in context.nodes if node != context.name)
        self.random = context.random
        self.rule = str(dials["conflict"])
        self.style = str(dials["style"])
        self.fan_out, self.interval_ticks = int(dials["fan_out"]), int(dials["interval_ticks"])
        self.store: dict[str, Versions] = stored(durable)
        self.clock: HybridTime = durable.get(CLOCK, HybridTime())
        self.written: dict[str, tuple[int, Version]] = {
            name.removeprefix(WRITTEN): durable[name] for name in durable if name.startswith(WRITTEN)
        }

    def volatile(self) -> Mapping[str, Any]:
        """Nothing: all it knows is durable."""
        return {}

    def role(self) -> Role:
        """All are alike."""
        return ALIKE

    # Start

    def on_start(self, now_ticks: int) -> Iterator[Effect]:
        """Begin to gossip, at a time of its own."""
        yield SetTimer(GOSSIP, 1 + self.random.below(self.interval_ticks))

    # Clients

    def on_request(self, request: Request, now_ticks: int) -> Iterator[Effect]:
        """Answer from what is here."""
        if request.written is None:
            versions = self.store.get(request.key, ())
            yield self._reply(request, versions)
            return
        number, version = self.written.get(request.client, (0, None))
        if number > request.number:
            return
        if number < request.number or version is None:
            version = Version(request.written, self._stamp(request, now_ticks))
            self.written[request.client] = (request.number, version)
            yield Persist(WRITTEN + request.client, (request.number, version))
            if self.rule == "hybrid":
                yield Persist(CLOCK, self.clock)
            yield from self._keep({request.key: (version,)})
        yield self._reply(request, (version,))

    def _stamp(self, request: Request, now_ticks: int) -> Any:
        if self.rule == "wall":
            return (now_ticks, request.operation)
        if self.rule == "hybrid":
            seen_time: HybridTime = (request.context or {}).get(CLOCK, HybridTime())
            self.clock = self.clock.receive(seen_time, now_ticks)
            return (self.clock, request.operation)
        clock = SIBLING_CLOCKS[self.rule]
        seen = (request.context or {}).get(request.key, clock.nothing)
        stored = tuple(version.stamp for version in self.store.get(request.key, ()))
        return clock.stamp(Writing(seen, stored, request.process, self.name, now_ticks))

    def _reply(self, request: Request, versions: Versions) -> Reply:
        context = dict(request.context or {})
        if self.rule == "wall":
            return Reply(request.operation, request.client, versions)
        if self.rule == "hybrid":
            times = [version.stamp[0] for version in versions]
            context[CLOCK] = max([context.get(CLOCK, HybridTime()), *times])
            return Reply(request.operation, request.client, versions, context)
        clock, stamps = SIBLING_CLOCKS[self.rule], tuple(version.stamp for version in versions)
        seen = clock.read(stamps) if request.written is None else clock.written(stamps[0])
        context[request.key] = seen.join(context.get(request.key, clock.nothing))
        return Reply(request.operation, request.client, versions, context)

    # Gossip

    def _keep(self, versions: Mapping[str, Versions]) -> Iterator[Effect]:
        for key in sorted(versions):
            merged = merge(self.store.get(key, ()), versions[key])
            if merged != self.store.get(key):
                self.store[key] = merged
                yield Persist(STORE + key, merged)

    def _learn(self, versions: Mapping[str, Versions], now_ticks: int) -> Iterator[Effect]:
        if self.rule == "hybrid" and versions:
            newest = max(version.stamp[0] for kept in versions.values() for version in kept)
            self.clock = self.clock.receive(newest, now_ticks)
            yield Persist(CLOCK, self.clock)
        yield from self._keep(versions)

    def _stamps(self) -> Stamps:
        return {key: tuple(version.stamp for version in kept) for key, kept in self.store.items()}

    def _lacking(self, stamps: Stamps) -> dict[str, Versions]:
        """Our versions that the owner of these stamps does not have and would keep."""
        lacking = {
            key: tuple(v for v in kept if not any(supersedes(stamp, v.stamp) for stamp in stamps.get(key, ())))
            for key, kept in self.store.items()
        }
        return {key: kept for key, kept in lacking.items() if kept}

    # Messages

    def on_message(self, source: str, body: Body, now_ticks: int) -> Iterator[Effect]:
        """Keep what is new, and answer a digest."""
        if isinstance(body, Push):
            yield from self._learn(body.versions, now_ticks)
        elif isinstance(body, Digest):
            yield Send(source, Missing(self._lacking(body.stamps), self._stamps() if body.mutual else None))
        elif isinstance(body, Missing):
            yield from self._learn(body.versions, now_ticks)
            wanted = {} if body.stamps is None else self._lacking(body.stamps)
            if wanted:
                yield Send(source, Push(wanted))

    # Timers

    def on_timer(self, name: str, now_ticks: int) -> Iterator[Effect]:
        """Gossip with a few others, and set the next time."""
        for index in self.random.choose(len(self.peers), self.fan_out):
            if self.style == "push":
                yield Send(self.peers[index], Push(dict(self.store)))
            else:
                yield Send(self.peers[index], Digest(self._stamps(), self.style == "push_pull"))
        quarter = self.interval_ticks // 4
        yield SetTimer(GOSSIP, self.interval_ticks - quarter + self.random.below(2 * quarter + 1))


RULE_TEXT = {
    "wall": Consequence(
        "warn", "The later wall clock wins. If clocks are skewed, an acknowledged write can be lost without an error."
    ),
    "hybrid": Consequence(
        "warn",
        "The later hybrid time wins: a write never loses to one that it has seen, but of two concurrent writes one is"
        " lost. One clock far ahead takes the times of all other nodes with it.",
    ),
    "siblings": Consequence(
        "plain",
        "Concurrent writes are both kept, and a read may return several values. A write after that read replaces them.",
    ),
    "siblings_by_node": Consequence(
        "warn",
        "Writes at different nodes are both kept as siblings. But the second of two writes through one node counts as "
        "having seen the first, read or not, and silently replaces it.",
    ),
    "dotted": Consequence(
        "plain",
        "Concurrent writes are kept, through one node too: a write replaces just what its client had read. A client "
        "that writes twice without reading makes a sibling of its own write.",
    ),
    **{
        f"cut_{kept}": Consequence(
            "warn",
            f"Vectors keep the {kept} latest entries, one for each who wrote. With more writers than that a write "
            "forgets some that it has seen: conflicts are reported between writes that are ordered. No write is "
            "lost here, because each client keeps its own counter. If it did not, a number could be used twice, and "
            "a write lost.",
        )
        for kept in CUTS
    },
}


def describe(dials: Dials) -> str:
    """The setting in a few characters."""
    return f"{dict(CONFLICT.choices)[str(dials['conflict'])]}, {str(dials['style']).replace('_', '-')}"


def consequence(dials: Dials) -> Consequence:
    """Return what the conflict rule means."""
    rule = RULE_TEXT[str(dials["conflict"])]
    return Consequence(rule.tone, f"Reads and writes are local, so any read may be stale. {rule.text}")


def claims(dials: Dials) -> frozenset[str]:
    """Convergence once quiet is all it promises, and that is no model of a finished prefix."""
    return frozenset()


CONFLICT = ChoiceDial(
    "conflict",
    "Conflict rule",
    "wall",
    (
        ("wall", "Last writer wins, wall clock"),
        ("hybrid", "Last writer wins, hybrid clock"),
        ("siblings", "Keep siblings"),
        ("siblings_by_node", "Keep siblings, one entry per node"),
        ("dotted", "Keep siblings, dotted vectors"),
        *((f"cut_{kept}", f"Keep siblings, vectors cut to {kept}") for kept in CUTS),
    ),
    "The rule that is used when two versions of a key meet.",
)


def _dials(conflict: str, style: str = "push_pull") -> Dials:
    return {"conflict": conflict, "style": style, "fan_out": 1, "interval_ticks": 500}


PRESETS = (
    Preset(
        "wall-clock",
        "Last writer wins, wall clock",
        _dials("wall"),
        ("read_your_writes", "monotonic_reads", "monotonic_writes", "writes_follow_reads"),
    ),
    Preset(
        "hybrid-clock",
        "Last writer wins, hybrid clock",
        _dials("hybrid"),
        ("read_your_writes", "monotonic_reads", "monotonic_writes", "writes_follow_reads"),
    ),
    Preset("siblings", "Keep siblings", _dials("siblings"), ("read_your_writes", "monotonic_reads", "causal_ccv")),
)


PROTOCOL = ProtocolSpec(
    name="eventual",
    title="Eventual, by gossip",
    summary=(
        "Every node answers at once from what it has, and gossip spreads the writes. Always answered, often stale,"
        " the same everywhere in the end."
    ),
    mode="Every node answers at once. The replicas become equal once clients stop writing and gossip gets through.",
    source="Demers and others 1987; DeCandia and others 2007; Kulkarni and others 2014",
    dials=(
        CONFLICT,
        ChoiceDial(
            "style",
            "Gossip",
            "push_pull",
            (("push", "Push"), ("pull", "Pull"), ("push_pull", "Push-pull")),
            "The direction in which versions travel when two nodes meet.",
        ),
        IntegerDial("fan_out", "Fan-out", 1, 1, 8, "With how many others a node gossips each time."),
        IntegerDial("interval_ticks", "Gossip interval, ms", 500, 50, 10_000, "About how often a node gossips."),
    ),
    presets=PRESETS,
    make_node=EventualNode,
    version_order=lambda _: supersedes,
    claims=claims,
    consequence=consequence,
    availability=lambda _: TOTAL,
    describe=describe,
)
