"""A learner of a load program: joins a class, keeps the sockets that a learner's page keeps, and works in a cluster.

1. Each event that comes has to be the one after the last; after a cut the socket says what it has and is sent the rest.
2. A command without an answer is sent again under its old id once there is a connection, as pages do it.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Origin

from tests.benchmarks.load_browser import LoadBrowser

LESSON, STEP = "quorums", "change-r-and-w"
COMMAND_EVERY_SECONDS = 5.0
AGAIN_SECONDS = (0.15, 0.3)
"""As long a page waits before it first tries again (`reconnection.js`)."""

SEEN_EVERY_SECONDS = 1.0
ANSWER_SECONDS_MAX = 60.0


@dataclass(slots=True)
class Counts:
    """What all learners of a run have seen together; latencies in seconds."""

    acked: list[float] = field(default_factory=list)
    joined: list[float] = field(default_factory=list)
    resumed: list[float] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)


class LoadLearner:
    """One learner. `told(learner, words)` is called once an act that the dashboard has words for is acknowledged."""

    def __init__(self, url: str, name: str, counts: Counts, told: Callable[[LoadLearner, str], None]) -> None:
        self.name = name
        self.browser = LoadBrowser(url)
        self.counts = counts
        self.told = told
        self.page = self.lab = ""
        self.run: int | None = None
        self.seq: int | None = None
        self.live = asyncio.Event()
        self.random = random.Random(name)
        self.operations: set[str] = set()
        self._socket: ClientConnection | None = None
        self._unanswered: dict[str, tuple[str, str, float]] = {}
        self._given = 0
        self._cut_at: float | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._saying: asyncio.Task[None] | None = None

    # Joining

    async def join(self, code: str) -> None:
        """Come in, go to the class's step, and follow its cluster: as long as until the first snapshot is here."""
        began = time.perf_counter()
        await self.browser.get(f"/join/{code}/")
        await self.browser.post(f"/join/{code}/", nickname=self.name)
        seat = re.findall(r"/seats/([\w-]+)/", self.browser.path)[0]
        self.page = f"/seats/{seat}/"
        page = await self.browser.get(f"{self.page}in/{LESSON}/{STEP}/")
        self.lab = re.findall(r'data-socket="(/ws/labs/[\w-]+/)"', page)[0]
        self._tasks = [asyncio.create_task(self._follow()), asyncio.create_task(self._listen(f"/ws{self.page}"))]
        await self.live.wait()
        self.counts.joined.append(time.perf_counter() - began)

    async def begin(self) -> None:
        """Predict, so that the cluster is the learner's, and let it run."""
        await self.browser.post(f"{self.page}in/{LESSON}/{STEP}/predict/", option="0")
        await self.submit({"type": "play"}, "")

    async def raise_hand(self, *, up: bool) -> None:
        """Ask for help, or no longer."""
        await self.browser.post(f"{self.page}hand/", up="1" if up else "0")

    async def leave(self) -> None:
        """Close everything."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # Sockets

    async def _connected(self, path: str) -> ClientConnection:
        address = self.browser.url.replace("http", "ws", 1) + path
        headers, origin = self.browser.headers(), Origin(self.browser.url)
        return await connect(
            address, origin=origin, additional_headers=headers, compression=None, max_size=None, open_timeout=60
        )

    async def _listen(self, path: str) -> None:
        """The class's own socket, which tells a page what the class has for it."""
        while True:
            try:
                async with await self._connected(path) as socket:
                    async for _ in socket:
                        self.counts.seen["told"] += 1
            except (ConnectionClosed, InvalidHandshake, OSError, TimeoutError):
                self.counts.seen["class socket again"] += 1
            await asyncio.sleep(self.random.uniform(*AGAIN_SECONDS))

    async def _follow(self) -> None:
        while True:
            try:
                async with await self._connected(self.lab) as self._socket:
                    await self._socket.send(json.dumps({"type": "hello", "run": self.run, "seq": self.seq}))
                    async for text in self._socket:
                        await self._take(json.loads(text))
            except (ConnectionClosed, InvalidHandshake, OSError, TimeoutError) as error:
                self._note_end(error)
            self.live.clear()
            await asyncio.sleep(self.random.uniform(*AGAIN_SECONDS))

    def _note_end(self, error: Exception) -> None:
        if self._cut_at is None:
            self.counts.problems.append(f"{self.name}: {error!r}"[:160])

    def cut(self) -> None:
        """The network goes away, without a word."""
        if self._socket is not None and self.live.is_set():
            self._cut_at = time.perf_counter()
            self._socket.transport.abort()
            self.counts.seen["cuts"] += 1

    async def _take(self, frame: dict[str, Any]) -> None:
        self.counts.seen[frame["type"]] += 1
        if frame["type"] in ("ack", "error"):
            self._answered(frame)
            return
        if frame["type"] == "snapshot":
            self.run, self.seq = frame["run"], frame["seq"]
        else:
            self._check(frame)
        if not self.live.is_set():
            await self._revive()
        if (frame["type"] == "snapshot" or frame["events"]) and (self._saying is None or self._saying.done()):
            self._saying = asyncio.create_task(self._say_seen())

    async def _say_seen(self) -> None:
        """Say what has come, at once and then once a second while more comes, as pages do."""
        said = None
        while said != self.seq and self.live.is_set():
            said = self.seq
            await self._send(json.dumps({"type": "seen", "seq": said}))
            await asyncio.sleep(SEEN_EVERY_SECONDS)

    def _check(self, frame: dict[str, Any]) -> None:
        for event in frame["events"]:
            if frame["run"] != self.run or event["seq"] != (self.seq or 0) + 1:
                self.counts.problems.append(f"{self.name}: event {event['seq']} came after {self.seq}")
            self.seq = event["seq"]
        self.counts.seen["events"] += len(frame["events"])
        if frame["seq"] != self.seq:
            self.counts.problems.append(f"{self.name}: a frame said {frame['seq']} and ended with {self.seq}")

    async def _revive(self) -> None:
        self.live.set()
        if self._cut_at is not None:
            self.counts.resumed.append(time.perf_counter() - self._cut_at)
            self._cut_at = None
        for text, _, _ in list(self._unanswered.values()):
            await self._send(text)

    async def _send(self, text: str) -> None:
        try:
            assert self._socket is not None
            await self._socket.send(text)
        except ConnectionClosed:
            self.live.clear()

    # Commands

    async def submit(self, members: dict[str, Any], words: str) -> None:
        """Give a command; it is sent as soon as there is a connection."""
        self._given += 1
        command_id = f"{self.name.replace(' ', '-')}-{self._given}"
        text = json.dumps({"id": command_id, **members})
        self._unanswered[command_id] = (text, words, time.perf_counter())
        self.counts.seen["commands"] += 1
        if self.live.is_set():
            await self._send(text)

    def _answered(self, frame: dict[str, Any]) -> None:
        given = self._unanswered.pop(frame["id"], None)
        if frame["type"] == "error":
            self.counts.problems.append(f"{self.name}: {frame['code']} {frame['message']}")
        elif given is None:
            self.counts.seen["acknowledged again"] += 1
        else:
            self.counts.acked.append(time.perf_counter() - given[2])
            self._note_operation(frame.get("operation"))
            if given[1]:
                self.told(self, given[1])

    def _note_operation(self, operation: str | None) -> None:
        if operation is not None and operation in self.operations:
            self.counts.problems.append(f"{self.name}: {operation} was acknowledged for two commands")
        if operation is not None:
            self.operations.add(operation)

    async def work(self, until: float) -> None:
        """Two commands every ten seconds, at times of one's own, until `time.perf_counter()` says so."""
        await asyncio.sleep(self.random.uniform(0, COMMAND_EVERY_SECONDS))
        nth = 0
        while time.perf_counter() < until:
            nth += 1
            node = f"n{self.random.randint(1, 5)}"
            asked = {"type": "invoke", "node": node, "key": "x"}
            if nth % 2:
                write = {**asked, "client": "alice", "operation": "write", "value": str(nth)}
                await self.submit(write, f"alice at {node}: write x = {nth}")
            else:
                await self.submit({**asked, "client": "bob", "operation": "read"}, f"bob at {node}: read x")
            await asyncio.sleep(self.random.uniform(0.5, 1.5) * COMMAND_EVERY_SECONDS)

    async def cut_often(self, times: int, within_seconds: float) -> None:
        """Lose the network that often, at random times."""
        moments = sorted(self.random.uniform(0, within_seconds) for _ in range(times))
        began = time.perf_counter()
        for moment in moments:
            await asyncio.sleep(max(0, began + moment - time.perf_counter()))
            await self.live.wait()
            self.cut()
            await asyncio.sleep(0)

    async def settle(self) -> None:
        """Wait until everything is answered; note what is not."""
        try:
            async with asyncio.timeout(ANSWER_SECONDS_MAX):
                while self._unanswered or not self.live.is_set():
                    await asyncio.sleep(0.1)
        except TimeoutError:
            self.counts.problems.append(f"{self.name}: {len(self._unanswered)} commands without an answer")
