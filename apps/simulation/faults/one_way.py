"""One-way cut: nothing passes from one node to another, while the way back is open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from apps.simulation.commands import Command, CommandKind
from apps.simulation.events import Event, event_class
from apps.simulation.fault import Active, Episode, EventKind, Fault, FaultGoal, Schedule
from apps.simulation.kernel import Kernel
from apps.simulation.refusals import find_link


@dataclass(frozen=True, slots=True, kw_only=True)
class CutLink(Command):
    """Nothing passes from source to target any more."""

    source: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MendLink(Command):
    """Undo a one-way cut."""

    source: str
    target: str


@event_class
class LinkCut(Event):
    """Nothing passes from source to target any more."""

    source: str
    target: str


@event_class
class LinkMended(Event):
    """Messages pass from source to target again."""

    source: str
    target: str


def _check(kernel: Kernel, command: CutLink | MendLink) -> None:
    find_link(kernel.nodes, command.source, command.target)


def _cut(kernel: Kernel, command: CutLink) -> None:
    kernel.network.cuts.add((command.source, command.target))
    kernel.emit(LinkCut, command.source, command.target)
    kernel.drop_what_crosses_cuts()


def _mend(kernel: Kernel, command: MendLink) -> None:
    kernel.network.cuts.discard((command.source, command.target))
    kernel.emit(LinkMended, command.source, command.target)


def _draw(episode: Episode) -> Schedule:
    link = episode.link()
    if link is None:
        return ()
    source, target = link
    return episode.throughout(CutLink(source=source, target=target), MendLink(source=source, target=target))


def _active(kernel: Kernel) -> Iterator[Active]:
    for source, target in sorted(kernel.network.cuts):
        yield Active(f"cut {source} {target}", "cut", f"cut {source}→{target}")


FAULT = Fault(
    name="one_way",
    title="One-way cut",
    order=2,
    commands=(CommandKind("cut_link", CutLink, _check, _cut), CommandKind("mend_link", MendLink, _check, _mend)),
    events=(
        EventKind(LinkCut, lambda event: f"nothing passes from {event.source} to {event.target} any more"),
        EventKind(LinkMended, lambda event: f"messages pass from {event.source} to {event.target} again"),
    ),
    goals=(FaultGoal("cut_link", LinkCut, "Cut a link in one direction."),),
    draw=_draw,
    active=_active,
)
