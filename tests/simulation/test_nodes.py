"""Crash, restart, pause, slowness and clocks of nodes."""

from __future__ import annotations

from apps.simulation import Position
from apps.simulation import events as e
from apps.simulation.faults.crash import CrashNode, RestartNode
from apps.simulation.faults.drift import SetDrift
from apps.simulation.faults.message import DelayMessage, DeliverMessage, DropMessage
from apps.simulation.faults.partition import Partition
from apps.simulation.faults.pause import PauseNode, ResumeNode
from apps.simulation.faults.skew import SetSkew
from apps.simulation.faults.slow_node import SetProcessing
from tests.clusters import MAJORITIES, ONES, eventual, quorum


def test_a_crash_loses_what_is_volatile_and_keeps_what_is_durable() -> None:
    run = quorum()
    run.finish(run.write("alice", "n1", "1"))
    run.read("bob", "n2")
    run.run_for(20)
    assert run.simulation.nodes["n2"].machine.volatile()
    run.apply(CrashNode("n2"))
    run.apply(RestartNode("n2"))
    assert not run.simulation.nodes["n2"].machine.volatile()
    run.run_for(100)
    assert run.values()["n1"] == ["1"]


def test_a_crashed_node_answers_nothing_until_it_is_restarted() -> None:
    run = quorum(ONES)
    run.apply(CrashNode("n1"))
    assert run.finish(run.read("alice", "n1")).status == "fail"
    run.apply(RestartNode("n1"))
    assert run.finish(run.read("alice", "n1")).status == "ok"


def test_a_client_whose_write_got_no_answer_goes_on_as_a_new_process() -> None:
    run = quorum(ONES)
    run.apply(CrashNode("n1"))
    write = run.finish(run.write("alice", "n1", "1"))
    assert (write.status, write.process) == ("info", "alice")
    assert run.finish(run.read("alice", "n2")).process == "alice·2"


def test_an_unanswered_read_fails_and_its_client_stays_the_same_process() -> None:
    run = quorum(ONES)
    run.apply(CrashNode("n1"))
    assert run.finish(run.read("alice", "n1")).status == "fail"
    assert run.finish(run.read("alice", "n2")).process == "alice"


def test_what_reaches_a_paused_node_waits_and_is_handled_in_order_when_it_resumes() -> None:
    run = quorum(ONES)
    run.apply(PauseNode("n3"))
    run.finish(run.write("alice", "n1", "1"))
    run.finish(run.write("alice", "n1", "2"))
    run.run_for(300)
    assert run.values()["n3"] == []
    waiting = [event.message for event in run.happened(e.MessageWaiting)]
    assert len(waiting) == 4
    run.apply(ResumeNode("n3"))
    run.run_for(1)
    handled = [event.message for event in run.happened(e.MessageDelivered) if event.process == "n3"]
    assert handled == waiting
    assert run.values()["n3"] == ["2"]


def test_a_crash_loses_what_waited_at_a_paused_node() -> None:
    run = quorum(ONES)
    run.apply(PauseNode("n3"))
    run.finish(run.write("alice", "n1", "1"))
    run.run_for(300)
    run.apply(CrashNode("n3"))
    assert {event.reason for event in run.happened(e.MessageDropped)} == {"crash"}
    run.apply(RestartNode("n3"))
    run.run_for(1)
    assert run.values()["n3"] == []


def test_a_slow_node_handles_one_thing_at_a_time() -> None:
    run = quorum(ONES)
    run.apply(SetProcessing(node="n3", processing_ticks=70))
    run.finish(run.write("alice", "n1", "1"))
    run.run_for(1_000)
    ticks = [event.tick for event in run.happened(e.MessageDelivered) if event.process == "n3"]
    assert len(ticks) == 2
    assert ticks[1] - ticks[0] == 70


