"""Loss: some messages are lost on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from apps.simulation.bounds import PER_MILLE_MAX
from apps.simulation.commands import Command, CommandKind
from apps.simulation.events import Event, MessageDropped, event_class
from apps.simulation.fault import Active, Episode, EventKind, Fault, FaultGoal, Push, Schedule
from apps.simulation.kernel import Kernel
from apps.simulation.link_settings import different, link_of, per_cent, where
from apps.simulation.refusals import within


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLoss(Command):
    """How many of a thousand messages are lost, on one link, or (None) on all that have no setting of their own."""

    source: str | None = None
    target: str | None = None
    per_mille: int


@event_class
class LossSet(Event):
    """A loss rate changed."""

    source: str | None
    target: str | None
    per_mille: int


def _check(kernel: Kernel, command: SetLoss) -> None:
    link_of(kernel, command)
    within(command.per_mille, 0, PER_MILLE_MAX, "rate", "The rate per thousand")


def _set(kernel: Kernel, command: SetLoss) -> None:
    kernel.network.change(link_of(kernel, command), loss_per_mille=command.per_mille)
    kernel.emit(LossSet, command.source, command.target, command.per_mille)


def _draw(episode: Episode) -> Schedule:
    rate, usual = episode.between(50, 500), episode.cluster.link.loss_per_mille
    return episode.throughout(SetLoss(per_mille=rate), SetLoss(per_mille=usual))


def _active(kernel: Kernel) -> Iterator[Active]:
    yield from different(kernel, "loss", lambda link: per_cent(link.loss_per_mille))


FAULT = Fault(
    name="loss",
    title="Loss",
    order=5,
    commands=(CommandKind("set_loss", SetLoss, _check, _set),),
    events=(EventKind(LossSet, lambda event: f"{where(event)} now loses {event.per_mille} of 1000 messages"),),
    goals=(
        FaultGoal("loss", MessageDropped, "Set a loss rate under Faults.", lambda run, event: event.reason == "loss"),
    ),
    pushes=(
        Push(
            "lose",
            "Lose one message in five",
            lambda _: [SetLoss(per_mille=200)],
            "made the network lose one message in five",
            "usual",
        ),
    ),
    draw=_draw,
    active=_active,
)
