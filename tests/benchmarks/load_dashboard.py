"""The dashboard of a load program: what it is sent, how many bytes a second, and how late."""

from __future__ import annotations

import asyncio
import json
import time
from collections import defaultdict
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from tests.client import Visitor

TILES_IN_SIGHT = 24


class LoadDashboard:
    """One socket of a teacher; delays in seconds."""

    def __init__(self, teacher: Visitor, class_id: str) -> None:
        self._teacher = teacher
        self._address = f"{teacher.url.replace('http', 'ws', 1)}/ws/classes/{class_id}/"
        self._origin = teacher.url
        self._numbers: dict[str, int] = {}
        self._sight: list[int] = []
        self._waiting: dict[int, list[tuple[str, float]]] = defaultdict(list)
        self._shown: dict[int, str] = {}
        self._hands: dict[int, float] = {}
        self.tile_delays: list[float] = []
        self.hand_delays: list[float] = []
        self.bytes_by_second: dict[int, int] = defaultdict(int)
        self.first_bytes = 0
        self.gaps: list[float] = []
        self._heard_at = time.perf_counter()
        self._socket: ClientConnection | None = None
        self._task: asyncio.Task[None] | None = None
        self.known = asyncio.Condition()

    async def open(self) -> None:
        """Connect and follow."""
        self._socket = socket = await connect(
            self._address,
            origin=Origin(self._origin),
            additional_headers=self._teacher.headers(),
            compression=None,
            max_size=None,
        )
        await socket.send('{"type": "hello"}')
        self._task = asyncio.create_task(self._read(socket))

    def begin(self) -> None:
        """Count afresh from now on."""
        self.bytes_by_second.clear()
        self.tile_delays, self.hand_delays, self.gaps = [], [], []
        self._heard_at = time.perf_counter()

    async def until_all(self, names: set[str]) -> None:
        """Wait until all of these learners have a tile."""
        async with self.known:
            await self.known.wait_for(lambda: names <= self._numbers.keys())

    async def close(self) -> None:
        """Close the socket, and stop reading."""
        if self._socket is not None:
            await self._socket.close()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _read(self, socket: ClientConnection) -> None:
        async for text in socket:
            now = time.perf_counter()
            size = len(text)
            frame = json.loads(text)
            if frame["type"] == "class":
                self.first_bytes = size
            else:
                self.bytes_by_second[int(now)] += size
                self.gaps.append(now - self._heard_at)
            self._heard_at = now
            self._take(frame, now)
            await self._look(socket)
            async with self.known:
                self.known.notify_all()

    async def _look(self, socket: ClientConnection) -> None:
        sight = sorted(self._numbers.values())[:TILES_IN_SIGHT]
        if sight != self._sight:
            self._sight = sight
            await socket.send(json.dumps({"type": "sight", "seats": sight}))

    def _take(self, frame: dict[str, Any], now: float) -> None:
        for each in frame.get("learners", []):
            if "name" in each:
                self._numbers[each["name"]] = each["number"]
            if each.get("status") == "hand" and each["number"] in self._hands:
                self.hand_delays.append(now - self._hands.pop(each["number"]))
        for each in frame.get("clusters", []):
            self._saw(each["number"], each.get("act", ""), now)

    def _saw(self, number: int, act: str, now: float) -> None:
        waiting, self._shown[number] = self._waiting[number], act
        nth = next((nth for nth in range(len(waiting) - 1, -1, -1) if waiting[nth][0] == act), None)
        if nth is not None:
            self.tile_delays += [now - since for _, since in waiting[: nth + 1]]
            del waiting[: nth + 1]

    def expect(self, name: str, act: str) -> None:
        """A learner's act was acknowledged just now: from here its tile is late, unless it shows the act already."""
        number, now = self._numbers.get(name), time.perf_counter()
        if number in self._sight:
            self._waiting[number].append((act, now))
            if self._shown.get(number) == act:
                self._saw(number, act, now)

    def expect_hand(self, name: str) -> None:
        """A learner raises a hand now."""
        self._hands[self._numbers[name]] = time.perf_counter()
