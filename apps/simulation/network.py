"""The network: links with latency, loss and duplication, partitions, one-way cuts, and what is in flight.

A message's whole fate is drawn when it sets out, from the keyed hash of (seed, "fate", link, n-th message on that
link): word 0 decides loss, 1 duplication, 2 latency, 3 the latency of the duplicate. Where there was a
choice:

- a lost message, and one sent into a cut, dies half-way, even if the cut is healed meanwhile;
- a cut kills what is in flight across it, as pulling the cable does;
- a client sits beside its node: that link has a constant latency and none of the network's faults, but its
  messages can be grabbed like any other.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from apps.clocks.vector import VectorClock
from apps.simulation.bounds import LATENCY_TICKS_MAX, PER_MILLE_MAX
from apps.simulation.effects import Body
from apps.simulation.randomness import Stream, below

CLIENT_LATENCY_TICKS = 12
DISTRIBUTIONS = ("constant", "uniform", "long_tail")
TAIL_DOUBLINGS_MAX = 10

Link = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Latency:
    """A distribution of latencies in ticks.

    `constant`: always `low_ticks`. `uniform`: `low_ticks` to `high_ticks`, all alike. `long_tail`: exponential from
    `low_ticks` on with its median at `high_ticks`, exact at every multiple of the half-life and straight between, cut
    off after ten half-lives.
    """

    distribution: str
    low_ticks: int
    high_ticks: int

    def draw(self, word: int) -> int:
        """The latency that one word of a draw stands for."""
        if self.distribution == "constant":
            return self.low_ticks
        span = self.high_ticks - self.low_ticks
        if self.distribution == "uniform":
            return self.low_ticks + below(word, span + 1)
        return min(LATENCY_TICKS_MAX, self.low_ticks + _exponential(word, max(span, 1)))


def _exponential(bits: int, half_life_ticks: int) -> int:
    """An exponential draw from 64 random bits: leading zeros count half-lives, the bits after them the rest."""
    halvings = min(TAIL_DOUBLINGS_MAX, 64 - bits.bit_length())
    rest = (bits << (halvings + 1)) & (2**64 - 1)
    return halvings * half_life_ticks + (half_life_ticks - 1 - (rest * half_life_ticks >> 64))


@dataclass(frozen=True, slots=True)
class LinkSettings:
    """How one direction of a link treats messages."""

    latency: Latency
    loss_per_mille: int = 0
    duplication_per_mille: int = 0


class Fate(NamedTuple):
    """What becomes of one message: ticks until it arrives, whether it is lost, and the latency of a duplicate, if
    any.
    """

    latency_ticks: int
    lost: bool
    copy_latency_ticks: int | None


@dataclass(slots=True)
class Flight:
    """A message in flight. `clock` is the sender's at sending; `entry_id` that of its current entry in the heap."""

    message: str
    source: str
    target: str
    body: Body
    clock: VectorClock
    sent_tick: int
    arrives_tick: int
    dies_tick: int | None = None
    death: str = "loss"
    waiting: bool = False
    entry_id: int = 0
    copies: int = 0


@dataclass(slots=True)
class Network:
    """The links of one cluster and what stands in their way."""

    seed: int
    default: LinkSettings
    settings: dict[Link, LinkSettings] = field(default_factory=dict)
    groups: tuple[tuple[str, ...], ...] | None = None
    groups_since_tick: int | None = None
    cuts: set[Link] = field(default_factory=set)
    flights: dict[str, Flight] = field(default_factory=dict)
    _side: dict[str, int] = field(default_factory=dict)
    _counts: dict[Link, int] = field(default_factory=dict)
    _streams: dict[Link, Stream] = field(default_factory=dict)

    def link(self, link: Link) -> LinkSettings:
        """The settings in force on one directed link."""
        return self.settings.get(link, self.default)

    def change(self, link: Link | None, **changes: object) -> None:
        """Change settings of one link, or of the default."""
        if link is None:
            self.default = replace(self.default, **changes)  # type: ignore[arg-type]
        else:
            self.settings[link] = replace(self.link(link), **changes)  # type: ignore[arg-type]

    def partition(self, groups: tuple[tuple[str, ...], ...] | None, tick: int) -> None:
        """Put these groups, or none, in force."""
        self.groups = groups
        self.groups_since_tick = None if groups is None else tick
        self._side = {node: side for side, group in enumerate(groups or ()) for node in group}

    def is_cut(self, source: str, target: str) -> bool:
        """Return whether a message from source to target is stopped. Clients are on their node's side."""
        if self._side and source in self._side and target in self._side and self._side[source] != self._side[target]:
            return True
        return (source, target) in self.cuts

    def next_message(self, link: Link, kind: str) -> tuple[str, int]:
        """Return the identity of the next message on a link (`n1>n2#4:store`, the fourth), and its draw's number."""
        number = self._counts.get(link, 0)
        self._counts[link] = number + 1
        return f"{link[0]}>{link[1]}#{number + 1}:{kind}", number

    def fate(self, link: Link, number: int) -> Fate:
        """Return what a message's draw means under the settings in force."""
        stream = self._streams.get(link)
        if stream is None:
            stream = self._streams[link] = Stream(self.seed, "fate", f"{link[0]}>{link[1]}")
        settings, words = self.link(link), stream.draw(number)
        lost = settings.loss_per_mille > 0 and below(words[0], PER_MILLE_MAX) < settings.loss_per_mille
        doubled = settings.duplication_per_mille > 0 and below(words[1], PER_MILLE_MAX) < settings.duplication_per_mille
        copy = settings.latency.draw(words[3]) if doubled else None
        return Fate(settings.latency.draw(words[2]), lost, copy)
