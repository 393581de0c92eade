"""Raft with pre-vote, snapshots and changes of members: safe under generated faults, and live once they end."""

from __future__ import annotations

import pytest

from apps.replication.raft.membership import FIXED, JOINT, SINGLE
from apps.simulation import commands as c
from tests.replication.raft.runs import dials
from tests.replication.raft.safety import Safety, assert_logs_match
from tests.replication.watching import mend, scenario, watched
from tests.seeds import over_seeds

SETTINGS = {
    "pre-vote": dials(pre_vote=True),
    "snapshots": dials(snapshot_entries=5),
    "joint consensus": dials(membership=JOINT, members=3),
    "joint consensus, all on": dials(membership=JOINT, pre_vote=True, snapshot_entries=3, reads="log"),
    "one at a time": dials(membership=SINGLE, members=4),
    "one at a time, all on": dials(membership=SINGLE, members=3, pre_vote=True, snapshot_entries=3),
}
every_setting = pytest.mark.parametrize("setting", SETTINGS)


@every_setting
@over_seeds(6, 60)
def test_every_extension_keeps_the_safety_of_elections_logs_and_states(setting: str, seeds: range) -> None:
    begun, configurations = 0, set()
    for seed in seeds:
        safety = Safety()
        assert_logs_match(watched(scenario("raft", SETTINGS[setting]), seed, safety.look))
        begun = max(begun, safety.snapshots)
        configurations |= safety.configurations
    if SETTINGS[setting]["snapshot_entries"]:
        assert begun > 10
    if SETTINGS[setting]["membership"] != FIXED:
        assert len(configurations) >= 3


@every_setting
@over_seeds(2, 20)
def test_logs_match_at_every_moment_under_every_extension(setting: str, seeds: range) -> None:
    for seed in seeds:
        watched(scenario("raft", SETTINGS[setting]), seed, assert_logs_match)


@every_setting
@over_seeds(5, 40)
def test_once_faults_end_members_answer_every_operation(setting: str, seeds: range) -> None:
    for seed in seeds:
        run = watched(scenario("raft", SETTINGS[setting]), seed, lambda _: None)
        mend(run)
        run.advance(run.now + 15_000)
        leaders = [name for name, node in run.nodes.items() if node.machine and node.machine.leadership]
        assert leaders, f"seed {seed}: nobody leads"
        (leader,) = leaders
        members = run.nodes[leader].machine.configuration.voters
        names = []
        for client, node in zip(run.clients, members, strict=False):
            names.append(run.next_operation(client))
            run.apply(c.InvokeOperation(client=client, node=node, operation="write", key="x", value=client))
        run.advance(run.now + 5_000)
        assert {run.operations[name].status for name in names} == {"ok"}, f"seed {seed}"
