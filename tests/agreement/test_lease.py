"""A lock with leases: what a late holder can do to the file, and what a fencing token prevents."""

from __future__ import annotations

from typing import Any

import pytest

from apps.agreement.lease import PROTOCOL
from apps.agreement.lease.nodes import FILE, LEASE, SEEN_TOKEN, Entry
from apps.labs.catalogue import catalogue
from apps.labs.find.found_path import play
from apps.labs.run.board import node_picture
from apps.labs.run.session import Session
from apps.protocols.pictures import BROKEN, KEPT, Picture
from apps.simulation import Simulation
from apps.simulation import commands as c
from apps.simulation.faults.crash import CrashNode, RestartNode
from apps.simulation.faults.message import DelayMessage, DropMessage, DuplicateMessage
from apps.simulation.faults.pause import PauseNode, ResumeNode
from tests.agreement.worlds import broken, explored
from tests.clusters import Run
from tests.replication.watching import watched
from tests.seeds import over_seeds

SCENARIO = catalogue()["lease-and-fence"].scenario
TWO_EDITS = (("A", "edit", "x", "1"), ("B", "edit", "x", "2"))
FENCED, LOOKS = {"fencing": True}, {"looks_at_clock": True}
FAULTS = ("pause", "latency", "duplication", "crash", "loss", "partition", "message", "drift")


def lab(**dials: bool) -> Run:
    return Run(SCENARIO.under("lease", {**SCENARIO.dials, **dials}), 1)


def edit(run: Run, client: str, node: str) -> str:
    operation = run.next_operation(client)
    run.apply(c.InvokeOperation(client=client, node=node, operation="edit", key="file", value=client))
    return operation


def file(simulation: Simulation) -> tuple[Entry, ...]:
    found: tuple[Entry, ...] = simulation.nodes["store"].durable.get(FILE, ())
    return found


def states(simulation: Simulation, dials: Any) -> dict[str, str]:
    picture = Picture({name: node_picture(node) for name, node in simulation.nodes.items()})
    return {each.name: each.check(picture, dials).state for each in PROTOCOL.invariants}


def changed_during_a_pause(**dials: bool) -> Run:
    """A is paused at work for longer than its lease; B changes the file; A is resumed."""
    run = lab(**dials)
    edit(run, "alice", "A")
    run.run_for(400)
    run.apply(PauseNode("A"))
    edit(run, "bob", "B")
    run.run_for(4_000)
    run.apply(ResumeNode("A"))
    run.run_for(2_000)
    return run


def test_two_holders_take_turns_and_no_change_is_lost() -> None:
    run = lab()
    operations = [edit(run, "alice", "A"), edit(run, "bob", "B")]
    run.run_for(5_000)
    assert [run.simulation.operations[each].status for each in operations] == ["ok", "ok"]
    assert [(entry.text, entry.saves) for entry in file(run.simulation)] == [("alice", 0), ("bob", 1)]


def test_a_holder_that_was_paused_replaces_a_newer_save() -> None:
    run = changed_during_a_pause()
    assert states(run.simulation, run.scenario.dials)["no_lost_change"] == BROKEN
    assert [entry.token for entry in file(run.simulation)] == [2, 1]


def test_with_fencing_the_late_save_is_refused_and_its_client_is_told() -> None:
    run = changed_during_a_pause(**FENCED)
    assert states(run.simulation, run.scenario.dials)["no_lost_change"] == KEPT
    assert [entry.token for entry in file(run.simulation)] == [2]
    assert run.simulation.operations["alice#1"].status == "fail"
    assert "the store has seen a greater token than 1" in run.simulation.operations["alice#1"].reason


def test_a_look_at_the_clock_stops_a_holder_after_a_pause_but_not_a_save_under_way() -> None:
    assert states(changed_during_a_pause(**LOOKS).simulation, SCENARIO.dials)["no_lost_change"] == KEPT
    run = lab(**LOOKS)
    edit(run, "alice", "A")
    while not run.in_flight("A", "store", "save"):
        assert run.step()
    run.apply(DelayMessage(message=run.in_flight("A", "store", "save")[0], delay_ticks=5_000))
    edit(run, "bob", "B")
    run.run_for(8_000)
    assert states(run.simulation, run.scenario.dials)["no_lost_change"] == BROKEN


def test_the_lock_of_a_crashed_holder_goes_on_when_its_lease_is_over() -> None:
    run = lab()
    edit(run, "alice", "A")
    run.run_for(400)
    run.apply(CrashNode("A"))
    bob = edit(run, "bob", "B")
    run.run_for(800)
    assert run.simulation.operations[bob].status == "open"
    run.run_for(2_000)
    assert run.simulation.operations[bob].status == "ok"


def test_a_lock_service_that_restarts_keeps_the_lease_and_grants_a_greater_token() -> None:
    run = lab()
    edit(run, "alice", "A")
    run.run_for(400)
    run.apply(CrashNode("lock"))
    run.apply(RestartNode("lock"))
    assert run.simulation.nodes["lock"].durable[LEASE].token == 1
    run.run_for(3_000)
    assert run.finish(edit(run, "bob", "B")).status == "ok"
    assert [entry.token for entry in file(run.simulation)] == [1, 2]


