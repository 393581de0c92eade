"""Workers that reach each other within one process. `tests/cluster` runs the same tests with Redis between them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
from channels.layers import InMemoryChannelLayer

from tests.live.workers.several import Registry, Room, workers


@pytest.fixture
def room() -> Room:
    return Room(InMemoryChannelLayer(capacity=10_000))


@pytest.fixture
def registry() -> Registry:
    return Registry()


@pytest.fixture
def meeting(room: Room, registry: Registry) -> Callable[[int], AbstractAsyncContextManager[list[Any]]]:
    """Return what starts so many workers."""
    return lambda count: workers(count, room, registry.of)