def test_a_dropped_message_that_waited_frees_its_place_in_the_inbox() -> None:
    run = quorum(ONES)
    run.apply(PauseNode("n3"))
    run.finish(run.write("alice", "n1", "1"))
    run.run_for(300)
    first = run.happened(e.MessageWaiting)[0].message
    run.apply(DropMessage(first))
    assert len(run.simulation.nodes["n3"].inbox) == 1
    run.apply(ResumeNode("n3"))
    run.run_for(1)
    assert first not in [event.message for event in run.happened(e.MessageDelivered)]


def test_timers_follow_the_nodes_own_clock() -> None:
    fast, slow = eventual(style="push"), eventual(style="push")
    fast.apply(SetDrift(node="n1", per_mille=500))
    slow.apply(SetDrift(node="n1", per_mille=-500))
    fired = []
    for run in (fast, slow):
        run.advance(20_000)
        fired.append(sum(event.process == "n1" for event in run.happened(e.TimerFired)))
    assert 2.7 < fired[0] / fired[1] < 3.3


def test_a_skew_moves_the_wall_clock_and_no_timer() -> None:
    skewed, plain = eventual(), eventual()
    skewed.apply(SetSkew(node="n1", skew_ticks=5_000))
    for run in (skewed, plain):
        run.advance(3_000)
    assert [event.tick for event in skewed.happened(e.TimerFired)] == [
        event.tick for event in plain.happened(e.TimerFired)
    ]
    node = skewed.simulation.nodes["n1"]
    assert skewed.simulation.wall_ticks(node) == skewed.simulation.now + 5_000


def test_a_late_reply_completes_nothing() -> None:
    run = quorum(MAJORITIES)
    name = run.write("alice", "n1", "1")
    run.run_for(300)
    while not run.in_flight("n1", "alice"):
        run.step()
    run.apply(DelayMessage(message=run.in_flight("n1", "alice")[0], delay_ticks=5_000))
    assert run.finish(name).status == "info"
    run.run_for(6_000)
    assert run.simulation.operations[name].status == "info"


def test_an_operation_waits_for_its_clients_previous_one() -> None:
    run = quorum()
    first, second = run.write("alice", "n1", "1"), run.read("alice", "n2")
    assert run.simulation.operations[second].status == "queued"
    assert run.finish(first).completed_tick == run.simulation.operations[second].invoked_tick
    assert run.result(second) == ["1"]


def test_setting_the_same_drift_again_moves_no_timer() -> None:
    often, once = eventual(), eventual()
    once.apply(SetDrift(node="n1", per_mille=-500))
    for tick in range(1_500):
        often.advance(tick)
        often.apply(SetDrift(node="n1", per_mille=-500))
    once.advance(1_499)
    fired = [[event.tick for event in run.happened(e.TimerFired) if event.process == "n1"] for run in (often, once)]
    assert fired[0] == fired[1] != []


def test_what_waits_behind_a_dropped_message_still_takes_its_full_time() -> None:
    run = quorum(ONES)
    run.apply(SetProcessing(node="n3", processing_ticks=500))
    run.finish(run.write("alice", "n1", "1"))
    while len(run.simulation.nodes["n3"].inbox) < 2:
        run.step()
    run.run_for(300)
    run.apply(DropMessage(run.simulation.nodes["n3"].inbox[0].name))
    dropped = run.simulation.now
    run.run_for(2_000)
    (handled,) = (event.tick for event in run.happened(e.MessageDelivered) if event.process == "n3")
    assert handled == dropped + 500


def test_a_doomed_message_delivered_by_hand_to_a_paused_node_waits_there_and_is_handled() -> None:
    run = quorum(ONES)
    run.apply(Partition((("n1", "n2"),)))
    run.apply(PauseNode("n3"))
    run.write("alice", "n1", "1")
    run.run_for(20)
    message = run.in_flight("n1", "n3")[0]
    run.apply(DeliverMessage(message))
    assert run.snapshot()["messages"][message]["dies_tick"] is None
    run.apply(ResumeNode("n3"))
    run.run_for(1)
    assert message in [event.message for event in run.happened(e.MessageDelivered)]


def test_time_never_goes_back() -> None:
    run = quorum()
    run.advance(500)
    run.advance(100)
    run.advance_to(Position(100, 0))
    assert run.simulation.now == 500
