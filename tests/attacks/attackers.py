"""The attacks. Each is given the server's address, is bounded in number and time, and says what it was answered."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from itertools import combinations, count
from random import Random
from urllib.parse import urlsplit

from apps.classroom.models import CODE_LETTERS, CODE_LETTERS_COUNT, CODE_WORDS
from apps.labs.catalogue import catalogue
from apps.live.lab.run_files import FORMAT, FORMAT_VERSION, digest_of
from apps.simulation import Position
from tests.client import Visitor

SECONDS_MAX = 20
BODY_BYTES = 300 * 1024**2
PIECE = b"x" * 1024**2
BOMB_TICKS = 10**9
CONNECTIONS = 997
SEEN_FRAMES = 600
ROUNDS = 3
ASKERS = 8

Said = Counter[str]


def connection(url: str, receive_bytes: int = 0) -> socket.socket:
    """An open connection, whose end here may hold little."""
    parts = urlsplit(url)
    opened = socket.socket()
    if receive_bytes:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
    opened.settimeout(SECONDS_MAX)
    opened.connect((parts.hostname or "", parts.port or 0))
    return opened


def first_line(opened: socket.socket) -> str:
    """How an answer begins; or how it ends without one."""
    try:
        return opened.recv(64 * 1024).decode(errors="replace").split("\r\n")[0] or "closed"
    except OSError as error:
        return type(error).__name__


def large_bodies(url: str) -> Said:
    """Send 300 MB in three forms: a form, octets, and chunks."""
    said: Said = Counter()
    for kind in ("multipart/form-data; boundary=b", "application/octet-stream", "chunked"):
        head = f"POST /labs/open/ HTTP/1.1\r\nHost: {urlsplit(url).netloc}\r\n"
        length = "Transfer-Encoding: chunked" if kind == "chunked" else f"Content-Length: {BODY_BYTES}"
        piece = b"100000\r\n" + PIECE + b"\r\n" if kind == "chunked" else PIECE
        with connection(url) as opened:
            opened.sendall(f"{head}Content-Type: {kind}\r\n{length}\r\n\r\n".encode())
            with suppress(OSError):
                for _ in range(BODY_BYTES // len(PIECE)):
                    opened.sendall(piece)
            said[f"{kind.split(';')[0]}: {first_line(opened)}"] += 1
    return said


def unread_snapshots(url: str) -> Said:
    """Say 600 times, in three rounds, that everything was seen, and read nothing."""
    said: Said = Counter()
    visitor = Visitor(url)
    path = visitor.new_lab("who-came-first")
    for _ in range(ROUNDS):
        with connection(url, receive_bytes=4_096) as opened:
            opened.sendall(handshake(url, path, visitor.headers()["Cookie"]))
            first_line(opened)
            with suppress(OSError):
                opened.sendall(frame({"type": "hello", "run": None, "seq": None}))
                for _ in range(SEEN_FRAMES):
                    opened.sendall(frame({"type": "seen", "seq": 8}))
                    time.sleep(0.005)
            said["rounds"] += 1
    return said


def handshake(url: str, path: str, cookie: str) -> bytes:
    """The request that opens a socket."""
    lines = (
        f"GET {path} HTTP/1.1",
        f"Host: {urlsplit(url).netloc}",
        f"Origin: {url}",
        f"Cookie: {cookie}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {b64encode(bytes(16)).decode()}",
        "",
        "",
    )
    return "\r\n".join(lines).encode()


def frame(members: dict[str, object]) -> bytes:
    """A short text frame, masked with zeros."""
    body = json.dumps(members).encode()
    assert len(body) < 126
    return bytes((0x81, 0x80 | len(body), 0, 0, 0, 0)) + body


def time_bombs(url: str) -> Said:
    """Upload runs of 10**9 ticks: four that are not what they say, and eight that are, which are then opened."""
    said: Said = Counter()
    for text in [bomb(right=False)] * 4 + [bomb(right=True)] * 8:
        visitor = Visitor(url)
        lab_id = opened_lab(visitor, text)
        said["opened" if lab_id else "refused"] += 1
        if lab_id:
            with connection(url) as opened:
                opened.sendall(handshake(url, f"/ws/labs/{lab_id}/", visitor.headers()["Cookie"]))
                first_line(opened)
                opened.sendall(frame({"type": "hello", "run": None, "seq": None}))
                said["its socket: " + ("a snapshot" if '"snapshot"' in first_line(opened) else "nothing")] += 1
    return said


def opened_lab(visitor: Visitor, text: str) -> str:
    """The lab that a run file opens as, or nothing."""
    found = re.search(r"/labs/([\w-]{20,})/$", visitor.upload("/labs/open/", "file", "run.json", text))
    return found[1] if found else ""


def bomb(*, right: bool, seed: int = 1) -> str:
    """A run file whose clients act every 50 ms for 10**9 ticks, which makes it as long as a run may be."""
    members = catalogue()["stale-read"].scenario.to_json() | {"workload_interval_ticks": 50}
    scenario = type(catalogue()["stale-read"].scenario).from_json(members)
    until = Position(BOMB_TICKS)
    return json.dumps(
        {
            "format": FORMAT,
            "format_version": FORMAT_VERSION,
            "simulation_version": 3,
            "title": "A bomb",
            "seed": seed,
            "scenario": members,
            "commands": [],
            "until": {"tick": until.tick, "steps": None},
            "digest": digest_of(scenario, seed, (), until) if right else "00",
        }
    )


def dribbling_connections(url: str) -> Said:
    """Hold 997 connections, each of which sends a byte now and then."""
    said: Said = Counter()
    held: list[socket.socket] = []
    try:
        for _ in range(CONNECTIONS):
            held.append(connection(url))
        until = time.monotonic() + SECONDS_MAX
        while time.monotonic() < until and held:
            held = [opened for opened in held if _dribble(opened)]
            time.sleep(1)
        said["still held"] = len(held)
    finally:
        for opened in held:
            opened.close()
    return said


def _dribble(opened: socket.socket) -> bool:
    opened.settimeout(0)
    try:
        opened.send(b"G")
        return opened.recv(1) != b""
    except BlockingIOError:
        return True
    except OSError:
        opened.close()
        return False


def slow_downloads(url: str) -> Said:
    """Ask for files, comparisons and clocks of four full runs, on eight connections of one visitor."""
    visitor = Visitor(url)
    labs = [opened_lab(visitor, bomb(right=True, seed=seed)) for seed in range(1, 5)]
    asked = [f"/labs/{lab_id}/{page}" for page in slow_pages() for lab_id in labs]
    return at_once(lambda number, turn: _asked(visitor, asked[(number * 7 + turn) % len(asked)]))


def slow_pages() -> list[str]:
    """Addresses below a lab's that replay its run."""
    modes = ("majorities", "read-one", "no-write-back", "just-missing", "ones")
    compared = ["&".join(f"mode=quorum:{mode}" for mode in chosen) for chosen in combinations(modes, 4)]
    files = [f"runs/1/{ending}/" for ending in ("json", "edn", "log")]
    return [*files, "clocks/pair/?run=1&until=900", *(f"compare/?run=1&{each}" for each in compared)]


