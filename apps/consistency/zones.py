"""Zones: linearizability of a register whose reads are known to have returned which write (Gibbons, Korach 1997).

For one key, a *cluster* is a write and its reads; the initial value has one too, whose write completed before
everything. `first_end` is the earliest completion in it, `last_start` the latest start.

1. Nothing in a cluster may finish before what has to come before it there begins: no read before its write.
2. Cluster `c` has to come before `d` iff `c.first_end < d.last_start`: some operation of `c` precedes one of `d`. The
   history is linearizable iff no two clusters have to come before each other.
3. Then the clusters in order of `min(first_end, last_start)`, each with its write first and its reads by start, are the
   witness.

Two suffice: in a longer circle `c1, c2, ..., cn`, let `c1` be the one with the least `first_end`. It is at most that of
the one before `cn`, which is less than `cn.last_start`; so `c1` comes before `cn` as well as `cn` before `c1`.

In the words of the paper: a cluster with `first_end < last_start` has a *forward* zone between the two, another has a
*backward* one; two clusters have to come before each other iff two forward zones overlap or a forward one contains a
backward. Sorted, that takes O(n log n).

Choices: a compare-and-set that found `w` and swapped comes right after `w` and its reads, so their clusters are one,
with the operations in it in layers. The proof holds for these as it stands.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise

from apps.consistency.graph import Step
from apps.consistency.history import History
from apps.consistency.real_time import INFINITE, Times

BEGINNING = -1


@dataclass(slots=True)
class Cluster:
    """Operations that no other write may come between: `first` is the write it begins with, None for the initial value.

    `members` have a layer each: versions even, their readers odd. `ender` completes first, `starter` starts last.
    """

    first: int | None
    members: list[tuple[int, int]] = field(default_factory=list)
    first_end: int = INFINITE
    last_start: int = BEGINNING
    ender: int | None = None
    starter: int | None = None

    @property
    def forward(self) -> bool:
        """Return whether its zone runs from the first end to the last start."""
        return self.first_end < self.last_start

    @property
    def place(self) -> tuple[int, bool]:
        """Return where it comes among clusters that may all be ordered."""
        return min(self.first_end, self.last_start), self.forward


@dataclass(frozen=True, slots=True)
class Zones:
    """What zones say of one key: an order, or edges that go round."""

    order: list[int] = field(default_factory=list)
    cycle: list[Step] = field(default_factory=list)


def zones(history: History, numbers: Sequence[int], times: Times) -> Zones:
    """Judge the operations of a key, all of whose readers are known to have returned what."""
    swaps: dict[int | None, int] = {}
    for number in _swapping(history, numbers):
        source = next(iter(history.sources[number] or ()), None)
        if source in swaps:
            return Zones(cycle=[(number, swaps[source], "fr"), (swaps[source], number, "fr")])
        swaps[source] = number
    clusters = [_cluster(history, first, numbers, swaps) for first in _firsts(history, numbers)]
    for cluster in clusters:
        _measure(cluster, times)
    inversions = (_inversion(cluster, times) for cluster in clusters)
    cycle = _circle(swaps, clusters) or next((steps for steps in inversions if steps), []) or _clash(clusters)
    if cycle:
        return Zones(cycle=cycle)
    ordered = sorted(clusters, key=lambda cluster: cluster.place)
    return Zones([number for cluster in ordered for _, number in sorted(cluster.members, key=partial(_placed, times))])


def _placed(times: Times, member: tuple[int, int]) -> tuple[int, int, int]:
    layer, number = member
    return layer, times.start[number], number


def _swapping(history: History, numbers: Sequence[int]) -> Iterator[int]:
    """The compare-and-sets that found a version and replaced it."""
    return (number for number in numbers if history[number].writes and history.sources[number] is not None)


def _firsts(history: History, numbers: Sequence[int]) -> list[int | None]:
    """The writes that clusters begin with; None for the initial value."""
    return [None, *(number for number in numbers if history[number].writes and history.sources[number] is None)]


def _cluster(history: History, first: int | None, numbers: Sequence[int], swaps: Mapping[int | None, int]) -> Cluster:
    """A write, its readers, and the same for the compare-and-set that replaced it, and so on."""
    cluster = Cluster(first, first_end=BEGINNING if first is None else INFINITE)
    version, layer = first, 0
    while version is not None or layer == 0:
        if version is not None:
            cluster.members.append((layer, version))
        readers = history.readers[version] if version is not None else _initial_readers(history, numbers)
        cluster.members += [(layer + 1, read) for read in readers if not history[read].writes]
        version, layer = swaps.get(version), layer + 2
    return cluster


def _initial_readers(history: History, numbers: Sequence[int]) -> list[int]:
    return [number for number in numbers if history.sources[number] == ()]


def _measure(cluster: Cluster, times: Times) -> None:
    for _, number in cluster.members:
        if times.end[number] < cluster.first_end:
            cluster.first_end, cluster.ender = times.end[number], number
        if times.start[number] > cluster.last_start:
            cluster.last_start, cluster.starter = times.start[number], number


def _circle(swaps: Mapping[int | None, int], clusters: Sequence[Cluster]) -> list[Step]:
    """Compare-and-sets that found one another's versions in a circle, which hangs on no first write."""
    placed = {number for cluster in clusters for _, number in cluster.members}
    found = {number: source for source, number in swaps.items() if source is not None and number not in placed}
    number, circle = min(found, default=None), list[int]()
    while number is not None and number not in circle:
        circle.append(number)
        number = found[number]
    circle = [] if number is None else circle[circle.index(number) :]
    return [(found[each], each, "rf") for each in reversed(circle)]


