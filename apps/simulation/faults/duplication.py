"""Duplication: some messages arrive twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from apps.simulation.bounds import PER_MILLE_MAX
from apps.simulation.commands import Command, CommandKind
from apps.simulation.events import Event, event_class
from apps.simulation.fault import Active, Episode, EventKind, Fault, Push, Schedule
from apps.simulation.kernel import Kernel
from apps.simulation.link_settings import different, link_of, per_cent, where
from apps.simulation.refusals import within


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDuplication(Command):
    """How many of a thousand messages arrive twice, on one link, or (None) on all that have no setting of their own."""

    source: str | None = None
    target: str | None = None
    per_mille: int


@event_class
class DuplicationSet(Event):
    """A duplication rate changed."""

    source: str | None
    target: str | None
    per_mille: int


def _check(kernel: Kernel, command: SetDuplication) -> None:
    link_of(kernel, command)
    within(command.per_mille, 0, PER_MILLE_MAX, "rate", "The rate per thousand")


def _set(kernel: Kernel, command: SetDuplication) -> None:
    kernel.network.change(link_of(kernel, command), duplication_per_mille=command.per_mille)
    kernel.emit(DuplicationSet, command.source, command.target, command.per_mille)


def _draw(episode: Episode) -> Schedule:
    rate, usual = episode.between(100, 700), episode.cluster.link.duplication_per_mille
    return episode.throughout(SetDuplication(per_mille=rate), SetDuplication(per_mille=usual))


def _active(kernel: Kernel) -> Iterator[Active]:
    yield from different(kernel, "duplication", lambda link: per_cent(link.duplication_per_mille))


FAULT = Fault(
    name="duplication",
    order=6,
    commands=(CommandKind("set_duplication", SetDuplication, _check, _set),),
    events=(EventKind(DuplicationSet, lambda event: f"{where(event)} now doubles {event.per_mille} of 1000 messages"),),
    pushes=(
        Push(
            "repeat",
            "Deliver one in five twice",
            lambda _: [SetDuplication(per_mille=200)],
            "made the network deliver one message in five twice",
            "usual",
        ),
    ),
    draw=_draw,
    active=_active,
)
