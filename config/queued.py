"""Pages a few at a time. Each is made in a thread of its own, and these share one interpreter and one database that one
may write to: a hundred at once would wait for one another longer than all of them take.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

AT_ONCE_MAX = 4

Application = Callable[[Any, Any, Any], Awaitable[None]]


class Queued:
    """An application that has so many requests in hand at most; the others wait their turn."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._turns = asyncio.Semaphore(AT_ONCE_MAX)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async with self._turns:
            await self._application(scope, receive, send)
