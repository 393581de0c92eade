"""Goals about agreement, its failures, and who is taken for dead."""

from __future__ import annotations

import pytest

from apps.labs.goals.goal import GoalError, NotYet
from apps.labs.looking_back.valences import late, survey
from apps.simulation.faults.crash import CrashNode, RestartNode
from apps.simulation.faults.crash_point import SetCrashPoint
from apps.simulation.faults.message import DeliverMessage, DropMessage
from apps.simulation.faults.pause import PauseNode, ResumeNode
from tests.labs.goals.asked import SAME, Tried, lab, tried

COMMIT = lab("in-doubt", latency=SAME)
BEFORE_LOGGING = SetCrashPoint(node="c", point="before log decision")


def commit_and_crash(run: Tried) -> None:
    run.apply(BEFORE_LOGGING)
    run.ask("alice", "c", "commit", "x", "1")
    run.run_for(2_000)


def test_an_invariant_that_is_broken_says_by_what() -> None:
    run = tried(COMMIT, "invariant_broken", invariant="termination")
    assert run.because.startswith("“No lock is held for ever” is kept so far")
    assert run.because.endswith("Nothing has been requested yet.")
    commit_and_crash(run)
    assert run.because.startswith("“No lock is held for ever” is open: In doubt")


def test_a_three_phase_commit_decides_differently_under_a_cut() -> None:
    run = tried(lab("without-blocking", latency=SAME), "invariant_broken", invariant="agreement")
    run.ask("alice", "c", "commit", "x", "1")
    while not run.in_flight("c", "p2", "pre_commit"):
        assert run.step()
    run.cut("p2", "p3")
    run.run_for(12_000)
    assert "committed" in run.reached.text
    assert run.reached.events


def test_an_invariant_that_the_protocol_does_not_have_is_refused_in_words() -> None:
    with pytest.raises(GoalError, match="has no invariant 'beauty'"):
        tried(COMMIT, "invariant_broken", invariant="beauty")


def test_a_store_has_no_invariants() -> None:
    run = tried(lab("gossip"), "invariant_broken", invariant="agreement")
    assert "choose another protocol" in run.because


def test_an_invariant_is_kept_only_at_rest_and_in_spite_of_faults() -> None:
    run = tried(COMMIT, "invariant_kept", invariant="agreement", despite=("crash",))
    assert run.because == "0 of 1 request so far. Place one at the first node."
    run.done("alice", "c", "commit", "x", "1")
    run.run_for(5_000)
    assert run.because == "Without faults that is easy. Choose a node and crash it."
    run.ask("bob", "c", "commit", "y", "1")
    run.run_for(50)
    run.apply(CrashNode("p1"))
    run.apply(RestartNode("p1"))
    assert run.because.startswith("It is not over yet")
    run.run_for(8_000)
    assert run.reached.operations == ("bob#1", "alice#1")


def test_participants_in_doubt_hold_locks_while_the_coordinator_is_down() -> None:
    run = tried(COMMIT, "nodes_in_condition", condition="in_doubt", number=3, while_down="c")
    assert run.because == "Nothing has been requested yet, so no node is in doubt. Send a request to the first node."
    run.done("bob", "c", "commit", "y", "1")
    assert run.because.startswith("c is up. Let it crash while others are in doubt")
    commit_and_crash(run)
    assert run.reached.text == "p1: in doubt, holds x. p2: in doubt, holds x. p3: in doubt, holds x. c is down."


def test_a_coordinator_that_crashed_too_early_leaves_nobody_in_doubt() -> None:
    run = tried(COMMIT, "nodes_in_condition", condition="in_doubt", number=1, while_down="c")
    run.apply(SetCrashPoint(node="c", point="before send prepare to p1"))
    run.ask("alice", "c", "commit", "x", "1")
    run.run_for(2_000)
    assert (
        run.because
        == "c is down, but no node is in doubt: it came too early, or too late. Restart it, and try another point."
    )


