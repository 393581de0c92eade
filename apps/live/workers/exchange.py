"""Messages between the workers of one installation, by a channel layer of Channels.

A message may get lost, so nothing rests on it that is not repeated or looked up again. From one worker to another
messages come in order. All that is said within one turn of the event loop travels as one message.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import threading
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any

from apps.live.serving.metrics import worker_messages
from apps.live.serving.pauses import pause

GROUP = "lightcone.workers"
ALIVE_EVERY_SECONDS = 1.0
SILENT_SECONDS_MAX = 4.0
"""A worker that nobody has heard for longer is taken for dead."""

LOOK_EVERY_SECONDS = 0.5
REPEAT_SECONDS = 2.0
"""A question without an answer is asked again after so long."""

Told = Callable[[str, Any], None]
"""Handles what was told; given the name of the worker that said it, and what it said."""

Asked = Callable[[str, Any], Awaitable[Any]]
"""Answers a question of the worker with this name. It may be asked more than once, if the answer gets lost."""

logger = logging.getLogger(__name__)


class Unanswered(Exception):
    """The worker that was asked is gone, or could not answer."""


class Exchange:
    """This worker among the others. Without a `layer` there are none."""

    def __init__(self, layer: Any = None, clock: Callable[[], float] = time.monotonic) -> None:
        self.name = ""
        self._layer = layer
        self._clock = clock
        self._told: dict[str, Told] = {}
        self._asked: dict[str, Asked] = {}
        self._heard: dict[str, float] = {}
        self._outbox: dict[str, list[Any]] = defaultdict(list)
        self._has_mail = asyncio.Event()
        self._numbers = itertools.count(1)
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._answering: set[tuple[str, int]] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = 0

    async def start(self) -> None:
        """Begin to listen and to send. Raises an error of the layer if that is away."""
        self._loop, self._thread = asyncio.get_running_loop(), threading.get_ident()
        self.name = await self._layer.new_channel("worker")
        await self._layer.group_add(GROUP, self.name)
        for work in (self._receive(), self._send(), self._say_alive()):
            self._begin(work)

    async def stop(self) -> None:
        """Say good-bye, and stop."""
        if self._loop is None:
            return
        try:
            await self._layer.group_send(GROUP, {"from": self.name, "items": [("bye", None, None)]})
        except Exception:  # noqa: BLE001 - the others find out by themselves
            logger.info("the other workers were not sent a good-bye")
        for task in (tasks := list(self._tasks)):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # Who is there

    def others(self) -> set[str]:
        """Return the names of the other workers that were heard lately."""
        return {name for name in self._heard if not self.is_silent(name)}

    def is_silent(self, worker: str) -> bool:
        """Return whether another worker is taken for dead."""
        return self._clock() - self._heard.get(worker, float("-inf")) > SILENT_SECONDS_MAX

    async def _say_alive(self) -> None:
        while True:
            self.tell_all("alive", None)
            await pause(ALIVE_EVERY_SECONDS)

    # Saying

    def on_told(self, kind: str, handle: Told) -> None:
        """Have what is told of this kind handled, in the order in which it came."""
        self._told[kind] = handle

    def on_asked(self, kind: str, answer: Asked) -> None:
        """Have questions of this kind answered."""
        self._asked[kind] = answer

    def tell(self, worker: str, kind: str, said: Any) -> None:
        """Say something to one other worker. From any thread."""
        self._post(worker, kind, None, said)

    def tell_all(self, kind: str, said: Any) -> None:
        """Say something to all other workers. From any thread."""
        self._post("", kind, None, said)

    async def ask(self, worker: str, kind: str, asked: Any) -> Any:
        """Return what another worker answers. Raises Unanswered once it is silent, or at once if it fails."""
        if self._layer is None:
            raise Unanswered(worker)
        self._heard.setdefault(worker, self._clock())
        if self.is_silent(worker):
            raise Unanswered(worker)
        number = next(self._numbers)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        try:
            while not answer.done():
                self._post(worker, kind, number, asked)
                again_at = self._clock() + REPEAT_SECONDS
                while not answer.done() and self._clock() < again_at:
                    await asyncio.wait({answer}, timeout=min(REPEAT_SECONDS, LOOK_EVERY_SECONDS))
                    if not answer.done() and self.is_silent(worker):
                        raise Unanswered(worker)
        finally:
            del self._answers[number]
        said = answer.result()
        if "failed" in said:
            raise Unanswered(worker)
        return said["answer"]

    def _post(self, worker: str, kind: str, number: int | None, said: Any) -> None:
        if self._loop is None:
            return
        if threading.get_ident() != self._thread:
            self._loop.call_soon_threadsafe(self._post, worker, kind, number, said)
            return
        self._outbox[worker].append((kind, number, said))
        self._has_mail.set()

    async def _send(self) -> None:
        while True:
            await self._has_mail.wait()
            self._has_mail.clear()
            outbox, self._outbox = self._outbox, defaultdict(list)
            for worker, items in outbox.items():
                message = {"from": self.name, "items": items}
                try:
                    await (self._layer.send(worker, message) if worker else self._layer.group_send(GROUP, message))
                    worker_messages.inc()
                except Exception as error:  # noqa: BLE001 - it is lost, as any message may be
                    logger.info("a message to other workers was lost: %s", error)

    # Hearing

    async def _receive(self) -> None:
        while True:
            try:
                message = await self._layer.receive(self.name)
                self._take(message["from"], message["items"])
            except Exception:
                logger.exception("a message of another worker could not be handled")

    def _take(self, sender: str, items: list[Any]) -> None:
        if sender == self.name:
            return
        self._heard[sender] = self._clock()
        for kind, number, said in items:
            if kind == "bye":
                self._heard[sender] = float("-inf")
            elif kind == "answer":
                waiting = self._answers.get(number)
                if waiting is not None and not waiting.done():
                    waiting.set_result(said)
            elif number is None:
                self._hear(sender, kind, said)
            elif (sender, number) not in self._answering:
                self._begin(self._answer(sender, kind, number, said))

    def _hear(self, sender: str, kind: str, said: Any) -> None:
        handle = self._told.get(kind)
        try:
            if handle is not None:
                handle(sender, said)
        except Exception:
            logger.exception("what another worker said could not be handled")

    async def _answer(self, sender: str, kind: str, number: int, asked: Any) -> None:
        self._answering.add((sender, number))
        try:
            said = {"answer": await self._asked[kind](sender, asked)}
        except Exception:
            logger.exception("a question of another worker could not be answered")
            said = {"failed": True}
        finally:
            self._answering.discard((sender, number))
        self._post(sender, "answer", number, said)

    def _begin(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
