"""A cluster in a few characters: true to what stands there, and small."""

from __future__ import annotations

import json

import pytest

from apps.labs.looking_back.thumbnail import broken, thumbnail
from apps.labs.run.session import Session
from apps.simulation.faults.crash import CrashNode
from apps.simulation.faults.one_way import CutLink
from apps.simulation.faults.partition import Partition
from apps.simulation.faults.pause import PauseNode
from tests.clusters import MAJORITIES, ONES, quorum
from tests.schedules import play, scenarios


def test_nobody_is_behind_before_anything_is_written() -> None:
    assert thumbnail(quorum(ONES)) == {"nodes": "uuuuu", "newest": "-----", "groups": "", "cuts": []}


def test_the_side_that_missed_a_write_is_told_from_the_side_that_has_it() -> None:
    run = quorum(ONES)
    run.finish(run.write("alice", "n1", "1"))
    run.run_for(2_000)
    assert thumbnail(run)["newest"] == "11111"
    run.apply(Partition((("n1", "n2"),)))
    run.finish(run.write("alice", "n1", "2"))
    run.run_for(2_000)
    assert thumbnail(run)["newest"] == "11000"
    assert thumbnail(run)["groups"] == "00111"


def test_crashed_and_paused_nodes_and_one_way_cuts_are_on_it() -> None:
    run = quorum(ONES)
    run.apply(CrashNode("n2"))
    run.apply(PauseNode("n4"))
    run.apply(CutLink(source="n1", target="n3"))
    made = thumbnail(run)
    assert made["nodes"] == "ucupu"
    assert made["cuts"] == [[0, 2]]


def test_what_a_run_broke_says_how_few_operations_show_it() -> None:
    run = quorum(ONES)
    assert not broken(run)
    run.apply(Partition((("n1", "n2"),)))
    run.finish(run.write("alice", "n1", "2"))
    run.finish(run.read("bob", "n4"))
    assert broken(run)["linearizable"] == 2
    assert "stale_read" in broken(run)
    whole = quorum(MAJORITIES)
    whole.finish(whole.write("alice", "n1", "2"))
    assert not broken(whole)


@pytest.mark.parametrize("seed", range(20))
def test_it_is_small_whatever_the_protocol(seed: int) -> None:
    session = Session(scenarios(seed), seed)
    play(session, seed)
    made = thumbnail(session)
    assert len(made["nodes"]) == len(made["newest"]) == len(session.simulation.nodes)
    assert len(json.dumps(made)) < 300
    assert json.loads(json.dumps(broken(session))) == broken(session)