def _asked(visitor: Visitor, path: str) -> str:
    return f"{path.split('/')[3]}: {visitor.get(path)[0]}"


def at_once(ask: Callable[[int, int], str]) -> Said:
    """Ask on eight connections, one thing after another, for a while."""
    said: Said = Counter()
    until = time.monotonic() + SECONDS_MAX

    def go_on(number: int) -> None:
        for turn in count():
            if time.monotonic() > until:
                return
            with suppress(OSError):
                said[ask(number, turn)] += 1

    asking = [threading.Thread(target=go_on, args=(number,)) for number in range(ASKERS)]
    for each in asking:
        each.start()
    for each in asking:
        each.join()
    return said


def wrong_logins(url: str) -> Said:
    """Log in under names that there are not, on eight connections."""
    visitors = [Visitor(url) for _ in range(ASKERS)]

    def log_in(number: int, turn: int) -> str:
        fields = {"username": f"nobody {number} {turn}", "password": "x" * 4_000}
        return str(visitors[number].post("/login/", **fields)[0])

    return at_once(log_in)


def wrong_codes(url: str) -> Said:
    """Try codes of no class and of no seat, in each way that a code can be given, on eight connections."""
    visitors = [Visitor(url) for _ in range(ASKERS)]
    randoms = [Random(number) for number in range(ASKERS)]

    def guess(number: int, turn: int) -> str:
        visitor, letters = visitors[number], "".join(randoms[number].choices(CODE_LETTERS, k=12))
        code = f"{randoms[number].choice(CODE_WORDS)}-{letters[:CODE_LETTERS_COUNT]}"
        if turn % 3 == 0:
            return f"typed: {visitor.post('/join/', code=code)[0]}"
        if turn % 3 == 1:
            return f"in the address: {visitor.get(f'/join/{code}/')[0]}"
        return f"personal: {visitor.post('/join/personal/', personal=letters)[0]}"

    return at_once(guess)


ATTACKS: dict[str, Callable[[str], Said]] = {
    each.__name__: each
    for each in (
        large_bodies,
        unread_snapshots,
        time_bombs,
        dribbling_connections,
        slow_downloads,
        wrong_logins,
        wrong_codes,
    )
}