def test_whoever_was_in_doubt_decides_once_the_coordinator_is_back() -> None:
    run = tried(COMMIT, "recovered", condition="in_doubt")
    assert run.because.startswith("First crash a node so that another one is left in doubt")
    commit_and_crash(run)
    assert run.because == "p1, p2 and p3 are in doubt: restart c."
    run.apply(RestartNode("c"))
    assert run.because == "c is back: let time go on until no node is in doubt."
    run.run_for(8_000)
    assert run.reached.text == "In doubt until c restarted: p1, p2 and p3."


def test_a_restart_where_nobody_was_in_doubt_is_no_recovery() -> None:
    run = tried(COMMIT, "recovered", condition="in_doubt")
    run.apply(CrashNode("c"))
    assert "no node is in doubt" in run.because
    run.apply(RestartNode("c"))
    run.run_for(1_000)
    assert run.because.startswith("First crash a node so that another one is left in doubt")


def test_a_decision_is_everywhere_once_every_participant_has_it() -> None:
    run = tried(COMMIT, "decided_everywhere", decision="commit")
    assert run.because == "Nothing has been requested yet. Send a request to the first node."
    run.done("alice", "c", "commit", "x", "1")
    run.run_for(5_000)
    assert run.reached.text == "p1, p2 and p3 decided commit."


def test_another_decision_than_the_one_asked_for_does_not_count() -> None:
    run = tried(COMMIT, "decided_everywhere", decision="abort")
    run.done("alice", "c", "commit", "x", "1")
    run.run_for(5_000)
    assert run.because == "All decided commit; it should be abort."


def test_three_phases_decide_without_the_coordinator_and_two_do_not() -> None:
    terms = {"while_down": "c"}
    three = tried(lab("without-blocking", latency=SAME), "decided_everywhere", **terms)
    three.ask("bob", "c", "commit", "y", "1")
    assert three.because.startswith("c is up")
    commit_and_crash(three)
    three.run_for(8_000)
    assert three.reached
    two = tried(COMMIT, "decided_everywhere", **terms)
    commit_and_crash(two)
    two.run_for(8_000)
    assert two.because == "No node has decided yet."


# The generals, and the dual write


@pytest.mark.parametrize("messages", [1, 2, 5])
def test_exactly_one_general_attacks_where_the_last_messenger_is_captured(messages: int) -> None:
    goal = {"protocol": "two_generals", "dials": {"messages": messages}}
    run = tried(lab("two-generals", dials={"messages": messages}), "one_general_attacks", 1, goal)
    assert run.because == "Nobody attacks without the order. Let the king order the attack at A."
    run.ask("king", "A", "attack", "city", "at dawn")
    for _ in range(messages - 1):
        while not _on_its_way(run):
            assert run.step()
        run.run_for(260)
    while not _on_its_way(run):
        assert run.step()
    run.apply(DropMessage(_on_its_way(run)[0]))
    run.run_for(4_000)
    assert len(run.reached.events) == 1


def _on_its_way(run: Tried) -> list[str]:
    return [*run.in_flight("A", "B"), *run.in_flight("B", "A")]


def test_generals_whose_messengers_all_arrive_attack_both() -> None:
    run = tried(lab("two-generals"), "one_general_attacks")
    run.ask("king", "A", "attack", "city", "at dawn")
    run.run_for(1_500)
    assert run.because.startswith("It is not dawn yet, and you have captured no messenger.")
    run.run_for(3_000)
    assert run.because.startswith("Both attacked: no messenger was captured.")


def test_generals_without_an_order_attack_neither() -> None:
    run = tried(lab("two-generals"), "one_general_attacks")
    run.run_for(4_000)
    assert run.because.startswith("Neither attacked: they had no order.")


@pytest.mark.parametrize(
    ("method", "predicate", "other"),
    [
        ("database_first", "order_without_event", "event_without_order"),
        ("event_first", "event_without_order", "order_without_event"),
    ],
)
def test_a_crash_between_the_two_writes_leaves_one_without_the_other(method: str, predicate: str, other: str) -> None:
    scenario = lab("dual-write", latency=SAME, dials={"method": method})
    run, reverse = (tried(scenario, each) for each in (predicate, other))
    for each in (run, reverse):
        assert each.because == "Nothing has been ordered yet: order something at the service."
        each.apply(SetCrashPoint(node="service", point="after cancel timer retry"))
        each.ask("alice", "service", "order", "book", "1")
        each.run_for(10_000)
    assert run.reached.operations == ("alice#1",)
    assert reverse.because.startswith("It is the opposite")