def _inversion(cluster: Cluster, times: Times) -> list[Step]:
    """Of a cluster's operations, one that finished before another of a lower layer began."""
    by_end = sorted(cluster.members, key=lambda member: times.end[member[1]])
    highest, place = (-1, -1), 0
    for member in sorted(cluster.members, key=lambda member: times.start[member[1]]):
        while times.end[by_end[place][1]] < times.start[member[1]]:
            highest, place = max(highest, by_end[place]), place + 1
        if highest[0] > member[0]:
            return [(highest[1], member[1], "rt"), *_upward(cluster, member, highest)]
    return []


def _upward(cluster: Cluster, low: tuple[int, int], high: tuple[int, int]) -> list[Step]:
    """From an operation of a cluster to one of a higher layer: a read to the next version, that to its readers."""
    versions = {layer: number for layer, number in cluster.members if layer % 2 == 0}
    layer, number = low
    steps: list[Step] = []
    while number != high[1]:
        onward = layer + 1 if layer % 2 else layer + 2
        target = versions[onward] if onward <= high[0] else high[1]
        steps.append((number, target, "fr" if layer % 2 else "rf"))
        layer, number = onward, target
    return steps


def _clash(clusters: Sequence[Cluster]) -> list[Step]:
    """Two clusters that have to come before each other."""
    forward = sorted((c for c in clusters if c.forward), key=lambda cluster: cluster.first_end)
    for one, other in pairwise(forward):
        if other.first_end < one.last_start:
            return _both_ways(one, other)
    starts = [cluster.first_end for cluster in forward]
    for inner in clusters:
        place = bisect_left(starts, inner.last_start) - 1
        if not inner.forward and place >= 0 and inner.first_end < forward[place].last_start:
            return _both_ways(forward[place], inner)
    return []


def _both_ways(one: Cluster, other: Cluster) -> list[Step]:
    """Edges that go round through two clusters: each has an operation that finished before one of the other began.

    Of the initial value's cluster, which is `one` if it takes part, it is the write that did so before everything.
    """
    assert other.ender is not None
    assert one.starter is not None
    back = [(other.ender, one.starter, "rt")]
    if one.ender is not None and other.starter is not None:
        there = [(one.starter, one.ender, "zone"), (one.ender, other.starter, "rt")]
        steps = [*back, *there, (other.starter, other.ender, "zone")]
    else:
        is_read = (1, one.starter) in one.members
        ender = next(member for member in other.members if member[1] == other.ender)
        onward = _upward(other, other.members[0], ender)
        steps = [*back, (one.starter, other.members[0][1], "fr" if is_read else "zone"), *onward]
    return [step for step in steps if step[0] != step[1]]
