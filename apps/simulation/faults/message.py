"""A single message, chosen by hand: delivered now, delayed, duplicated or dropped."""

from __future__ import annotations

from dataclasses import dataclass

from apps.simulation.bounds import DELAY_TICKS_MAX
from apps.simulation.commands import Command, CommandKind
from apps.simulation.errors import CommandError
from apps.simulation.events import MessageDelayed, MessageDropped, MessageDuplicated
from apps.simulation.fault import Fault, FaultGoal
from apps.simulation.kernel import Kernel
from apps.simulation.network import Flight
from apps.simulation.refusals import within


@dataclass(frozen=True, slots=True)
class DeliverMessage(Command):
    """A message in flight arrives now."""

    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayMessage(Command):
    """A message in flight arrives later than it would have."""

    message: str
    delay_ticks: int


@dataclass(frozen=True, slots=True)
class DuplicateMessage(Command):
    """A second copy of a message in flight sets out now, and takes as long as the first."""

    message: str


@dataclass(frozen=True, slots=True)
class DropMessage(Command):
    """A message in flight is lost now."""

    message: str


def _flight(kernel: Kernel, message: str) -> Flight:
    flight = kernel.network.flights.get(message)
    if flight is None:
        raise CommandError("message.unknown", "That message is no longer in flight.")
    return flight


def _check(kernel: Kernel, command: DropMessage | DuplicateMessage) -> None:
    _flight(kernel, command.message)


def _check_travelling(kernel: Kernel, command: DeliverMessage | DelayMessage) -> None:
    if _flight(kernel, command.message).waiting:
        raise CommandError("message.unknown", "That message has arrived already and waits at its node.")
    if isinstance(command, DelayMessage):
        within(command.delay_ticks, 1, DELAY_TICKS_MAX, "delay", "The delay in ms")


def _deliver(kernel: Kernel, command: DeliverMessage) -> None:
    kernel.arrive(_flight(kernel, command.message))


def _delay(kernel: Kernel, command: DelayMessage) -> None:
    flight = _flight(kernel, command.message)
    flight.arrives_tick += command.delay_ticks
    if flight.dies_tick is not None:
        flight.dies_tick += command.delay_ticks
    kernel.emit(MessageDelayed, flight.message, flight.body, flight.arrives_tick)
    kernel.schedule_flight(flight)


def _duplicate(kernel: Kernel, command: DuplicateMessage) -> None:
    flight = _flight(kernel, command.message)
    kernel.fly_copy(flight, max(1, flight.arrives_tick - flight.sent_tick))


def _drop(kernel: Kernel, command: DropMessage) -> None:
    kernel.drop(_flight(kernel, command.message), "command")


FAULT = Fault(
    name="message",
    order=20,
    commands=(
        CommandKind("deliver_message", DeliverMessage, _check_travelling, _deliver),
        CommandKind("delay_message", DelayMessage, _check_travelling, _delay),
        CommandKind("duplicate_message", DuplicateMessage, _check, _duplicate),
        CommandKind("drop_message", DropMessage, _check, _drop),
    ),
    goals=(
        FaultGoal(
            "drop",
            MessageDropped,
            "Choose a message on its way and drop it.",
            lambda run, event: event.reason == "command",
        ),
        FaultGoal("delay", MessageDelayed, "Choose a message on its way and delay it."),
        FaultGoal("duplicate", MessageDuplicated, "Choose a message on its way and duplicate it."),
    ),
)
