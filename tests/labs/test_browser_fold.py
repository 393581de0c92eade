"""The page's own fold, run on node: what a browser holds after any frames equals the server's fresh snapshot."""

from __future__ import annotations

import json
import subprocess
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import playwright

from apps.labs.session import Session
from apps.simulation import CommandError
from tests.schedules import next_command, scenarios

NODE = Path(playwright.__file__).parent / "driver" / "node"
SCRIPT = Path(__file__).parents[1] / "js" / "fold-recordings.mjs"
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


def test_the_browsers_fold_of_any_run_equals_a_fresh_snapshot() -> None:
    runs = [recorded(seed) for seed in range(30)]
    answer = subprocess.run(
        [NODE, SCRIPT],
        input=json.dumps([recording for recording, _ in runs]),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert json.loads(answer.stdout) == [snapshot for _, snapshot in runs]
