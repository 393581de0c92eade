"""Every preset answers during a partition as its sentence says, which is made from the facts that are tried here."""

from __future__ import annotations

import pytest

from apps.labs.protocols import stores
from apps.labs.run.scenario import Scenario
from apps.protocols.availability import EVERYWHERE, Answers, Availability, Needs
from apps.protocols.dials import Dials
from apps.protocols.spec import ProtocolSpec
from apps.simulation import commands as c
from apps.simulation.faults.partition import Partition
from apps.simulation.faults.promotion import PromoteNode
from tests.clusters import Run

NODES = ("n1", "n2", "n3", "n4", "n5")
CLIENTS = ("c1", "c2", "c3", "c4", "c5")
CUTS = (
    (("n1", "n2", "n3"), ("n4", "n5")),
    (("n3", "n4", "n5"), ("n1", "n2")),
    (("n1", "n2", "n4"), ("n3", "n5")),
    (("n2", "n3", "n5"), ("n1", "n4")),
    (("n1", "n2", "n3", "n4"), ("n5",)),
    (("n2", "n3", "n4", "n5"), ("n1",)),
)
"""The special nodes are the first (leader, primary, sequencer) and the last two (tail, master): each on either side."""
SETTLED_TICKS = 8_000
"""After that leaders are elected and silent nodes removed."""

Cut = tuple[tuple[str, ...], tuple[str, ...]]
CASES = [
    (protocol, name, protocol.validate(dials, len(NODES)))
    for protocol in stores().values()
    for name, dials in [(each.name, each.dials) for each in protocol.presets] or [("", protocol.defaults(len(NODES)))]
]


def facts(protocol: ProtocolSpec, dials: Dials) -> Availability:
    found = protocol.availability(dials)
    assert isinstance(found, Availability)
    return found


def run_with_a_key(protocol: ProtocolSpec, dials: Dials, timeout_ticks: int) -> Run:
    """A run in which x was written, so that reads have something to return and to write back."""
    scene = Scenario(
        protocol=protocol.name,
        dials=dials,
        nodes=NODES,
        clients=CLIENTS,
        keys=("x",),
        client_timeout_ticks=timeout_ticks,
    )
    run = Run(scene, 1)
    run.run_for(1_500)
    ask(run, protocol, dials, "c1", "n1", reads=False)
    run.run_for(4_000)
    return run


def ask(run: Run, protocol: ProtocolSpec, dials: Dials, client: str, node: str, *, reads: bool) -> str:
    """Invoke a read, or a change of the key."""
    if reads:
        return run.read(client, node)
    if protocol.keeps_registers(dials):
        return run.write(client, node, "1")
    action, value = next(iter(protocol.changes(dials)))
    name = run.next_operation(client)
    run.apply(c.InvokeOperation(client=client, node=node, operation=action, key="x", value=value))
    return name


def answered(protocol: ProtocolSpec, dials: Dials, cut: Cut, wait_ticks: int, *, reads: bool) -> set[str]:
    """The key's replicas that answer an operation begun so long after the cut, each in a run of its own."""
    found = set()
    holders = protocol.holders(dials, "x", NODES)
    timeout_ticks = 900 if wait_ticks < SETTLED_TICKS else 4_000
    for client, node in zip(CLIENTS, holders, strict=False):
        run = run_with_a_key(protocol, dials, timeout_ticks)
        run.apply(Partition(groups=cut))
        run.run_for(wait_ticks)
        operation = ask(run, protocol, dials, client, node, reads=reads)
        run.run_for(timeout_ticks + 100)
        if run.simulation.operations[operation].status == "ok":
            found.add(node)
    return found


def stated(protocol: ProtocolSpec, dials: Dials, needs: Needs, cut: Cut) -> set[str]:
    """The nodes that answer if the facts are right."""
    holders = protocol.holders(dials, "x", NODES)
    return {node for side in cut if needs.are_met(side, NODES, holders) for node in side if node in holders}


