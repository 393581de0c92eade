"""Frames delivered a second to 200 sockets that follow one busy lab, against an echo through bare Channels on the
same Daphne.

A lab sends at most 30 frames a second to each socket, so what is compared is the server's processor time for each
frame delivered (with all that makes the frame: simulation, projection, JSON) and for each message echoed, read from
the operating system.
"""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from websockets.asyncio.client import connect

from tests.benchmarks.table import Row
from tests.client import LabClient, Visitor
from tests.serving import ServerProcess

SOCKETS = 200
SECONDS = 5.0


def processor_seconds(pid: int) -> float:
    """User and system time that a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def frames(server: ServerProcess) -> tuple[float, float]:
    """Frames a second delivered to all sockets together, and the server's processor seconds for each."""
    visitor = Visitor(server.url)
    path = await asyncio.to_thread(visitor.new_lab, "gossip")
    _, panel = visitor.post(path.removeprefix("/ws") + "share/", grant="watch")
    token = re.findall(r"/shared/([\w-]+)/", panel)[0]
    counts = [0] * SOCKETS

    async def watch(number: int) -> None:
        async with connect(f"{server.ws_url}/ws/shared/{token}/", origin=server.url, max_size=None) as socket:
            await socket.send('{"type":"hello","run":null,"seq":null}')
            async for text in socket:
                counts[number] += 1
                seq = re.search(r'"seq":(\d+)', text[:120] if isinstance(text, str) else "")
                if seq:
                    await socket.send(f'{{"type":"seen","seq":{seq[1]}}}')

    async with LabClient(server.url, path, visitor.headers()) as owner:
        await owner.submit("set_speed", per_mille=1_000)
        await owner.submit("set_workload", interval_ticks=400)
        watchers = [asyncio.create_task(watch(number)) for number in range(SOCKETS)]
        while min(counts) < 3:
            await asyncio.sleep(0.1)
        before, used, began = sum(counts), processor_seconds(server.process.pid), time.perf_counter()
        await asyncio.sleep(SECONDS)
        seconds = time.perf_counter() - began
        delivered, used = sum(counts) - before, processor_seconds(server.process.pid) - used
    for task in watchers:
        task.cancel()
    await asyncio.gather(*watchers, return_exceptions=True)
    return delivered / seconds, used / delivered


async def echoes(address: str, pid: int) -> tuple[float, float]:
    """Messages a second echoed to all sockets together, and the server's processor seconds for each."""
    counts = [0] * SOCKETS

    async def ping(number: int) -> None:
        async with connect(address) as socket:
            while True:
                await socket.send("x" * 600)
                await socket.recv()
                counts[number] += 1

    pings = [asyncio.create_task(ping(number)) for number in range(SOCKETS)]
    while min(counts) < 3:
        await asyncio.sleep(0.1)
    before, used, began = sum(counts), processor_seconds(pid), time.perf_counter()
    await asyncio.sleep(SECONDS)
    seconds = time.perf_counter() - began
    echoed, used = sum(counts) - before, processor_seconds(pid) - used
    for task in pings:
        task.cancel()
    await asyncio.gather(*pings, return_exceptions=True)
    return echoed / seconds, used / echoed


async def measure_echo() -> tuple[float, float]:
    """The echo, on a Daphne of its own."""
    command = [
        sys.executable,
        "-m",
        "daphne",
        "-p",
        "0",
        "-b",
        "127.0.0.1",
        "--access-log",
        os.devnull,
        "tests.benchmarks.echo:application",
    ]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr
    try:
        for line in process.stderr:
            found = re.search(r"Listening on TCP address (\S+)", line)
            if found:
                return await echoes(f"ws://{found[1]}/", process.pid)
        raise RuntimeError("the echo server did not start")
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


async def measure() -> list[Row]:
    """Both, one after the other."""
    with TemporaryDirectory() as folder:
        server = ServerProcess(Path(folder))
        try:
            frame_rate, frame_seconds = await frames(server)
        finally:
            server.end()
    echo_rate, echo_seconds = await measure_echo()
    return [
        Row(
            f"frames/s to {SOCKETS} sockets",
            f"{frame_rate:,.0f}",
            "messages/s of an echo through bare Channels",
            f"{echo_rate:,.0f}",
            frame_rate / echo_rate,
            "",
        ),
        Row(
            "processor time a frame",
            f"{frame_seconds * 1e6:,.0f} µs",
            "processor time an echoed message",
            f"{echo_seconds * 1e6:,.0f} µs",
            frame_seconds / echo_seconds,
            "",
        ),
    ]