def test_a_dual_write_without_a_crash_or_with_one_elsewhere_misses_nothing() -> None:
    run = tried(lab("dual-write", latency=SAME), "order_without_event")
    run.done("alice", "service", "order", "book", "1")
    run.run_for(5_000)
    assert run.because.startswith("The service has not crashed")
    run.apply(CrashNode("consumer"))
    run.run_for(5_000)
    assert run.because.startswith("The service crashed, but not between its two writes")


# Consensus that does not come


def deliver(run: Tried, after: str) -> bool:
    found = [offer for offer in survey(run.simulation, run.scenario).offers if offer.after == after]
    if found:
        run.apply(DeliverMessage(found[0].message))
    return bool(found)


def test_a_scheduler_keeps_consensus_undecided_for_rounds() -> None:
    run = tried(lab("flp"), "undecided", rounds=2)
    assert run.because == "Nothing has arrived yet: deliver a message that leaves both decisions possible."
    assert deliver(run, "bivalent")
    assert run.because == "Undecided for 0 of 2 rounds, 1 message delivered. Go on."
    for _ in range(60):
        if not hasattr(run.found, "because"):
            break
        assert deliver(run, "bivalent")
    assert len(run.reached.events) >= 6


def test_undecided_is_fair_only_once_the_late_messages_have_arrived_too() -> None:
    run = tried(lab("flp"), "undecided", rounds=1, fair=True)
    while isinstance(run.found, NotYet) and "late message" not in run.because:
        assert deliver(run, "bivalent")
    assert "Every message must arrive: deliver these too." in run.because
    for message in late(run.simulation, run.scenario):
        run.apply(DeliverMessage(message))
    assert run.reached


def test_a_timeout_that_survives_a_pause_and_replaces_the_crashed_leader_is_well_chosen() -> None:
    for timeout, ticks, because in (
        (500, 4_000, "n2 declared n1 dead, and n1 was alive. Choose a longer timeout, and replay."),
        (5_000, 4_000, "The leader was replaced after 7607 ms; at most 4000 are allowed. Choose a shorter timeout."),
        (2_200, 4_000, ""),
    ):
        dials = {"timeout_ticks": timeout, "heartbeat_ticks": 300}
        run = tried(lab("slow-or-dead", dials=dials), "replaced_in_time", ticks=ticks)
        run.run_for(1_500)
        run.apply(PauseNode("n1"))
        run.run_for(1_500)
        run.apply(ResumeNode("n1"))
        run.run_for(3_000)
        run.apply(CrashNode("n1"))
        run.run_for(9_000)
        assert run.because == because if because else run.reached


def test_messages_count_where_they_are_asked_for() -> None:
    run = tried(lab("flp"), "undecided", messages=4)
    for _ in range(4):
        assert deliver(run, "bivalent")
    assert len(run.reached.events) == 4


def test_consensus_needs_nobody_to_ask_for_it() -> None:
    run = tried(lab("flp"), "nodes_in_condition", condition="decided")
    assert run.because == "No node is decided yet."


def test_what_leaves_one_decision_only_is_told() -> None:
    run = tried(lab("flp"), "undecided", messages=40)
    for _ in range(30):
        if deliver(run, "0-valent") or deliver(run, "1-valent"):
            break
        deliver(run, "bivalent")
    assert "can still be decided" in run.because


def test_a_paused_leader_is_declared_dead_and_another_leads() -> None:
    run, two = (tried(lab("slow-or-dead"), each) for each in ("live_declared_dead", "two_leaders"))
    assert run.because == "All nodes hear the leader in time. Pause it, or delay its messages."
    assert two.because == "n1 leads, and all nodes hear it. Pause it, or cut it off."
    for each in (run, two):
        each.run_for(1_000)
        each.apply(PauseNode("n1"))
    assert run.because.startswith("A node is paused")
    assert two.because.startswith("n1 leads alone.")
    for each in (run, two):
        each.run_for(4_000)
    assert "n1 is only paused" in run.reached.text
    assert two.reached.text == "n1 leads, term 1. n2 leads, term 2."


