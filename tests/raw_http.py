"""Requests byte by byte, as no browser sends them."""

from __future__ import annotations

import socket
from contextlib import closing

from tests.serving import ServerProcess

ANSWER_SECONDS_MAX = 10


def connection(server: ServerProcess) -> socket.socket:
    """An open connection to a server."""
    return socket.create_connection(("127.0.0.1", int(server.port)), timeout=ANSWER_SECONDS_MAX)


def head(server: ServerProcess, *lines: str, method: str = "POST", path: str = "/labs/open/") -> bytes:
    """The head of a request, with more lines of its own."""
    all_lines = (f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{server.port}", *lines, "", "")
    return "\r\n".join(all_lines).encode()


def answer(server: ServerProcess, *pieces: bytes) -> str:
    """What comes back for these pieces, until the server closes or a whole head is there."""
    with closing(connection(server)) as asked:
        for piece in pieces:
            asked.sendall(piece)
        return until_head(asked)


def until_head(asked: socket.socket) -> str:
    """What is answered, at least to the end of its head; as much as came if the server closes before."""
    found = b""
    while b"\r\n\r\n" not in found:
        more = asked.recv(64 * 1024)
        if not more:
            break
        found += more
    return found.decode(errors="replace")
