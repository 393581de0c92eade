"""What the protocols of agreement say of a partition is tried in a run of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from apps.agreement.dual_write.service import WRITES
from apps.labs.goals.goal import Goal, Reached
from apps.labs.protocols import agreements
from apps.labs.run.scenario import Scenario
from apps.protocols.availability import Stated
from apps.protocols.dials import Dials
from apps.simulation import commands as c
from apps.simulation.faults.message import DropMessage
from apps.simulation.faults.partition import Heal, Partition
from apps.tutorials.course import lessons
from apps.tutorials.playing import play_shown
from tests.clusters import Run

Cut = tuple[tuple[str, ...], tuple[str, ...]]
WAIT_TICKS = 12_000
COMMIT = ("decided_everywhere", {"decision": "commit"})
COMPLETE = ("invariant_kept", {"invariant": "complete"})


def begun(name: str, cut: Cut | None, dials: Dials | None = None, goals: Sequence[tuple[str, dict]] = ()) -> Run:  # type: ignore[type-arg]
    """A run of the protocol that was partitioned before anything was asked for."""
    protocol = agreements()[name]
    wanted = tuple(
        Goal(name=str(number), title="", predicate=predicate, terms=terms)
        for number, (predicate, terms) in enumerate(goals)
    )
    scene = Scenario(
        protocol=name,
        dials=protocol.defaults(len(protocol.nodes)) if dials is None else dials,
        nodes=protocol.nodes,
        clients=("alice", "bob"),
        keys=("x",),
        client_timeout_ticks=8_000,
        goals=wanted,
    )
    run = Run(scene, 1)
    if cut is not None:
        run.apply(Partition(groups=cut))
    run.run_for(100)
    return run


def asked(run: Run, node: str, client: str = "alice") -> str:
    """How an operation ends that is asked for at a node."""
    protocol = run.scenario.spec
    action, value = protocol.changes(run.scenario.dials)[0]
    operation = run.next_operation(client)
    run.apply(c.InvokeOperation(client=client, node=node, operation=action, key="x", value=value))
    run.run_for(WAIT_TICKS)
    return run.simulation.operations[operation].status


def has_come(run: Run) -> bool:
    return all(isinstance(found, Reached) for found in run.goals.findings.values())


def a_commit_needs_every_participant() -> None:
    together = begun("two_phase_commit", None, goals=[COMMIT])
    asked(together, "c")
    assert has_come(together)
    for cut in ((("c", "p1", "p2"), ("p3",)), (("c", "p1"), ("p2", "p3"))):
        apart = begun("two_phase_commit", cut, goals=[COMMIT])
        asked(apart, "c")
        assert not has_come(apart)


def both_sides_decide_differently() -> None:
    shown = play_shown(lessons()["three-phase"].runs["split"])
    assert all(isinstance(found, Reached) for found in shown.findings.values())


def only_a_majority_of_replicas_answers() -> None:
    cut = (("n1",), ("n2", "n3"))
    run = begun("multi_paxos", cut)
    run.run_for(WAIT_TICKS)
    assert asked(run, "n1") != "ok"
    assert asked(run, "n2", "bob") == "ok"


def only_a_proposer_with_a_majority_of_acceptors_has_a_value_chosen() -> None:
    cut = (("p1", "a1", "a2"), ("p2", "a3"))
    run = begun("paxos", cut)
    assert [asked(run, "p2"), asked(run, "p1", "bob")] == ["info", "ok"]


def two_of_three_decide(name: str) -> Callable[[], None]:
    def tried() -> None:
        run = begun(name, (("n1", "n2"), ("n3",)))
        run.run_for(WAIT_TICKS)
        assert [asked(run, "n1"), asked(run, "n2", "bob")] == ["ok", "ok"]

    return tried


def each_side_has_a_leader() -> None:
    for cut in ((("n1",), ("n2", "n3")), (("n1", "n2"), ("n3",))):
        run = begun("leader_by_timeout", cut, goals=[("two_leaders", {})])
        run.run_for(WAIT_TICKS)
        assert has_come(run)


def both_generals_decide() -> None:
    run = begun("two_generals", None, goals=[("decided_everywhere", {})])
    run.apply(c.InvokeOperation(client="alice", node="A", operation="attack", key="x", value="at dawn"))
    run.run_for(50)
    run.apply(DropMessage(message=run.in_flight("A", "B")[0]))
    run.run_for(WAIT_TICKS)
    assert has_come(run)


def an_order_begins_and_completes_only_together(name: str) -> Callable[[], None]:
    def tried() -> None:
        for away in ("payment", "stock", "delivery"):
            rest = tuple(node for node in agreements()[name].nodes if node != away)
            run = begun(name, (rest, (away,)), goals=[COMPLETE])
            assert asked(run, "order") == "info"
            assert run.simulation.nodes["order"].durable
            assert not has_come(run)
            run.apply(Heal())
            run.run_for(WAIT_TICKS)
            assert has_come(run)

    return tried


def an_order_needs_what_the_service_writes() -> None:
    for method, needed in WRITES.items():
        dials = {**agreements()["dual_write"].defaults(4), "method": method}
        for away in ("database", "broker", "consumer"):
            rest = tuple(node for node in agreements()["dual_write"].nodes if node != away)
            run = begun("dual_write", (rest, (away,)), dials)
            assert (asked(run, "service") == "ok") is (away not in needed)


def a_change_needs_the_lock_service_and_the_store() -> None:
    for away, expected in (("lock", "info"), ("store", "info"), ("B", "ok")):
        rest = tuple(node for node in agreements()["lease"].nodes if node != away)
        assert asked(begun("lease", (rest, (away,))), "A") == expected


TRIED = {
    "two_phase_commit": (
        "A transaction can commit only if the coordinator reaches every participant.",
        a_commit_needs_every_participant,
    ),
    "three_phase_commit": (
        "Each side of a partition decides by itself, and the two sides may decide differently.",
        both_sides_decide_differently,
    ),
    "multi_paxos": (
        "A side with a majority of the replicas elects a leader and answers; other sides wait.",
        only_a_majority_of_replicas_answers,
    ),
    "paxos": (
        "A proposer that reaches a majority of the acceptors can have a value chosen; others wait.",
        only_a_proposer_with_a_majority_of_acceptors_has_a_value_chosen,
    ),
    "flp": (
        "Two of the three nodes can decide without the third, if their messages arrive in a favourable order.",
        two_of_three_decide("flp"),
    ),
    "ben_or": (
        "Two of the three nodes can decide without the third, with probability one.",
        two_of_three_decide("ben_or"),
    ),
    "leader_by_timeout": ("Each side of a partition gets a leader of its own.", each_side_has_a_leader),
    "two_generals": ("Each general decides at dawn, whichever messages it has received.", both_generals_decide),
    **{
        name: (
            "An order begins while the order service is up. It is answered only when every service has done its step.",
            an_order_begins_and_completes_only_together(name),
        )
        for name in ("saga_orchestrated", "saga_choreographed")
    },
    "dual_write": (
        "Orders are taken while the service reaches the database and the broker.",
        an_order_needs_what_the_service_writes,
    ),
    "lease": (
        "A change needs a holder that reaches both the lock service and the store.",
        a_change_needs_the_lock_service_and_the_store,
    ),
}


@pytest.mark.parametrize("name", agreements())
def test_what_a_protocol_says_of_a_partition_happens_in_a_run_of_it(name: str) -> None:
    protocol = agreements()[name]
    text, tried = TRIED[name]
    assert protocol.availability(protocol.defaults(len(protocol.nodes))) == Stated(text)
    tried()