def assert_answers(protocol: ProtocolSpec, dials: Dials, said: Answers, cut: Cut, wait_ticks: int) -> None:
    for needs, reads in ((said.reads, True), (said.writes, False)):
        found = answered(protocol, dials, cut, wait_ticks, reads=reads)
        assert found == stated(protocol, dials, needs, cut), f"{'reads' if reads else 'writes'} in {cut}: {said.text}"


def case_name(value: object) -> str:
    return value.name if isinstance(value, ProtocolSpec) else value if isinstance(value, str) else ""


TOLD_APART = [case for case in CASES if facts(case[0], case[2]).at_first is not None]
ROAMING = [
    case
    for case in CASES
    if facts(case[0], case[2]).answers == Answers(EVERYWHERE, EVERYWHERE) and not facts(case[0], case[2]).bound
]
every_preset = pytest.mark.parametrize(("protocol", "name", "dials"), CASES, ids=case_name)


@every_preset
def test_reads_and_writes_are_answered_on_just_the_sides_that_the_preset_names(
    protocol: ProtocolSpec, name: str, dials: Dials
) -> None:
    said = facts(protocol, dials)
    for cut in CUTS:
        assert_answers(protocol, dials, said.answers, cut, SETTLED_TICKS)


@pytest.mark.parametrize(("protocol", "name", "dials"), TOLD_APART, ids=case_name)
def test_what_is_said_of_the_time_right_after_the_cut_holds_then(
    protocol: ProtocolSpec, name: str, dials: Dials
) -> None:
    said = facts(protocol, dials)
    assert said.at_first is not None
    for cut in CUTS[:4]:
        assert_answers(protocol, dials, said.at_first, cut, 100)


@every_preset
def test_a_client_that_moves_begins_a_new_session_where_it_is_said_and_only_there(
    protocol: ProtocolSpec, name: str, dials: Dials
) -> None:
    run = run_with_a_key(protocol, dials, 4_000)
    first, moved = (run.finish(ask(run, protocol, dials, "c1", node, reads=True)) for node in ("n1", "n5"))
    assert (first.process != moved.process) is facts(protocol, dials).bound


@pytest.mark.parametrize(("protocol", "name", "dials"), ROAMING, ids=case_name)
def test_a_client_that_crosses_the_partition_loses_just_what_is_said(
    protocol: ProtocolSpec, name: str, dials: Dials
) -> None:
    said = facts(protocol, dials)
    for reads in (True, False):
        run = run_with_a_key(protocol, dials, 3_000)
        run.apply(Partition(groups=CUTS[0]))
        for is_read in (False, True):
            run.finish(ask(run, protocol, dials, "c2", "n1", reads=is_read))
        operation = ask(run, protocol, dials, "c2", "n5", reads=reads)
        run.run_for(3_100)
        lost = said.crossing is not None and (said.crossing.reads if reads else said.crossing.writes)
        assert (run.simulation.operations[operation].status != "ok") is lost


def test_only_the_side_that_can_reach_the_quorum_of_a_read_is_named_for_reads() -> None:
    dials = {"N": 5, "R": 2, "W": 3, "write_back": False}
    said = facts(stores()["quorum"], dials)
    assert said.text == (
        "Reads are answered only on a side that reaches 2 of the key's 5 replicas; writes only on a side that reaches "
        "3 of the key's 5 replicas."
    )
    for cut in CUTS:
        assert_answers(stores()["quorum"], dials, said.answers, cut, SETTLED_TICKS)


def test_a_backup_that_is_promoted_by_hand_answers_on_its_side_too() -> None:
    backups = stores()["primary_backup"]
    for preset in backups.presets:
        if facts(backups, preset.dials).beside:
            run = run_with_a_key(backups, preset.dials, 4_000)
            run.apply(Partition(groups=CUTS[0]))
            run.apply(PromoteNode(node="n4"))
            run.run_for(2_000)
            assert run.finish(ask(run, backups, preset.dials, "c5", "n5", reads=False)).status == "ok"
