"""Every event of a run as it travels, from the first on: compressed, but for the last few.

A block of events takes about a tenth of its size, and is made once; reading the last of them back costs a socket that
returns some microseconds. The blocks after the first one are compressed with its text as their dictionary, since all
events of a run are alike: so blocks are small, and few events wait for theirs.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from apps.labs.run.projection import WireEvent
from apps.live.lab.wire import encode

BLOCK_EVENTS = 32
LAST_EVENTS = 8
"""So many stay as they are when those before them are compressed: the next frame is made of the last ones."""


@dataclass(slots=True)
class Archive:
    """Events of a run, contiguous: full blocks, compressed, then the last events as they are."""

    _blocks: list[bytes] = field(default_factory=list)
    _tail: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self._blocks) * BLOCK_EVENTS + len(self._tail)

    def take(self, events: Iterable[WireEvent]) -> None:
        """Add what happened next."""
        self.take_encoded(map(encode, events))

    def take_encoded(self, events: Iterable[str]) -> None:
        """Add what happened next, encoded already."""
        for event in events:
            self._tail.append(event)
            if len(self._tail) == BLOCK_EVENTS + LAST_EVENTS:
                self._blocks.append(self._compressed("\n".join(self._tail[:BLOCK_EVENTS]).encode()))
                del self._tail[:BLOCK_EVENTS]

    def beyond(self, count: int) -> list[str]:
        """All but the first `count`, encoded."""
        whole = min(count // BLOCK_EVENTS, len(self._blocks))
        found = [line for lines in self._read(whole) for line in lines]
        return [*found, *self._tail][count - whole * BLOCK_EVENTS :]

    def log(self, lines: int) -> list[WireEvent]:
        """Return the last events, as the log of a snapshot has them: without what they change."""
        events = map(json.loads, self.beyond(max(0, len(self) - lines)))
        return [{name: value for name, value in event.items() if name != "set"} for event in events]

    def events(self) -> Iterator[WireEvent]:
        """Every event, read back block by block: all at once they would take tens of megabytes."""
        for lines in self._read(0):
            yield from map(json.loads, lines)
        yield from map(json.loads, self._tail)

    def _compressed(self, text: bytes) -> bytes:
        if not self._blocks:
            return zlib.compress(text)
        packer = zlib.compressobj(zdict=zlib.decompress(self._blocks[0]))
        return packer.compress(text) + packer.flush()

    def _read(self, start: int) -> Iterator[list[str]]:
        """Yield the events of each block from one on."""
        if start == len(self._blocks):
            return
        first = zlib.decompress(self._blocks[0])
        for number in range(start, len(self._blocks)):
            text = zlib.decompressobj(zdict=first).decompress(self._blocks[number]) if number else first
            yield text.decode().split("\n")

    def copy(self) -> Archive:
        """The same as it is now, for another thread to read."""
        return Archive(list(self._blocks), list(self._tail))
