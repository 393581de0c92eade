"""Frames that no page would send, made from good ones, and a way to send very many of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from random import Random
from typing import Any

from apps.live.lab import wire
from tests.client import LabClient
from tests.live.lab.test_wire import GOOD

JUNK: list[Any] = [
    None, True, False, -1, 0, 2**53 + 1, 10**40, -1.5, "", "n1", "x" * 3_000, "\0", "\u202e", "__proto__",
    "constructor", [], [[]], [[[]]], {}, {"a": []}, {"__proto__": {"n1": 1}}, [None] * 50,
    "\N{PILE OF POO}", "n1>n2#1:store",
]  # fmt: skip
RAW = [
    "\\ud800",
    "\\u0000",
    "NaN",
    "Infinity",
    "1e999",
    "9" * 400,
    "[" * 500,
    '{"a":' * 200,
    "//",
    "\\",
    '"',
    "\ufeff",
    ",",
]
BATCH = 50


def hostile_frames(seed: int) -> Iterator[str]:
    """Frames without end that the server has to refuse: members changed, lost, doubled; text cut, spliced, nested."""
    random = Random(seed)
    while True:
        text = json.dumps(_mutated(random))
        for _ in range(random.choice((0, 0, 1, 2))):
            text = _spliced(random, text)
        if _is_refused(text):
            yield text


def _mutated(random: Random) -> Any:
    kind = random.choice([*GOOD, "hello", "seen", "explode"])
    frame: dict[str, Any] = {
        "type": kind,
        "id": f"bad-{random.randrange(10**9)}",
        **GOOD.get(kind, {"run": 1, "seq": 1}),
    }
    for _ in range(random.randint(1, 3)):
        name = random.choice([*frame, "extra", "__proto__", "type", "id"])
        if random.random() < 0.2:
            frame.pop(name, None)
        else:
            frame[name] = random.choice(JUNK)
    return random.choice((frame, frame, frame, frame, [frame], random.choice(JUNK)))


def _spliced(random: Random, text: str) -> str:
    at = random.randrange(len(text) + 1)
    return text[:at] + random.choice(RAW) + text[at + random.randint(0, 5) :]


def _is_refused(text: str) -> bool:
    try:
        wire.parse(text)
    except wire.WireError:
        return len(text.encode(errors="ignore")) < wire.FRAME_BYTES_MAX
    return False


async def send_hostile(url: str, path: str, headers: dict[str, str], seed: int, count: int) -> set[int | None]:
    """Send so many, each of which has to be answered in words; the codes with which sockets were shown out."""
    frames = list(islice(hostile_frames(seed), count))
    codes: set[int | None] = set()
    while frames:
        flood = LabClient(url, path, headers)
        await flood.connect()
        while frames and flood.close_code is None:
            batch, heard = frames[-BATCH:], len(flood.errors)
            with suppress(ConnectionError):
                for text in batch:
                    await flood.send(text)
                await flood.until_errors(heard + len(batch))
                del frames[-len(batch) :]
        assert all(error["code"] and error["message"] for error in flood.errors)
        if flood.close_code is not None:
            codes.add(flood.close_code)
        await flood.disconnect()
    return codes
