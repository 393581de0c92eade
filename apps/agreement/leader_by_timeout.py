"""A leader chosen by timeout: who has not been heard from for long is declared dead, though it may only be slow.

1. The leader sends heartbeats. Everyone else sets a timer with each; the nodes wait the longer, the later they stand in
   line, so that one comes first.
2. Whose timer runs out declares the leader dead, takes the next term, and leads.
3. A heartbeat of a later term (of the same: of a later node) makes a leader step down. The old leader learns so that it
   was replaced, but not before it hears it: until then there are two.

A failure detector by timeout is complete, since a crashed leader is replaced, and not accurate, where delays have no
bound (Chandra, Toueg 1996). Safety must not rest on there being one leader: hence terms, and majorities in Raft.

Choices: the election is the simplest there is (it is no Raft: nobody votes). The term is durable.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from apps.agreement.machine import Machine
from apps.protocols.availability import Stated
from apps.protocols.dials import Dials, IntegerDial
from apps.protocols.pictures import (
    BROKEN,
    KEPT,
    OPEN,
    Asked,
    Condition,
    Exploration,
    Finding,
    Invariant,
    NodePicture,
    Picture,
)
from apps.protocols.replicated_type import Offer
from apps.protocols.spec import Consequence, Preset, ProtocolSpec
from apps.simulation.effects import Body, CancelTimer, Effect, Refuse, Reply, Request, Send, SetTimer, Version
from apps.simulation.node import Durable, Node, NodeContext, Role

NODES = ("n1", "n2", "n3")
TERM = "term"
BEAT, SILENCE = "heartbeat", "silence"


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """I lead in this term."""

    term: int
    kind: ClassVar[str] = "heartbeat"
    category: ClassVar[str] = "gossip"
    operation: ClassVar[None] = None

    @property
    def label(self) -> str:
        """The term."""
        return f"term {self.term}"


@dataclass(frozen=True, slots=True)
class View:
    """Whom a node takes for the leader, and whom it has declared dead and not heard from since."""

    leader: str = ""
    declared_dead: str = ""


class Candidate(Machine):
    """A node in line for leading."""

    state: View

    def __init__(self, context: NodeContext, durable: Durable, dials: Dials) -> None:
        super().__init__(context, durable, dials)
        self.place = context.nodes.index(context.name)
        self.state = View()

    @property
    def term(self) -> int:
        """The latest term that it knows of."""
        return int(self.log.get(TERM, 0))

    def role(self) -> Role:
        """Leader or follower."""
        return Role("leader", leads=True) if self.state.leader == self.name else Role("follower")

    def on_start(self, now_ticks: int) -> Iterator[Effect]:
        """At the very beginning the first node leads; who restarts listens first."""
        if self.place == 0 and self.term == 0:
            yield from self._lead()
        else:
            yield from self._listen()

    def on_request(self, request: Request, now_ticks: int) -> Iterator[Effect]:
        """The leader acts; others say who they think leads."""
        if self.state.leader == self.name and request.written is not None:
            version = Version(request.written, f"as leader of term {self.term}")
            yield Reply(request.operation, request.client, (version,))
        else:
            who = self.state.leader or "nobody"
            yield Refuse(request.operation, request.client, f"{self.name} does not lead; it follows {who}.")

    def on_message(self, source: str, body: Body, now_ticks: int) -> Iterator[Effect]:
        """A heartbeat: whoever sends it is alive, and leads if its term is not over."""
        if not isinstance(body, Heartbeat):
            return
        if source == self.state.declared_dead:
            self.state = replace(self.state, declared_dead="")
        if (body.term, source) >= (self.term, self.state.leader):
            yield from self._follow(source, body.term)

    def on_timer(self, name: str, now_ticks: int) -> Iterator[Effect]:
        """Time for the next heartbeat, or too long without one."""
        if name == BEAT:
            yield from self._beat()
        else:
            self.state = replace(self.state, declared_dead=self.state.leader)
            yield from self._lead()

    def _lead(self) -> Iterator[Effect]:
        yield from self.persist(TERM, self.term + 1)
        self.state = replace(self.state, leader=self.name)
        yield from self._beat()

    def _beat(self) -> Iterator[Effect]:
        for node in self.others:
            yield Send(node, Heartbeat(self.term))
        yield SetTimer(BEAT, int(self.dials["heartbeat_ticks"]))

    def _follow(self, leader: str, term: int) -> Iterator[Effect]:
        if term > self.term:
            yield from self.persist(TERM, term)
        self.state = replace(self.state, leader=leader)
        yield CancelTimer(BEAT)
        yield from self._listen()

    def _listen(self) -> Iterator[Effect]:
        timeout_ticks = int(self.dials["timeout_ticks"])
        yield SetTimer(SILENCE, timeout_ticks + timeout_ticks * self.place // 2)


def leaders(picture: Picture) -> tuple[str, ...]:
    """Return who takes itself for the leader; a paused node does so still."""
    return tuple(name for name, node in picture.nodes.items() if node.status != "crashed" and node.state.leader == name)


def at_most_one(picture: Picture, dials: Dials) -> Finding:
    """Never two leaders at once."""
    found = leaders(picture)
    if len(found) < 2:
        return Finding(KEPT, f"{found[0]} leads." if found else "Nobody leads.")
    words = " and ".join(f"{name} (term {picture.nodes[name].log[TERM]})" for name in found)
    return Finding(BROKEN, f"Two leaders at once: {words}. Each would act on its own.", found)


def nobody_alive_is_declared_dead(picture: Picture, dials: Dials) -> Finding:
    """Strong accuracy of the failure detector."""
    for name, node in picture.nodes.items():
        dead = node.state.declared_dead if node.state else ""
        if dead and picture.nodes[dead].status != "crashed":
            text = f"{name} declared {dead} dead, and {dead} is only {_how(picture.nodes[dead])}."
            return Finding(BROKEN, text, (name, dead))
    return Finding(KEPT, "Every node that was declared dead has crashed.")


def _how(node: NodePicture) -> str:
    return "paused" if node.status == "paused" else "slow to be heard"


def somebody_leads(picture: Picture, dials: Dials) -> Finding:
    """Completeness: a crashed leader is replaced."""
    if leaders(picture):
        return Finding(KEPT, "Somebody leads.")
    up = tuple(name for name, node in picture.nodes.items() if node.status == "up")
    if picture.is_final or not up:
        return Finding(BROKEN, "Nobody leads, and nobody will.")
    return Finding(OPEN, "Nobody leads, until somebody's timeout runs out.", up)


def row(name: str, node: NodePicture, dials: Dials) -> tuple[str, ...]:
    """Return what the board shows of a node."""
    if node.state is None:
        return ("–", str(node.log.get(TERM, "–")), "–")
    leader = "itself" if node.state.leader == name else node.state.leader or "–"
    return (leader, str(node.log.get(TERM, "–")), node.state.declared_dead or "–")


def condition(name: str, node: NodePicture, dials: Dials) -> Condition | None:
    """It takes itself for the leader."""
    if node.state is None or node.state.leader != name:
        return None
    return Condition("leader", f"leads, term {node.log[TERM]}")


def consequence(dials: Dials) -> Consequence:
    """Return what the timeout trades."""
    timeout, beat = int(dials["timeout_ticks"]), int(dials["heartbeat_ticks"])
    if timeout <= 2 * beat:
        return Consequence("warn", "With such a short timeout one late heartbeat is enough to declare the leader dead.")
    waits = timeout * 3 // 2
    text = (
        f"The second node waits {waits} ms. A crash goes unnoticed for that time, and a live leader that is silent "
        "for that time is declared dead."
    )
    return Consequence("plain", text)


def make_node(context: NodeContext, durable: Durable, dials: Dials) -> Node:
    """A node in line."""
    return Candidate(context, durable, dials)


def _setting(timeout_ticks: int) -> dict[str, int]:
    return {"timeout_ticks": timeout_ticks, "heartbeat_ticks": 300}


PROTOCOL = ProtocolSpec(
    name="leader_by_timeout",
    order=62,
    family="leader",
    title="A leader by timeout",
    summary=(
        "The leader sends heartbeats. A node that misses them for too long declares it dead and leads in its place,"
        " whether it has crashed or is only slow."
    ),
    mode="A crashed leader is soon replaced. Sometimes two nodes lead at once.",
    source="Chandra, Toueg 1996",
    dials=(
        IntegerDial(
            "timeout_ticks",
            "Timeout, ms",
            1000,
            200,
            60_000,
            "How long a leader may be silent. The second node waits half as long again, the third twice as long.",
        ),
        IntegerDial("heartbeat_ticks", "Heartbeat every, ms", 300, 200, 60_000, "How often the leader is heard."),
    ),
    presets=(
        Preset("short", "Timeout 500 ms", _setting(500)),
        Preset("middle", "Timeout 1 s", _setting(1000)),
        Preset("long", "Timeout 5 s", _setting(5000)),
    ),
    make_node=make_node,
    consequence=consequence,
    availability=lambda _: Stated("Each side of a partition gets a leader of its own."),
    describe=lambda dials: f"timeout {dials['timeout_ticks']} ms",
    nodes=NODES,
    asked=Asked((Offer("ship", "Ask the leader to act.", ("When",), ("today",)),), (("ship", "today"),)),
    invariants=(
        Invariant(
            "one_leader",
            "At most one leader",
            "Two nodes never believe at the same time that they lead. No timeout can promise it, because a slow "
            "node cannot be told from a crashed one.",
            at_most_one,
        ),
        Invariant(
            "accuracy",
            "Nobody alive is declared dead",
            "The strong accuracy of a failure detector. Without a bound on delays a timeout cannot give it.",
            nobody_alive_is_declared_dead,
        ),
        Invariant("completeness", "Somebody leads", "A crashed leader is replaced in the end.", somebody_leads),
    ),
    explorations=(Exploration("early", "Timeouts may come too early (two nodes)", (), {"nodes": ("n1", "n2")}),),
    columns=("Follows", "Term", "Declared dead"),
    row=row,
    condition=condition,
)