def test_a_lost_message_leaves_the_client_without_an_answer_and_the_lock_free_again() -> None:
    run = lab()
    alice = edit(run, "alice", "A")
    while not run.in_flight("A", "store", "save"):
        assert run.step()
    run.apply(DropMessage(message=run.in_flight("A", "store", "save")[0]))
    assert run.finish(edit(run, "bob", "B")).status == "ok"
    assert run.finish(alice).status == "info"


@pytest.mark.parametrize("source", ["alice", "A"])
def test_a_copy_of_a_request_or_of_a_save_changes_nothing_and_is_answered_as_the_first(source: str) -> None:
    run = lab(**FENCED)
    alice = edit(run, "alice", "A")
    target, kind = ("A", "request") if source == "alice" else ("store", "save")
    while not run.in_flight(source, target, kind):
        assert run.step()
    (message,) = run.in_flight(source, target, kind)
    run.apply(DuplicateMessage(message))
    run.apply(DelayMessage(message=f"{message}+1", delay_ticks=5_000))
    assert run.finish(alice).status == "ok"
    assert run.finish(edit(run, "bob", "B")).status == "ok"
    run.run_for(10_000)
    assert [(entry.text, entry.token) for entry in file(run.simulation)] == [("alice", 1), ("bob", 2)]
    assert not run.in_flight("store", "A", "refused")


def test_a_late_copy_of_a_refused_request_begins_nothing() -> None:
    run = lab(**FENCED)
    edit(run, "alice", "A")
    (request,) = run.in_flight("alice", "A")
    run.apply(DuplicateMessage(request))
    run.apply(DelayMessage(message=f"{request}+1", delay_ticks=9_000))
    run.run_for(400)
    run.apply(PauseNode("A"))
    edit(run, "bob", "B")
    run.run_for(4_000)
    run.apply(ResumeNode("A"))
    run.run_for(9_000)
    assert run.simulation.operations["alice#1"].status == "fail"
    assert [entry.text for entry in file(run.simulation)] == ["bob"]


class Fence:
    """Every save that is accepted, with the greatest token that had reached the store before it."""

    def __init__(self) -> None:
        self.saves = 0
        self.late = 0
        self.greatest = 0

    def look(self, simulation: Simulation) -> None:
        saved = file(simulation)
        for entry in saved[self.saves :]:
            self.late += entry.token < self.greatest
        self.saves = len(saved)
        tokens = [entry.token for entry in saved]
        self.greatest = max(self.greatest, simulation.nodes["store"].durable.get(SEEN_TOKEN, 0), *tokens, 0)


def saves_under_faults(seeds: range, **dials: bool) -> tuple[int, int, int]:
    """The saves accepted over generated runs, those under an old token among them, and the runs that lost a change."""
    saves = late = lost = 0
    scene = SCENARIO.under("lease", {**SCENARIO.dials, **dials})
    for seed in seeds:
        fence = Fence()
        simulation = watched(scene, seed, fence.look, faults=FAULTS)
        saves, late = saves + fence.saves, late + fence.late
        lost += states(simulation, scene.dials)["no_lost_change"] == BROKEN
    return saves, late, lost


@over_seeds(100, 1_000)
def test_with_fencing_no_save_is_accepted_under_a_smaller_token_than_the_store_has_seen(seeds: range) -> None:
    saves, late, lost = saves_under_faults(seeds, **FENCED)
    assert saves > 3 * len(seeds)
    assert (late, lost) == (0, 0)


@pytest.mark.parametrize("dials", [{}, LOOKS])
@over_seeds(100, 1_000)
def test_without_fencing_generated_faults_lose_changes(dials: dict[str, bool], seeds: range) -> None:
    _, late, lost = saves_under_faults(seeds, **dials)
    assert late
    assert lost


@pytest.mark.parametrize("asked", [{}, {"crashes": 1, "restarts": True}, {"losses": 1}])
def test_explored_whole_fencing_keeps_the_file_and_not_the_lock(asked: dict[str, Any]) -> None:
    assert broken(explored("lease", TWO_EDITS, **asked)) == {"one_holder", "no_lost_change"}
    assert broken(explored("lease", TWO_EDITS, dials=FENCED, **asked)) == {"one_holder"}


def test_without_a_timeout_that_comes_early_there_is_one_holder() -> None:
    assert broken(explored("lease", TWO_EDITS, early_timeouts=False)) == set()


def test_the_lost_change_that_exploration_finds_plays_on_the_kernel() -> None:
    found = explored("lease", TWO_EDITS)
    way = next(each for each in found.broken() if each.invariant.name == "no_lost_change")
    path = play(found.question, way.path)
    session = Session(path.scenario, 1)
    session.advance(path.until_tick)
    assert states(session.simulation, path.scenario.dials)["no_lost_change"] == BROKEN
