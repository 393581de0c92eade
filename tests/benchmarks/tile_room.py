"""A busy class at the other end of a dashboard's socket, as frames: 300 learners, all of them somehow.

The socket is a real one, answered in a thread of its own, so that nothing of it is the page's work.
"""

from __future__ import annotations

import json
import random
import threading
import time
from contextlib import suppress
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve

LEARNERS = 300
PULSE_SECONDS = 0.25
STANDINGS, PICTURES = 1, 3
"""In a frame: some 750 bytes, a second's budget four times a second."""

STATUSES = ("hand", "struggling", "idle", "working", "met", "away")
STEPS = [{"slug": name, "title": name.title(), "asks": True} for name in ("turn", "meet", "back")]
MOVING = ("number", "status", "words", "since")


def standing(chance: random.Random, number: int) -> dict[str, Any]:
    """A learner, somehow."""
    status = chance.choice(STATUSES)
    return {
        "number": number,
        "seat": f"seat-{number}",
        "name": f"learner {number}",
        "group": "",
        "invited": False,
        "lesson": "quorums",
        "step": "meet",
        "passed": "10-",
        "status": status,
        "words": status,
        "since": 1_000 if chance.random() < 0.5 else None,
        "detail": "",
    }


def picture(chance: random.Random, number: int) -> dict[str, Any]:
    """A cluster, somehow."""
    groups = "".join(chance.choice("01") for _ in range(5)) if chance.random() < 0.5 else ""
    nodes = "".join(chance.choice("uuuucp") for _ in range(5))
    newest = "".join(chance.choice("01") for _ in range(5))
    act = f"alice at n{chance.randint(1, 5)}: write x = {chance.randint(1, 99)}"
    shown = {"number": number, "live": True, "nodes": nodes, "newest": newest, "groups": groups, "cuts": []}
    return {**shown, "act": act, "acted": 1_000, "broke": ["linearizable"] if groups else []}


class TileRoom:
    """Answers dashboards: all of the class at first, then four times a second what a busy class would send."""

    def __init__(self) -> None:
        self.server: Server = serve(self._answer, "127.0.0.1", 0)
        self.url = f"ws://127.0.0.1:{self.server.socket.getsockname()[1]}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def end(self) -> None:
        """Close it."""
        self.server.shutdown()

    def _answer(self, socket: ServerConnection) -> None:
        with suppress(ConnectionClosed):
            self._talk(socket, random.Random(7))

    def _talk(self, socket: ServerConnection, chance: random.Random) -> None:
        sight = [1]
        socket.recv()
        socket.send(json.dumps(snapshot(chance)))
        due = time.monotonic() + PULSE_SECONDS
        while True:
            try:
                heard = json.loads(socket.recv(timeout=max(0.0, due - time.monotonic())))
                sight = heard.get("seats") or sight
            except TimeoutError:
                due += PULSE_SECONDS
                socket.send(json.dumps(changes(chance, sight)))


def snapshot(chance: random.Random) -> dict[str, Any]:
    """All of the class."""
    exercises = [{"id": 1, "slug": "quorums", "title": "Quorums", "published": True, "steps": STEPS}]
    about = {"exercises": exercises, "exercise": "quorums", "step": "meet", "joined": LEARNERS, "here": LEARNERS}
    numbers = range(1, LEARNERS + 1)
    learners = [standing(chance, number) for number in numbers]
    clusters = [picture(chance, number) for number in numbers]
    whole = {**about, "code_open": True, "broke": []}
    return {"type": "class", "now": 1_000, "class": whole, "learners": learners, "clusters": clusters}


def changes(chance: random.Random, sight: list[int]) -> dict[str, Any]:
    """What a busy class would send of those in sight."""
    moved = chance.sample(range(1, LEARNERS + 1), STANDINGS)
    learners = [{name: standing(chance, number)[name] for name in MOVING} for number in moved]
    clusters = [picture(chance, number) for number in chance.sample(sight, min(PICTURES, len(sight)))]
    return {"type": "changes", "now": 1_001, "learners": learners, "clusters": clusters}
