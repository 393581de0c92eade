"""When the server looks for garbage, and gives memory back.

A run is full of cycles, so what a comparison or a replay leaves behind goes only by a collection; one of everything
stops the server for seconds once some hundred labs are in memory. So:

1. On the way only young objects are looked at (`server`).
2. Once the server has grown by some, it looks at all that is new since the last time, and from then on at none of that
   ("frozen"): what is left of it is likely to stay.
3. Now and then it looks at everything.
"""

from __future__ import annotations

import ctypes
import gc
import resource
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from apps.live.bounds import COLLECTION_EVERY_SECONDS, GROWTH_BYTES_MAX


class Memory:
    """The memory of this process. `held_bytes` says how much that is."""

    def __init__(self, held_bytes: Callable[[], int]) -> None:
        self._held_bytes = held_bytes
        self._before_bytes = held_bytes()
        self._collected_at: float | None = None

    def look(self, now_seconds: float) -> None:
        """Collect garbage, if it is time to or the process has grown."""
        if self._collected_at is None:
            self._collected_at = now_seconds
        if now_seconds - self._collected_at >= COLLECTION_EVERY_SECONDS:
            self._collected_at = now_seconds
            gc.unfreeze()
        elif self._held_bytes() - self._before_bytes < GROWTH_BYTES_MAX:
            return
        gc.collect()
        gc.freeze()
        give_back()
        self._before_bytes = self._held_bytes()


def held_bytes() -> int:
    """Return how much of this process is in memory; 0 where the system does not say."""
    with suppress(OSError):
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
    return 0


def give_back() -> None:
    """Let the C library give free memory back to the system, if it can."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
