"""A small client of the wire protocol (`docs/protocol.md`), for tests, load runs and the documentation's examples.

    async with LabClient.open("http://127.0.0.1:8000", "stale-read") as lab:
        await lab.submit("invoke", client="alice", node="n1", operation="write", key="x", value="7")
        await lab.until(lambda view: view["operations"].get("alice#1", {}).get("status") == "ok")

It keeps `view` by folding what the server sends, says what it has seen, and checks that no event is missing or doubled.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from email.message import Message
from io import BytesIO
from itertools import count
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener
from urllib.response import addinfourl

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

WAIT_SECONDS_MAX = 20.0


class Refused(Exception):
    """The server answered a frame with an error."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


class Visitor:
    """A browser session without a browser: keeps cookies, opens labs from the catalogue."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._cookies = HTTPCookieProcessor()
        self.last_url = url
        self._opener: OpenerDirector = build_opener(self._cookies)

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of a page."""
        return self._fetch(Request(self.url + path))

    def get_json(self, path: str) -> Any:
        """What an address answers, read as JSON."""
        status, text = self.get(path)
        if status != 200:
            raise RuntimeError(f"{path}: {status}")
        return json.loads(text)

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        """Status and text of the page after a form was sent."""
        self.get("/labs/")
        return self._fetch(
            Request(
                self.url + path,
                data=urlencode(fields).encode(),
                headers={"X-CSRFToken": self.cookie("lightcone_csrf"), "Referer": self.url + "/"},
            )
        )

    def upload(self, path: str, field: str, name: str, text: str) -> str:
        """The address that sending a file leads to."""
        self.get("/labs/")
        boundary = "a-boundary-between-parts"
        head = f'Content-Disposition: form-data; name="{field}"; filename="{name}"'
        body = f"--{boundary}\r\n{head}\r\nContent-Type: text/plain\r\n\r\n{text}\r\n--{boundary}--\r\n"
        headers = {
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "X-CSRFToken": self.cookie("lightcone_csrf"),
            "Referer": self.url + "/",
        }
        self._fetch(Request(self.url + path, data=body.encode(), headers=headers))
        return self.last_url

    def _fetch(self, request: Request) -> tuple[int, str]:
        try:
            with self._opener.open(request) as answer:
                self.last_url = answer.url
                return answer.status, answer.read().decode()
        except HTTPError as error:
            return error.code, error.read().decode(errors="replace")

    def cookie(self, name: str) -> str:
        """The value of one cookie, or nothing."""
        return next((each.value or "" for each in self._cookies.cookiejar if each.name == name), "")

    def set_cookie(self, name: str, value: str) -> None:
        """Hold a cookie as if the server had set it."""
        response = Message()
        response["Set-Cookie"] = f"{name}={value}; Path=/"
        request = Request(self.url)
        self._cookies.cookiejar.extract_cookies(addinfourl(BytesIO(), response, self.url), request)

    def headers(self) -> dict[str, str]:
        """The headers of a socket of this browser session."""
        cookies = "; ".join(f"{each.name}={each.value}" for each in self._cookies.cookiejar)
        return {"Cookie": cookies} if cookies else {}

    def new_lab(self, slug: str) -> str:
        """The socket path of a new lab from the catalogue."""
        status, page = self.post("/labs/", lab=slug)
        found = re.search(r"/labs/([\w-]{20,})/", self.last_url)
        if status != 200 or found is None:
            raise RuntimeError(f"the lab {slug} could not be opened: {status} {page[:200]}")
        return f"/ws/labs/{found[1]}/"