def test_a_crashed_leader_is_rightly_declared_dead() -> None:
    run, two = (tried(lab("slow-or-dead"), each) for each in ("live_declared_dead", "two_leaders"))
    for each in (run, two):
        each.run_for(1_000)
        each.apply(CrashNode("n1"))
        each.run_for(4_000)
    assert "correctly declared n1 dead" in run.because
    assert two.because.startswith("A crashed node no longer leads.")


# Sagas


def test_compensations_come_in_reverse() -> None:
    run = tried(lab("undo-what-was-seen", latency=SAME), "compensated_in_reverse")
    assert run.because == "Nothing has been ordered yet: order something at order."
    run.ask("alice", "order", "order", "book", "1")
    while run.simulation.nodes["payment"].machine.role().name != "refunded":
        assert run.step()
    assert run.because == "alice#1 was released and refunded so far: let time go on until it is cancelled."
    run.run_for(5_000)
    assert run.reached.text == "alice#1 was released, refunded and cancelled, in this order."
    assert len(run.reached.events) == 3


def test_an_order_refused_early_has_little_to_undo() -> None:
    run = tried(lab("undo-what-was-seen", latency=SAME, dials={"fails_at": "payment"}), "compensated_in_reverse")
    run.done("alice", "order", "order", "book", "1")
    run.run_for(5_000)
    assert run.because.startswith("alice#1 was cancelled only")
    nobody = tried(lab("undo-what-was-seen", latency=SAME, dials={"fails_at": "nobody"}), "compensated_in_reverse")
    nobody.done("alice", "order", "order", "book", "1")
    assert nobody.because.startswith("No service refuses")


def test_another_client_has_read_what_was_undone_later() -> None:
    run = tried(lab("undo-what-was-seen", latency=SAME), "dirty_read")
    run.ask("alice", "order", "order", "book", "1")
    assert run.because.startswith("Nobody has read yet")
    while run.simulation.nodes["stock"].machine.role().name != "reserved":
        assert run.step()
    run.done("bob", "stock", "read", "book")
    assert run.because.endswith("not undone yet. Will it be?")
    run.run_for(5_000)
    assert run.reached.operations == ("bob#1", "alice#1")


def test_a_read_after_the_compensation_finds_nothing() -> None:
    run = tried(lab("undo-what-was-seen", latency=SAME), "dirty_read")
    run.done("alice", "order", "order", "book", "1")
    run.run_for(5_000)
    run.done("bob", "stock", "read", "book")
    assert "found nothing of the order" in run.because


def test_a_choreography_that_lost_an_event_is_stuck() -> None:
    run = tried(lab("who-knows-the-whole", latency=SAME), "saga_stuck")
    assert run.because == "Nothing has been ordered yet: order something at order."
    run.apply(SetCrashPoint(node="payment", point="after log entry"))
    run.ask("alice", "order", "order", "book", "1")
    run.run_for(2_000)
    run.apply(RestartNode("payment"))
    run.run_for(10_000)
    assert run.reached.text.startswith("Stuck")


def test_of_two_orders_the_stuck_one_is_named() -> None:
    run = tried(lab("who-knows-the-whole", latency=SAME), "saga_stuck")
    run.ask("alice", "order", "order", "book", "1")
    run.ask("bob", "order", "order", "pen", "1")
    while not run.in_flight("payment", "stock"):
        assert run.step()
    run.apply(DropMessage(run.in_flight("payment", "stock")[0]))
    run.run_for(20_000)
    assert run.reached.operations == ("alice#1",)


def test_a_choreography_that_repeats_its_events_is_never_stuck() -> None:
    scenario = lab("who-knows-the-whole", latency=SAME, dials={"delivery": "deduplicated"})
    stuck = tried(scenario, "saga_stuck")
    kept = tried(scenario, "invariant_kept", invariant="complete", despite=("crash_at_point", "restart"))
    for run in (stuck, kept):
        run.apply(SetCrashPoint(node="payment", point="after log entry"))
        run.ask("alice", "order", "order", "book", "1")
        run.run_for(2_000)
        run.apply(RestartNode("payment"))
        run.run_for(10_000)
    assert stuck.because.startswith("Something went wrong, and was repaired")
    assert kept.reached.operations == ("alice#1",)
