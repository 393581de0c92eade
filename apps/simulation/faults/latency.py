"""Slow links: another distribution of latencies, of one link or of all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from apps.simulation.bounds import LATENCY_TICKS_MAX
from apps.simulation.commands import Command, CommandKind
from apps.simulation.errors import CommandError
from apps.simulation.events import Event, event_class
from apps.simulation.fault import Active, Episode, EventKind, Fault, Push, Schedule
from apps.simulation.faults.duplication import SetDuplication
from apps.simulation.faults.loss import SetLoss
from apps.simulation.kernel import Kernel
from apps.simulation.link_settings import different, link_of, where
from apps.simulation.network import DISTRIBUTIONS, Latency
from apps.simulation.refusals import within


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLatency(Command):
    """The latency distribution of one link, or (None) of all that have none of their own."""

    source: str | None = None
    target: str | None = None
    distribution: str
    low_ticks: int
    high_ticks: int


@event_class
class LatencySet(Event):
    """A latency distribution changed, of one link or (None) of the default."""

    source: str | None
    target: str | None
    distribution: str
    low_ticks: int
    high_ticks: int


def _check(kernel: Kernel, command: SetLatency) -> None:
    link_of(kernel, command)
    if command.distribution not in DISTRIBUTIONS:
        raise CommandError("latency.out_of_range", f"The distribution is one of {', '.join(DISTRIBUTIONS)}.")
    within(command.low_ticks, 1, LATENCY_TICKS_MAX, "latency", "The shortest latency in ms")
    within(command.high_ticks, command.low_ticks, LATENCY_TICKS_MAX, "latency", "The longer latency in ms")


def _set(kernel: Kernel, command: SetLatency) -> None:
    latency = Latency(command.distribution, command.low_ticks, command.high_ticks)
    kernel.network.change(link_of(kernel, command), latency=latency)
    kernel.emit(LatencySet, command.source, command.target, command.distribution, command.low_ticks, command.high_ticks)


def _words(event: LatencySet) -> str:
    span = (
        f"{event.low_ticks} ms" if event.distribution == "constant" else f"{event.low_ticks} to {event.high_ticks} ms"
    )
    if event.distribution == "long_tail":
        span = f"{event.low_ticks} ms and more, half of it above {event.high_ticks} ms"
    return f"latency of {where(event)} is now {span}"


def _set_to(latency: Latency, source: str | None = None, target: str | None = None) -> SetLatency:
    return SetLatency(
        source=source,
        target=target,
        distribution=latency.distribution,
        low_ticks=latency.low_ticks,
        high_ticks=latency.high_ticks,
    )


def _draw(episode: Episode) -> Schedule:
    source, target = episode.link() or (None, None)
    if episode.stream.below(2):
        source = target = None
    slow = Latency("long_tail", 5, episode.between(100, 600))
    return episode.throughout(_set_to(slow, source, target), _set_to(episode.cluster.link.latency, source, target))


def _as_at_the_start(kernel: Kernel) -> list[Command]:
    first = kernel.cluster.link
    return [
        _set_to(first.latency),
        SetLoss(per_mille=first.loss_per_mille),
        SetDuplication(per_mille=first.duplication_per_mille),
    ]


def _text(latency: Latency) -> str:
    constant = latency.distribution == "constant"
    return f"{latency.low_ticks} ms" if constant else f"{latency.low_ticks}–{latency.high_ticks} ms"


def _active(kernel: Kernel) -> Iterator[Active]:
    yield from different(kernel, "latency", lambda link: _text(link.latency))


FAULT = Fault(
    name="latency",
    title="Slow links",
    order=7,
    commands=(CommandKind("set_latency", SetLatency, _check, _set),),
    events=(EventKind(LatencySet, _words),),
    pushes=(
        Push(
            "slow",
            "Slow the network",
            lambda _: [_set_to(Latency("uniform", 800, 1_600))],
            "slowed the network",
            "usual",
        ),
        Push("usual", "The network as at the start", _as_at_the_start, "set the network to what it was at the start"),
    ),
    draw=_draw,
    active=_active,
)
