"""Views that take long, and so are given threads of their own in fair turns (`config.pages`): nobody else waits behind
them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])

_slow: set[Callable[..., Any]] = set()


def slow(view: View) -> View:
    """Mark a view that replays a run or writes out much."""
    _slow.add(view)
    return view


def is_slow(view: Callable[..., Any]) -> bool:
    """Say whether a view is marked so."""
    return view in _slow
