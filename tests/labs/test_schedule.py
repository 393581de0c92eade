"""Generated schedules: operations and faults as commands by tick, a function of scenario and seed."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import pairwise

import pytest

from apps.labs.find.schedule import Schedule, carry_out, claimed_kinds, fault_kinds, fault_schedule, play
from apps.labs.protocols import stores
from apps.labs.run.scenario import Scenario
from apps.simulation import FAULTS, Simulation
from apps.simulation import commands as c
from apps.simulation.faults.crash import CrashNode, RestartNode
from apps.simulation.faults.disk import LoseDisk
from apps.simulation.faults.drift import SetDrift
from apps.simulation.faults.message import DelayMessage, DeliverMessage, DropMessage, DuplicateMessage
from apps.simulation.faults.partition import Heal, Partition
from apps.simulation.faults.pause import PauseNode, ResumeNode
from apps.simulation.faults.promotion import PromoteNode
from apps.simulation.faults.skew import SetSkew

TICKS, OPERATIONS = 8_000, 60
EVERY_SEED = range(60)


def scene(protocol: str) -> Scenario:
    return Scenario(protocol=protocol, dials=stores()[protocol].defaults(5))


def drawn(protocol: str, seed: int, **members: object) -> Schedule:
    return fault_schedule(scene(protocol), seed, **{"ticks": TICKS, "operations": OPERATIONS, **members})


def faults_of(schedule: Schedule) -> set[type]:
    return {type(command) for _, command in schedule} - {c.InvokeOperation}


@pytest.mark.parametrize("protocol", stores())
def test_a_schedule_has_its_operations_in_order_of_time_and_is_the_same_every_time(protocol: str) -> None:
    for seed in range(10):
        schedule = drawn(protocol, seed)
        assert schedule == drawn(protocol, seed)
        ticks = [tick for tick, _ in schedule]
        assert ticks == sorted(ticks)
        operations = [(tick, command) for tick, command in schedule if isinstance(command, c.InvokeOperation)]
        assert len(operations) == OPERATIONS
        assert all(0 <= tick < TICKS for tick, _ in operations)
        store = stores()[protocol]
        assert {command.operation for _, command in operations} <= store.actions_under(store.defaults(5))


def test_a_schedule_is_the_same_in_another_process_under_another_hash_seed() -> None:
    code = "from tests.labs.test_schedule import drawn; print([drawn('raft', seed) for seed in range(30)])"
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hash_seed in ("0", "7")
    }
    assert len(printed) == 1


def test_over_many_seeds_every_kind_of_command_that_claims_speak_of_comes() -> None:
    kinds = set().union(*(faults_of(drawn("primary_backup", seed)) for seed in EVERY_SEED))
    assert kinds == {kind.command for name in claimed_kinds() for kind in FAULTS[name].commands}


def test_a_fault_beyond_all_claims_comes_only_where_it_is_named() -> None:
    beyond = [name for name in fault_kinds() if name not in claimed_kinds()]
    assert beyond == ["disk"]
    assert LoseDisk not in set().union(*(faults_of(drawn("quorum", seed)) for seed in EVERY_SEED))
    assert LoseDisk in faults_of(drawn("quorum", 1, faults=("disk",)))


@pytest.mark.parametrize(
    ("faults", "commands"),
    [
        (("partition",), {Partition, Heal}),
        (("crash", "pause"), {CrashNode, RestartNode, PauseNode, ResumeNode}),
        (("message",), {DropMessage, DelayMessage, DuplicateMessage, DeliverMessage}),
        (("skew", "drift"), {SetSkew, SetDrift}),
        ((), set()),
    ],
    ids=["partition", "crash-pause", "message", "skew-drift", "none"],
)
def test_only_the_faults_asked_for_strike(faults: tuple[str, ...], commands: set[type]) -> None:
    found = set().union(*(faults_of(drawn("quorum", seed, faults=faults)) for seed in range(20)))
    assert found == commands


def test_a_kind_there_is_not_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match=r"no faults flood.*partition"):
        drawn("quorum", 1, faults=("flood",))


def test_nodes_are_promoted_only_where_the_protocol_has_fail_over() -> None:
    assert PromoteNode in faults_of(drawn("primary_backup", 1, faults=("promotion",)))
    assert not faults_of(drawn("raft", 1, faults=("promotion",)))


def test_every_message_that_is_to_be_grabbed_is_in_flight_then() -> None:
    for seed in range(20):
        schedule = drawn("raft", seed, faults=("message", "latency"))
        simulation = Simulation(scene("raft").cluster(), seed)
        for tick, command in schedule:
            simulation.advance(tick)
            if hasattr(command, "message"):
                assert command.message in simulation.network.flights
            carry_out(simulation, [(tick, command)], tick)


def test_a_bound_client_mostly_stays_where_it_is() -> None:
    nodes: list[str] = []
    for seed in range(5):
        nodes += [
            command.node
            for _, command in drawn("causal", seed, operations=200)
            if isinstance(command, c.InvokeOperation) and command.client == "alice"
        ]
    moves = sum(before != after for before, after in pairwise(nodes))
    assert 0 < moves < len(nodes) // 5


def test_playing_skips_what_is_not_possible_so_that_any_part_of_a_schedule_is_one() -> None:
    schedule = drawn("primary_backup", 3)
    session = play(scene("primary_backup"), 3, schedule[::2], TICKS)
    assert session.simulation.now >= TICKS
    played = play(scene("primary_backup"), 3, [(0, RestartNode("n1")), (0, DropMessage("nothing"))], 100)
    assert played.simulation.now == 100