class LabClient:
    """One socket of a lab."""

    def __init__(self, url: str, path: str, headers: dict[str, str] | None = None) -> None:
        parts = urlsplit(url)
        self._address = f"ws://{parts.netloc}{path}"
        self._origin = Origin(url)
        self._headers = headers or {}
        self._ids = count(1)
        self._answers: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._changed = asyncio.Condition()
        self._reader: asyncio.Task[None] | None = None
        self._name = f"{id(self):x}"
        self.socket: ClientConnection | None = None
        self.view: dict[str, Any] = {}
        self.head: dict[str, Any] = {}
        self.errors: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []
        self.snapshots = 0
        self.close_code: int | None = None
        self.says_seen = True
        self.wait_seconds_max = WAIT_SECONDS_MAX

    def go_to(self, url: str) -> None:
        """Connect to the same path at another address from now on."""
        parts = urlsplit(self._address)
        self._address, self._origin = f"ws://{urlsplit(url).netloc}{parts.path}", Origin(url)

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str, slug: str) -> AsyncIterator[LabClient]:
        """A new lab of a new visitor, followed from its first snapshot on."""
        visitor = Visitor(url)
        path = await asyncio.to_thread(visitor.new_lab, slug)
        async with cls(url, path, visitor.headers()) as client:
            yield client

    async def __aenter__(self) -> LabClient:
        await self.connect()
        await self.until(bool)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.disconnect()

    async def connect(self) -> None:
        """Connect and say hello with what is already here."""
        self.close_code = None
        self.socket = await connect(self._address, origin=self._origin, additional_headers=self._headers, max_size=None)
        self._reader = asyncio.create_task(self._read(self.socket))
        with suppress(ConnectionError):  # it may be closed already, with a code that says why
            await self.send({"type": "hello", "run": self.head.get("run"), "seq": self.head.get("seq")})

    async def disconnect(self) -> None:
        """Close the socket; `connect` resumes."""
        if self.socket is not None:
            await self.socket.close()
        if self._reader is not None:
            await self._reader

    async def send(self, frame: dict[str, Any] | str | bytes) -> None:
        """Send a frame as it is; raises ConnectionError if the socket is closed."""
        assert self.socket is not None
        try:
            await self.socket.send(json.dumps(frame) if isinstance(frame, dict) else frame)
        except ConnectionClosed as closed:
            raise ConnectionError(str(closed)) from closed

    async def submit(self, kind: str, *, id: str | None = None, **members: Any) -> dict[str, Any]:
        """Send a command and wait for its acknowledgement; raises Refused."""
        command_id = id or f"{self._name}-{next(self._ids)}"
        future = self._answers[command_id] = asyncio.get_running_loop().create_future()
        await self.send({"type": kind, "id": command_id, **members})
        answer: dict[str, Any] = await asyncio.wait_for(future, self.wait_seconds_max)
        if answer["type"] == "error":
            raise Refused(answer["code"], answer["message"])
        return answer

    async def until(self, holds: Callable[[dict[str, Any]], bool]) -> None:
        """Wait until something holds of the view; raises TimeoutError after a while."""
        async with asyncio.timeout(WAIT_SECONDS_MAX), self._changed:
            await self._changed.wait_for(lambda: holds(self.view) or self.close_code is not None)
        if self.close_code is not None and not holds(self.view):
            raise ConnectionError(f"closed with {self.close_code}")

    async def until_errors(self, count: int) -> None:
        """Wait until that many errors have come that answer no waiting command."""
        await self.until(lambda _: len(self.errors) >= count)

    async def until_closed(self) -> None:
        """Wait until the server or the network has closed the socket."""
        assert self._reader is not None
        await asyncio.wait_for(asyncio.shield(self._reader), self.wait_seconds_max)

    async def _read(self, socket: ClientConnection) -> None:
        with suppress(ConnectionClosed, ConnectionError):
            async for text in socket:
                await self._take(json.loads(text))
        async with self._changed:
            self.close_code = socket.close_code
            self._changed.notify_all()

    async def _take(self, frame: dict[str, Any]) -> None:
        if frame["type"] in ("ack", "error"):
            answer = self._answers.pop(frame["id"], None) if frame["id"] else None
            if answer is not None:
                answer.set_result(frame)
            else:
                self.errors.append(frame)
        else:
            self._fold(frame)
            if self.says_seen and (frame["type"] == "snapshot" or frame["events"]):
                await self.send({"type": "seen", "seq": frame["seq"]})
        async with self._changed:
            self._changed.notify_all()

    def _fold(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "snapshot":
            self.view = frame["view"]
            self.snapshots += 1
        else:
            for event in frame["events"]:
                expected = self.head["seq"] + 1
                if event["seq"] != expected:
                    raise AssertionError(f"event {event['seq']} came where {expected} was due")
                self.head["seq"] = event["seq"]
                self.events.append(event)
                for change in event["set"]:
                    self._set(*change)
            if self.head["seq"] != frame["seq"]:
                raise AssertionError(f"a frame said {frame['seq']} and ended with {self.head['seq']}")
        self.head = {**self.head, **{name: frame[name] for name in frame if name not in ("view", "events", "type")}}

    def _set(self, path: list[str], *value: Any) -> None:
        place = self.view
        for name in path[:-1]:
            place = place[name]
        if value:
            place[path[-1]] = value[0]
        else:
            del place[path[-1]]
