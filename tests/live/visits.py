"""What tests on a real server do most: open labs, write, read, share."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from tests.client import LabClient, Visitor
from tests.serving import ServerProcess

MAJORITIES = {"N": 5, "R": 3, "W": 3, "write_back": True}


async def lab_of(server: ServerProcess, slug: str = "stale-read") -> tuple[Visitor, str, LabClient]:
    """A new visitor, the socket path of its new lab, and a client that is not connected yet."""
    visitor = Visitor(server.url)
    path = await asyncio.to_thread(visitor.new_lab, slug)
    return visitor, path, LabClient(server.url, path, visitor.headers())


def status(name: str, *wanted: str) -> Any:
    return lambda view: view["operations"].get(name, {}).get("status") in wanted


async def write(lab: LabClient, value: str, *, client: str = "alice", node: str = "n1") -> str:
    answer = await lab.submit("invoke", client=client, node=node, operation="write", key="x", value=value)
    await lab.until(status(answer["operation"], "ok", "info", "fail"))
    return answer["operation"]


async def read(lab: LabClient, *, client: str = "bob", node: str = "n4") -> dict[str, Any]:
    answer = await lab.submit("invoke", client=client, node=node, operation="read", key="x")
    await lab.until(status(answer["operation"], "ok", "fail"))
    return lab.view["operations"][answer["operation"]]


def share(owner: Visitor, path: str, grant: str) -> tuple[str, str]:
    """The socket path of a new share link, and the address that revokes it."""
    page = path.removeprefix("/ws")
    _, panel = owner.post(page + "share/", grant=grant)
    token = re.findall(r"/shared/([\w-]+)/", panel)[0]
    return f"/ws/shared/{token}/", re.findall(r"/labs/[\w-]+/share/\d+/revoke/", panel)[0]


async def close_code_of(server: ServerProcess, path: str, headers: dict[str, str]) -> int | None:
    client = LabClient(server.url, path, headers)
    await client.connect()
    await client.until_closed()
    return client.close_code
