"""The fate of every message of a run, and the faults in force: `causes` makes it by replay and looks into it."""

from __future__ import annotations

from dataclasses import dataclass, field

from apps.simulation import events as e
from apps.simulation import fault_events
from apps.simulation.effects import Body


@dataclass(slots=True)
class MessageRecord:
    """One message from its sending to its end. `sent`, `delivered`, `dropped`, `delayed`, `waited` are sequences."""

    message: str
    source: str
    target: str
    body: Body
    sent: int
    sent_tick: int
    arrives_tick: int
    delivered: int | None = None
    delivered_tick: int | None = None
    dropped: int | None = None
    reason: str = ""
    delayed: int | None = None
    waited: int | None = None

    def there_by(self, sequence: int) -> bool:
        """Return whether its target had it by then."""
        return self.delivered is not None and self.delivered <= sequence


def strikes(event: e.Event) -> bool:
    """Return whether a fault begins or ends with this event."""
    kind = fault_events().get(type(event))
    return kind is not None and kind.strikes


@dataclass(slots=True)
class Chronicle:
    """The messages of a run by identity, in order of sending, and its faults in order."""

    messages: dict[str, MessageRecord] = field(default_factory=dict)
    faults: list[e.Event] = field(default_factory=list)

    def note(self, event: e.Event) -> None:
        """Take in what has happened."""
        if isinstance(event, e.MessageSent):
            assert event.process is not None
            self._begin(event.message, event.process, event.target, event, event.arrives_tick)
        elif isinstance(event, e.MessageDuplicated):
            original = self.messages[event.message]
            self._begin(event.copy, original.source, original.target, event, event.arrives_tick)
        elif isinstance(event, e.MessageDelivered):
            record = self.messages[event.message]
            record.delivered, record.delivered_tick = event.sequence, event.tick
        elif isinstance(event, e.MessageDropped):
            record = self.messages[event.message]
            record.dropped, record.reason = event.sequence, event.reason
        elif isinstance(event, e.MessageDelayed):
            self.messages[event.message].delayed = event.sequence
        elif isinstance(event, e.MessageWaiting):
            self.messages[event.message].waited = event.sequence
        elif strikes(event):
            self.faults.append(event)

    def _begin(
        self, message: str, source: str, target: str, event: e.MessageSent | e.MessageDuplicated, arrives_tick: int
    ) -> None:
        self.messages[message] = MessageRecord(
            message, source, target, event.body, event.sequence, event.tick, arrives_tick
        )

    def last(
        self, kinds: type[e.Event] | tuple[type[e.Event], ...], before: int, process: str | None = None
    ) -> e.Event | None:
        """The last of these events up to a sequence, at a process if one is given."""
        return next(
            (
                event
                for event in reversed(self.faults)
                if event.sequence <= before and isinstance(event, kinds) and process in (None, event.process)
            ),
            None,
        )
