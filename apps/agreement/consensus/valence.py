"""The valence of a configuration: which decisions can still come of it (Fischer, Lynch, Paterson 1985).

1. From the configuration on, everything that deliveries can lead to is explored, breadth first. Where a node has
   decided nothing more is to be learnt: agreement makes all decide so.
2. Both 0 and 1 are found: *bivalent*, with a shortest run to each as a witness. The space closed and only v was found:
   *v-valent*, and that is a proof. Neither: *unknown*.

What keeps the space small: a message changes a node only in the phase that it belongs to, so nothing is lost by
delivering it then and not before, and one that has come too late is taken away. Crashes add nothing: a node that stops
is one to which nothing is delivered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from apps.agreement.consensus.machine import DECISION, STAND, decision
from apps.agreement.consensus.messages import Decided, place_of
from apps.agreement.world import UP, Local, Move, Packet, Rules, World

WORLDS_MAX = 20_000

LATE, DUE, EARLY = "late", "due", "early"


@dataclass(frozen=True, slots=True)
class Valence:
    """What is known of the decisions that can follow: a shortest run to each that was found, and whether there can be
    no others."""

    witnesses: Mapping[str, tuple[Move, ...]]
    is_closed: bool
    worlds: int

    @property
    def name(self) -> str:
        """The field's word."""
        if len(self.witnesses) > 1:
            return "bivalent"
        if not self.is_closed:
            return "unknown"
        return next((f"{value}-valent" for value in self.witnesses), "stuck")


def standing(local: Local, packet: Packet) -> str:
    """Return whether a message belongs to the phase in which its target is, or to one before or after it."""
    if local.status != UP or DECISION in local.log:
        return LATE
    if isinstance(packet.body, Decided):
        return DUE
    here, there = local.log[STAND].place, place_of(packet.body)
    return DUE if there == here else EARLY if there > here else LATE


def valence(rules: Rules, begin: World, worlds_max: int = WORLDS_MAX) -> Valence:
    """Explore what can follow on a world."""
    search = Search(rules)
    begin = search.without_late(begin)
    came: dict[World, tuple[World, Move] | None] = {begin: None}
    waiting, found = [begin], dict[str, tuple[Move, ...]]()
    for world in waiting:
        decided = search.decided(world)
        if decided is not None:
            found.setdefault(decided, _path(came, world))
            if len(found) > 1:
                break
            continue
        if len(came) > worlds_max:
            return Valence(found, False, len(came))
        for move, after in search.deliveries(world):
            if after not in came:
                came[after] = (world, move)
                waiting.append(after)
    return Valence(found, True, len(came))


def _path(came: Mapping[World, tuple[World, Move] | None], world: World) -> tuple[Move, ...]:
    moves = []
    step = came[world]
    while step is not None:
        world, move = step
        moves.append(move)
        step = came[world]
    return tuple(reversed(moves))


@dataclass(slots=True)
class Search:
    """The worlds of one question, by deliveries that matter."""

    rules: Rules
    _late: dict[tuple[int, int], bool] = field(default_factory=dict)

    def decided(self, world: World) -> str | None:
        """Return what some node has decided."""
        for number in world.locals:
            found = decision(self.rules.locals[number].log)
            if found is not None:
                return found
        return None

    def deliveries(self, world: World) -> Iterator[tuple[Move, World]]:
        """Every message that is due arrives, with the world after it."""
        names = self.rules.question.names
        for bit, packet in self.rules.in_flight(world):
            index = names.index(packet.target)
            if standing(self.rules.locals[world.locals[index]], packet) == DUE:
                without = world._replace(flights=world.flights & ~bit)
                for move, after in self.rules.delivered(without, index, packet):
                    yield move, self.without_late(after)

    def without_late(self, world: World) -> World:
        """The world without what can change nothing any more."""
        names, flights = self.rules.question.names, world.flights
        for bit, packet in self.rules.in_flight(world):
            number = world.locals[names.index(packet.target)]
            late = self._late.get((bit, number))
            if late is None:
                late = self._late[(bit, number)] = standing(self.rules.locals[number], packet) == LATE
            if late:
                flights &= ~bit
        return world._replace(flights=flights)
