"""Messages between the workers of one installation, by a channel layer of Channels.

A message may get lost, so whoever sends one repeats it, or looks up again what it said. Messages from one worker to
another arrive in order. All messages of one turn of the event loop travel together.
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
HEARTBEAT_SECONDS = 1.0
SILENT_SECONDS_MAX = 4.0
"""A worker that has sent nothing for longer counts as failed."""

LOOK_EVERY_SECONDS = 0.5
REPEAT_SECONDS = 2.0
"""A question without an answer is asked again after so long."""

MessageHandler = Callable[[str, Any], None]
"""Handles a message, given the name of the worker that sent it, and its content."""

QuestionHandler = Callable[[str, Any], Awaitable[Any]]
"""Answers a question of the worker with this name. If the answer gets lost, the question comes again."""

logger = logging.getLogger(__name__)


class Unanswered(Exception):
    """The worker that was asked is gone, or could not answer."""


class Exchange:
    """This worker among the others. Without a `layer` there are none."""

    def __init__(self, layer: Any = None, clock: Callable[[], float] = time.monotonic) -> None:
        self.name = ""
        self._layer = layer
        self._clock = clock
        self._message_handlers: dict[str, MessageHandler] = {}
        self._question_handlers: dict[str, QuestionHandler] = {}
        self._last_seen: dict[str, float] = {}
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
        for work in (self._receive(), self._send(), self._send_heartbeats()):
            self._begin(work)

    async def stop(self) -> None:
        """Say that this worker leaves, and stop."""
        if self._loop is None:
            return
        try:
            await self._layer.group_send(GROUP, {"from": self.name, "items": [("leaves", None, None)]})
        except Exception:  # noqa: BLE001 - the others notice its silence
            logger.info("the other workers were not informed of the end")
        for task in (tasks := list(self._tasks)):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # Who is there

    def others(self) -> set[str]:
        """Return the names of the other workers that have sent something lately."""
        return {name for name in self._last_seen if not self.is_silent(name)}

    def is_silent(self, worker: str) -> bool:
        """Return whether another worker counts as failed."""
        return self._clock() - self._last_seen.get(worker, float("-inf")) > SILENT_SECONDS_MAX

    async def _send_heartbeats(self) -> None:
        while True:
            self.broadcast("heartbeat", None)
            await pause(HEARTBEAT_SECONDS)

    # Sending

    def on_message(self, kind: str, handle: MessageHandler) -> None:
        """Register the handler for messages of this kind. They are handled in the order of their arrival."""
        self._message_handlers[kind] = handle

    def on_question(self, kind: str, answer: QuestionHandler) -> None:
        """Register the handler for questions of this kind."""
        self._question_handlers[kind] = answer

    def send(self, worker: str, kind: str, content: Any) -> None:
        """Send a message to one other worker, from any thread."""
        self._post(worker, kind, None, content)

    def broadcast(self, kind: str, content: Any) -> None:
        """Send a message to all other workers, from any thread."""
        self._post("", kind, None, content)

    async def ask(self, worker: str, kind: str, asked: Any) -> Any:
        """Return what another worker answers. Raises Unanswered once it is silent, or at once if it fails."""
        if self._layer is None:
            raise Unanswered(worker)
        self._last_seen.setdefault(worker, self._clock())
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
        content = answer.result()
        if "failed" in content:
            raise Unanswered(worker)
        return content["answer"]

    def _post(self, worker: str, kind: str, number: int | None, content: Any) -> None:
        if self._loop is None:
            return
        if threading.get_ident() != self._thread:
            self._loop.call_soon_threadsafe(self._post, worker, kind, number, content)
            return
        self._outbox[worker].append((kind, number, content))
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

    # Receiving

    async def _receive(self) -> None:
        while True:
            try:
                message = await self._layer.receive(self.name)
                self._deliver(message["from"], message["items"])
            except Exception:
                logger.exception("messages of another worker could not be read")

    def _deliver(self, sender: str, items: list[Any]) -> None:
        if sender == self.name:
            return
        self._last_seen[sender] = self._clock()
        for kind, number, content in items:
            if kind == "leaves":
                self._last_seen[sender] = float("-inf")
            elif kind == "answer":
                waiting = self._answers.get(number)
                if waiting is not None and not waiting.done():
                    waiting.set_result(content)
            elif number is None:
                self._handle(sender, kind, content)
            elif (sender, number) not in self._answering:
                self._begin(self._answer(sender, kind, number, content))

    def _handle(self, sender: str, kind: str, content: Any) -> None:
        handle = self._message_handlers.get(kind)
        try:
            if handle is not None:
                handle(sender, content)
        except Exception:
            logger.exception("a message of another worker could not be handled")

    async def _answer(self, sender: str, kind: str, number: int, asked: Any) -> None:
        self._answering.add((sender, number))
        try:
            content = {"answer": await self._question_handlers[kind](sender, asked)}
        except Exception:
            logger.exception("a question of another worker could not be answered")
            content = {"failed": True}
        finally:
            self._answering.discard((sender, number))
        self._post(sender, "answer", number, content)

    def _begin(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
