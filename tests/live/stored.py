"""Labs as they lie in the database, with runs that have gone somewhere."""

from __future__ import annotations

from typing import Any

from django.test import Client

from apps.live.models import Command, Lab, Run
from tests.live.pages.test_pages import new_lab

WRITE = {"type": "invoke", "client": "alice", "node": "n1", "operation": "write", "key": "x", "value": "1"}
AGAIN = {**WRITE, "value": "2"}
CUT = {"type": "partition", "groups": [["n1", "n2"]]}
HEAL: dict[str, Any] = {"type": "heal"}
READ = {"type": "invoke", "client": "bob", "node": "n4", "operation": "read", "key": "x"}
HOME = {**READ, "node": "n1"}

STALE = ((0, WRITE), (1_000, CUT), (1_100, AGAIN), (2_700, READ))
FRESH = (*STALE[:3], (1_500, HEAL), (2_700, HOME))

SEED = 1


def give(run: Run, commands: tuple[tuple[int, dict[str, Any]], ...], tick: int) -> None:
    """Have a run stand at a tick, after these commands; always with the same seed."""
    for index, (at, body) in enumerate(commands):
        Command.objects.create(run=run, index=index, tick=at, body=body)
    Run.objects.filter(pk=run.pk).update(seed=SEED, tick=tick, steps=None, playing=False)


def lab_with_branches(client: Client) -> str:
    """The page of a lab with a stale read in run 1, and a fork of it, run 2, without."""
    page = new_lab(client, "stale-read")
    lab = Lab.objects.get(pk=page.split("/")[2])
    first = lab.runs.get()
    give(first, STALE, 4_000)
    second = Run.objects.create(
        lab=lab,
        number=2,
        parent=1,
        forked_seq=40,
        forked_tick=1_450,
        simulation_version=first.simulation_version,
        scenario=first.scenario,
        seed=SEED,
    )
    give(second, FRESH, 4_500)
    return page
