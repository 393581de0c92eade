"""A class at work, for its picture: learners without browsers, each at a cluster, until the picture is taken."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

from tests.benchmarks.load_learner import Counts, LoadLearner
from tests.classroom.school import Teacher
from tests.serving import ServerProcess

NICKNAMES = (
    "otter", "heron", "lynx", "gecko", "raven", "bison", "koala", "ibex", "tapir", "finch", "moose", "newt", "orca",
    "panda", "quail", "robin", "seal", "stork", "trout", "viper", "whale", "yak", "zebra", "crane",
)  # fmt: skip

VOTES = ((0, 1, 2, 0, 1, 0), (1, 1, 1, 0, 1, 2))
HANDS_UP = ("heron", "quail")

CUT: dict[str, Any] = {"type": "partition", "groups": [["n1", "n2", "n3"], ["n4", "n5"]]}
CRASH = {"type": "crash", "node": "n3"}
ONES = {
    "type": "change_scenario",
    "protocol": "quorum",
    "dials": {"N": 5, "R": 1, "W": 1, "write_back": False},
}
WRITE = {"type": "invoke", "client": "alice", "node": "n1", "operation": "write", "key": "x", "value": "1"}
READ = {"type": "invoke", "client": "bob", "node": "n4", "operation": "read", "key": "x"}

ACTIONS: tuple[tuple[dict[str, Any], ...], ...] = (
    (CUT, WRITE, READ, ONES),
    (WRITE,),
    (CUT, WRITE),
    (CRASH, WRITE),
    (WRITE, CUT, READ),
    (ONES, CUT, WRITE, READ),
)
"""What learners do, one row after the other; by turns."""

STUCK = ("moose", "newt")
MISTAKES = 3


@contextmanager
def class_at_work(server: ServerProcess, teacher: Teacher) -> Iterator[None]:
    """A class that has voted twice and works. Its learners leave at the end."""
    there, over = Event(), Event()
    thread = Thread(target=lambda: asyncio.run(_lesson(server, teacher, there, over)))
    thread.start()
    there.wait()
    yield
    over.set()
    thread.join()


async def _lesson(server: ServerProcess, teacher: Teacher, there: Event, over: Event) -> None:
    await asyncio.to_thread(teacher.send_to)
    counts = Counts()
    learners = [LoadLearner(server.url, name, counts, lambda *_: None) for name in NICKNAMES]
    for learner in learners:
        await learner.join(teacher.code)
    for phase, votes in zip(("first", "second"), VOTES, strict=True):
        await asyncio.to_thread(teacher.teach, "poll", phase=phase)
        for number, learner in enumerate(learners):
            await learner.browser.post(f"{learner.page}vote/", option=str(votes[number % len(votes)]))
    await asyncio.to_thread(teacher.teach, "poll", phase="revealed")
    await asyncio.gather(*(_work(number, learner) for number, learner in enumerate(learners)))
    there.set()
    await asyncio.to_thread(over.wait)
    await asyncio.gather(*(learner.leave() for learner in learners))


async def _work(number: int, learner: LoadLearner) -> None:
    await learner.begin()
    await learner.submit({"type": "set_speed", "per_mille": 4_000}, "")
    actions = ACTIONS[number % len(ACTIONS)] if learner.name not in STUCK else (CRASH,) * (1 + MISTAKES)
    for members in actions:
        await learner.submit(members, "")
        await asyncio.sleep(1)
    if learner.name in HANDS_UP:
        await learner.raise_hand(up=True)
