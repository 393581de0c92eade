"""The page's light cones, run on node, equal the transitive closure of program order and message delivery.

The closure knows nothing of vector clocks: an event follows the one before it at its process, and a delivery follows
the sending of its message, or of the one that it is a copy of.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

from apps.labs.run.session import Session
from apps.simulation import CommandError
from tests.schedules import next_command, scenarios

NODE = Path(sys.executable).parent / "node"
SCRIPT = Path(__file__).parents[1] / "js" / "scripts" / "light-cones.mjs"
RUNS = 24


def recorded(seed: int) -> dict[str, Any]:
    """A generated run from its first view on."""
    session, random = Session(scenarios(seed), seed), Random(seed)
    session.follow()
    run = {"log": session.log(), "view": session.snapshot()}
    for _ in range(25):
        session.advance(session.simulation.now + random.randint(0, 200))
        with suppress(CommandError):
            session.apply(next_command(session.simulation, random))
    found: dict[str, Any] = json.loads(json.dumps({**run, "events": session.drain()}))
    return found


def closure(events: list[dict[str, Any]]) -> dict[int, int]:
    """For every event at a process, the set of those that can have influenced it, itself among them, as bits."""
    reached: dict[int, int] = {}
    last_at: dict[str, int] = {}
    sent: dict[str, int] = {}
    for event in events:
        seq, process, message = event["seq"], event["process"], event["message"]
        if process is None:
            continue
        before = reached[last_at[process]] if process in last_at else 0
        if event["kind"] == "message_delivered":
            before |= reached[sent[message.split("+")[0]]]
        elif event["kind"] == "message_sent":
            sent[message] = seq
        reached[seq] = before | 1 << seq
        last_at[process] = seq
    return reached


def relations(events: list[dict[str, Any]], reached: dict[int, int], seq: int) -> str:
    """How event `seq` stands to each, a letter an event."""

    def letter(other: int) -> str:
        if other not in reached:
            return "-"
        if other == seq:
            return "s"
        return "p" if reached[seq] >> other & 1 else "f" if reached[other] >> seq & 1 else "c"

    return "".join(letter(event["seq"]) for event in events)


def test_light_cones_of_generated_runs_equal_the_transitive_closure() -> None:
    runs = [recorded(seed) for seed in range(RUNS)]
    answer = subprocess.run(
        [NODE, SCRIPT], input=json.dumps(runs), capture_output=True, text=True, check=True, timeout=120
    )
    seen: Counter[str] = Counter()
    for run, cones in zip(runs, json.loads(answer.stdout), strict=True):
        events = run["log"] + run["events"]
        reached = closure(events)
        for event, cone in zip(events, cones, strict=True):
            seq = event["seq"]
            if event["process"] is None:
                assert cone == {"seq": seq, "relations": None}
                continue
            expected = relations(events, reached, seq)
            letters = Counter(expected)
            aware = {other["process"] for other in events if reached.get(other["seq"], 0) >> seq & 1}
            assert cone["relations"] == expected
            assert cone["counts"] == {"past": letters["p"], "future": letters["f"], "concurrent": letters["c"]}
            assert cone["unaware"] == [name for name in run["view"]["processes"] if name not in aware]
            seen += letters
    assert min(seen[letter] for letter in "pfcs-") > 1000, seen
