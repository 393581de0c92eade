"""When the server looks for garbage, with its clock and its size in the test's hand."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from apps.live.bounds import COLLECTION_EVERY_SECONDS, GROWTH_BYTES_MAX
from apps.live.serving.memory import Memory, held_bytes


class Run:
    """Something that only a collection can free."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def only_asked_for() -> Iterator[None]:
    """No collection but those that are asked for; and nothing stays frozen."""
    gc.disable()
    yield
    gc.unfreeze()
    gc.enable()


def garbage() -> weakref.ref[Run]:
    return weakref.ref(Run())


def test_garbage_goes_once_the_server_has_grown() -> None:
    size = [0]
    memory = Memory(lambda: size[0])
    left = garbage()
    size[0] = GROWTH_BYTES_MAX - 1
    memory.look(1.0)
    assert left() is not None
    size[0] = GROWTH_BYTES_MAX
    memory.look(2.0)
    assert left() is None
    left = garbage()
    memory.look(3.0)
    assert left() is not None


def test_everything_is_looked_at_now_and_then_even_if_nothing_grows() -> None:
    memory = Memory(lambda: 0)
    memory.look(1.0)
    left = garbage()
    gc.freeze()
    memory.look(COLLECTION_EVERY_SECONDS)
    assert left() is not None
    memory.look(1.0 + COLLECTION_EVERY_SECONDS)
    assert left() is None


def test_the_system_says_how_much_is_held() -> None:
    assert held_bytes() > 10 * 2**20
