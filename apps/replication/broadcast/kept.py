"""What is kept under each key: the state of one operation-based type; and what an operation that arrives comes to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from apps.crdts import operation_types
from apps.crdts.causal_delivery import Broadcast, Inbox
from apps.crdts.crdt_type import OperationBased, State
from apps.protocols.dials import Dials
from apps.protocols.replicated_type import ChangedSlot, KeyEffect, KeyMerge, Offer
from apps.replication import held_type
from apps.replication.broadcast.messages import Operations
from apps.replication.held_type import value_text
from apps.simulation.commands import Change
from apps.simulation.effects import Body
from apps.simulation.node import Durable

INBOX = "inbox"
CAUSAL = "causal"


@dataclass(frozen=True, slots=True)
class Kept:
    """A type, and whether its operations are delivered in causal order, once each."""

    crdt: OperationBased
    causal: bool

    @property
    def offers(self) -> tuple[Offer, ...]:
        """The type's operations, with what they take."""
        return held_type.offers(self.crdt)

    @property
    def changes(self) -> tuple[Change, ...]:
        """Operations with arguments that make sense early in a run."""
        return held_type.changes(self.crdt)

    # What is shown

    def inside(self, durable: Durable) -> dict[str, dict[str, Any]]:
        """By key what is inside a node's state, and which operations wait to take effect on it."""
        inbox = inbox_of(durable)
        waiting = {each.update.key for each in inbox.waiting}
        return {key: self._inside(durable, inbox, key) for key in sorted({*held_type.keys_of(durable), *waiting})}

    def _inside(self, durable: Durable, inbox: Inbox, key: str) -> dict[str, Any]:
        waiting = [
            [each.name, each.update.words, inbox.why_waiting(each)] for each in inbox.waiting if each.update.key == key
        ]
        return {**held_type.inside(self.crdt, held_type.state_of(self.crdt, durable, key)), "waiting": waiting}

    def merges(self, before: Durable, body: Body) -> tuple[KeyMerge, ...]:
        """Nothing: no states travel."""
        return ()

    def carried(self, body: Body, key: str) -> tuple[State, ...]:
        """Nothing: no states travel."""
        return ()

    def effects(self, before: Durable, body: Body) -> tuple[KeyEffect, ...]:
        """Return what every operation in a message comes to at a node that stood so, and every one that had waited for
        it.
        """
        return tuple(self._effects(before, body)) if isinstance(body, Operations) else ()

    def _effects(self, before: Durable, body: Operations) -> Iterator[KeyEffect]:
        inbox = inbox_of(before)
        states = {each.update.key: held_type.state_of(self.crdt, before, each.update.key) for each in inbox.waiting}
        for each in body.broadcasts:
            states.setdefault(each.update.key, held_type.state_of(self.crdt, before, each.update.key))
            if not self.causal:
                yield self._applied(states, each, "")
            elif inbox.has(each):
                yield self._stays(states, each, "dropped", dropped(inbox, each))
            else:
                inbox, delivered = inbox.receive(each)
                if not delivered:
                    yield self._stays(states, each, "waits", inbox.why_waiting(each))
                for one in delivered:
                    yield self._applied(states, one, "" if one is each else f"It had waited for {each.name}. ")

    def _applied(self, states: dict[str, State], broadcast: Broadcast, since: str) -> KeyEffect:
        before, update = states[broadcast.update.key], broadcast.update.update
        states[broadcast.update.key] = after = self.crdt.effect(before, update)
        return self._effect(broadcast, "applied", before, after, since + self.crdt.explain(before, update))

    def _stays(self, states: dict[str, State], broadcast: Broadcast, fate: str, sentence: str) -> KeyEffect:
        state = states[broadcast.update.key]
        return self._effect(broadcast, fate, state, state, sentence)

    def _effect(self, broadcast: Broadcast, fate: str, before: State, after: State, sentence: str) -> KeyEffect:
        update, crdt = broadcast.update, self.crdt
        return KeyEffect(
            broadcast.name,
            update.key,
            crdt.title,
            update.words,
            fate,
            value_text(crdt.value(before)),
            value_text(crdt.value(after)),
            sentence,
            changed_slots(crdt, before, after),
        )


def inbox_of(durable: Durable) -> Inbox:
    """Return what a node has delivered, and what waits there."""
    inbox: Inbox = durable.get(INBOX, Inbox())
    return inbox


def dropped(inbox: Inbox, broadcast: Broadcast) -> str:
    """Why a broadcast is dropped."""
    where = "waits here already" if broadcast in inbox.waiting else "has been delivered here"
    return f"{broadcast.name} {where}: a second copy is recognised by its number, and dropped."


def changed_slots(crdt: OperationBased, before: State, after: State) -> tuple[ChangedSlot, ...]:
    """Every slot of two states."""
    old, new = ({slot.key: slot for slot in crdt.slots(state)} for state in (before, after))
    return tuple(
        ChangedSlot(slot.kind, slot.name, *(side[key].content if key in side else "" for side in (old, new)))
        for key, slot in {**old, **new}.items()
    )


def kept_under(dials: Dials) -> Kept:
    """Return what these dials choose."""
    return Kept(operation_types()[str(dials["type"])], dials["delivery"] == CAUSAL)
