"""The faults of links have much in common: a setting of one link, or of every link that has none of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from apps.simulation.fault import Active
from apps.simulation.kernel import Kernel
from apps.simulation.network import Link, LinkSettings
from apps.simulation.refusals import find_link


def link_of(kernel: Kernel, command: Any) -> Link | None:
    """Return the link that a command names, or None for the default of all; raises CommandError."""
    if command.source is None and command.target is None:
        return None
    return find_link(kernel.nodes, command.source or "", command.target or "")


def where(event: Any) -> str:
    """Return the links of an event in words."""
    return "every link" if event.source is None else f"{event.source} to {event.target}"


def per_cent(per_mille: int) -> str:
    """Return a rate in words: `2.5 %`."""
    whole, tenth = divmod(per_mille, 10)
    return f"{whole}.{tenth} %" if tenth else f"{whole} %"


def different(kernel: Kernel, name: str, text: Callable[[LinkSettings], str]) -> Iterator[Active]:
    """Yield a setting, as `text` writes it, of every link where it is not as it was at the start."""
    network, first = kernel.network, kernel.cluster.link
    if text(network.default) != text(first):
        yield Active(name, name, f"{name} {text(network.default)}")
    for (source, target), own in sorted(network.settings.items()):
        if text(own) != text(first):
            yield Active(f"{name} {source}>{target}", name, f"{source}→{target} {name} {text(own)}")
