"""Sockets that say much and read nothing, on a real server: what they cost is bounded, and then they are shut out."""

from __future__ import annotations

import socket
from base64 import b64encode
from contextlib import closing, suppress

from apps.live.bounds import SEEN_BURST, STANDING_BYTES_MAX
from apps.live.lab.consumers import REFUSALS_MAX
from tests.client import LabClient
from tests.live.visits import lab_of
from tests.raw_http import ANSWER_SECONDS_MAX, head, until_head
from tests.serving import ServerProcess

PING = bytes((0x89, 0x80 | 125, 0, 0, 0, 0)) + b"x" * 125
SENT_BYTES_MAX = 40 * STANDING_BYTES_MAX
"""The kernels at both ends hold some megabytes of their own."""


def unread_socket(server: ServerProcess, path: str, headers: dict[str, str]) -> socket.socket:
    """A socket whose end here holds little, after its handshake."""
    unread = socket.socket()
    unread.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    unread.settimeout(ANSWER_SECONDS_MAX)
    unread.connect(("127.0.0.1", int(server.port)))
    upgrade = ("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13")
    key = f"Sec-WebSocket-Key: {b64encode(bytes(16)).decode()}"
    more = (f"Origin: {server.url}", *(f"{name}: {value}" for name, value in headers.items()))
    unread.sendall(head(server, *upgrade, key, *more, method="GET", path=path))
    assert until_head(unread).startswith("HTTP/1.1 101 ")
    return unread


async def test_a_socket_that_reads_nothing_is_cut_by_what_stands_in_its_buffer(server: ServerProcess) -> None:
    _, path, lab = await lab_of(server)
    with closing(unread_socket(server, path, lab._headers)) as unread:
        assert sent_until_cut(unread) < SENT_BYTES_MAX


def sent_until_cut(unread: socket.socket) -> int:
    """Send pings, each of which is answered, until the server cuts the socket; how much was sent."""
    sent = 0
    try:
        while sent < SENT_BYTES_MAX:
            unread.sendall(PING * 100)
            sent += len(PING) * 100
    except ConnectionError:
        pass
    return sent


async def test_a_flood_of_seen_is_refused_and_then_shown_out(server: ServerProcess) -> None:
    _, _, lab = await lab_of(server)
    async with lab:
        await lab.submit("pause")
        for _ in range(SEEN_BURST + 20):
            await lab.send({"type": "seen", "seq": lab.head["seq"]})
        await lab.until_errors(1)
        assert {error["code"] for error in lab.errors} == {"rate.limited"}
        assert lab.snapshots == 1
        await flood(lab)
        assert lab.close_code == 4429


async def flood(lab: LabClient) -> None:
    """Say what was seen until the socket is closed, and read what is answered."""
    with suppress(ConnectionError):
        for heard in range(0, 10 * REFUSALS_MAX, 50):
            for _ in range(50):
                await lab.send({"type": "seen", "seq": 1})
            await lab.until_errors(heard)
    await lab.until_closed()
