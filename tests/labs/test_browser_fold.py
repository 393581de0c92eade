"""The page's own fold, run on node: what a browser holds after any frames equals the server's fresh snapshot."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest

from apps.labs.looking_back.recording import recording as recording_of
from apps.labs.protocols import stores
from apps.labs.run.projection import fold
from apps.labs.run.scenario import Scenario
from apps.labs.run.session import LoggedCommand, Session
from apps.simulation import CommandError, Position
from tests.schedules import next_command, scenarios

NODE = Path(sys.executable).parent / "node"
SCRIPTS = Path(__file__).parents[1] / "js" / "scripts"
PACE = {"playing": True, "speed_per_mille": 1000, "run": 1}


def recorded(seed: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """A generated run as a browser is sent it, and the snapshot that the server makes at its end."""
    session, random = Session(scenarios(seed), seed), Random(seed)
    session.follow()
    log = session.log()
    lab = {"title": "", "runs": [], "current": 1}
    role = {"kind": "owner", "client": None}
    first = {**PACE, "seq": log[-1]["seq"], "tick": 0, "role": role, "lab": lab, "log": log, "view": session.snapshot()}
    snapshot, frames = json.loads(json.dumps(first)), []
    for _ in range(40):
        session.advance(session.simulation.now + random.randint(0, 200))
        with suppress(CommandError):
            session.apply(next_command(session.simulation, random))
        moment = {"seq": session.simulation.sequence, "tick": session.simulation.now}
        frames.append({**PACE, **moment, "type": "frame", "events": session.drain()})
    return {"snapshot": snapshot, "frames": frames}, json.loads(json.dumps(session.snapshot()))


def on_node(script: str, given: Any) -> Any:
    """What a script of the page's own modules answers."""
    answer = subprocess.run(
        [NODE, SCRIPTS / script], input=json.dumps(given), capture_output=True, text=True, check=True, timeout=60
    )
    return json.loads(answer.stdout)


def test_the_browsers_fold_of_any_run_equals_a_fresh_snapshot() -> None:
    runs = [recorded(seed) for seed in range(30)]
    assert on_node("fold-recordings.mjs", [recording for recording, _ in runs]) == [snapshot for _, snapshot in runs]


@pytest.mark.parametrize("protocol", sorted(stores()))
def test_the_browser_goes_to_any_moment_as_if_the_run_had_been_replayed_to_it(protocol: str) -> None:
    """In whatever order one asks: the view at an event is that of a replay which stopped there."""
    asked, expected = [], []
    for seed in range(4):
        scenario, log, until = played(seed, protocol)
        recording = json.loads(json.dumps(recording_of(1, scenario, seed, log, until)))
        seqs = Random(seed).sample([event["seq"] for event in recording["events"]], 12)
        asked.append({"recording": recording, "seqs": seqs})
        views = {seq: folded(recording, seq) for seq in seqs}
        expected.append([views[seq] for seq in seqs])
    assert on_node("travel-recordings.mjs", asked) == expected


def played(seed: int, protocol: str) -> tuple[Scenario, list[LoggedCommand], Position]:
    """A generated run: its start, its log and where it stands."""
    session, random = Session(scenarios(seed, protocol), seed), Random(seed)
    log = []
    for _ in range(40):
        session.advance(session.simulation.now + random.randint(0, 200))
        command, position = next_command(session.simulation, random), session.simulation.position
        with suppress(CommandError):
            session.apply(command)
            log.append(LoggedCommand(position, command))
    return session.scenario, log, session.simulation.position


def folded(recording: dict[str, Any], seq: int) -> dict[str, Any]:
    """The server's own fold, which is held to replays (`test_time_travel`)."""
    view = json.loads(json.dumps(recording["view"]))
    fold(view, [event for event in recording["events"] if event["seq"] <= seq])
    return dict(view)
