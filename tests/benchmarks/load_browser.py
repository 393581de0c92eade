"""A browser session that costs next to nothing, for load programs: cookies, pages, forms; many of them on one loop."""

from __future__ import annotations

import asyncio
from urllib.parse import urlencode, urlsplit

REDIRECTS = {301, 302, 303}
REDIRECTS_MAX = 5
CSRF = "lightcone_csrf"


class LoadBrowser:
    """One session. Every request is a connection of its own, as from a browser that has just come."""

    def __init__(self, url: str) -> None:
        self.url = url
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self.cookies: dict[str, str] = {}
        self.path = "/"

    def headers(self) -> dict[str, str]:
        """What a socket of this session has to say of itself."""
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}

    async def get(self, path: str) -> str:
        """A page, whichever it leads to: its text. Raises RuntimeError for anything but success."""
        return await self._fetch("GET", path, "")

    async def post(self, path: str, **fields: str) -> str:
        """The page that sending a form leads to."""
        return await self._fetch("POST", path, urlencode(fields))

    async def _fetch(self, method: str, path: str, body: str) -> str:
        for _ in range(REDIRECTS_MAX):
            status, location, text = await self._ask(method, path, body)
            if status not in REDIRECTS:
                break
            method, path, body = "GET", location, ""
        if status >= 400:
            raise RuntimeError(f"{method} {path}: {status} {text[:300]}")
        self.path = path
        return text

    async def _ask(self, method: str, path: str, body: str) -> tuple[int, str, str]:
        reader, writer = await asyncio.open_connection(self._host, self._port)
        head = {
            "Host": f"{self._host}:{self._port}",
            "Connection": "close",
            "Origin": self.url,
            **self.headers(),
            "X-CSRFToken": self.cookies.get(CSRF, ""),
            "Content-Type": "application/x-www-form-urlencoded",
            "Content-Length": str(len(body)),
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        writer.write(f"{method} {path} HTTP/1.1\r\n{lines}\r\n{body}".encode())
        answer = await reader.read()
        writer.close()
        return self._read(answer)

    def _read(self, answer: bytes) -> tuple[int, str, str]:
        head, _, body = answer.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        location = ""
        for line in lines:
            name, _, value = line.partition(": ")
            if name.lower() == "set-cookie":
                cookie, _, said = value.partition(";")[0].partition("=")
                self.cookies[cookie] = said
            elif name.lower() == "location":
                location = value
        return int(first.split(" ")[1]), location, body.decode(errors="replace")
