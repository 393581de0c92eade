"""A leader by timeout: replaced when it crashes, doubled when it is only slow."""

from dataclasses import replace

from apps.agreement.explore import explore
from apps.agreement.question import Question
from apps.labs.catalogue import catalogue
from apps.labs.find.found_path import SEED, play
from apps.labs.protocols import agreements
from apps.labs.run.board import node_picture
from apps.protocols.pictures import BROKEN, KEPT, Picture
from apps.simulation import Simulation
from apps.simulation import commands as c
from apps.simulation.events import MessageDelivered, TimerFired
from apps.simulation.faults.crash import CrashNode, RestartNode
from apps.simulation.faults.pause import PauseNode, ResumeNode

PROTOCOL = agreements()["leader_by_timeout"]
SCENARIO = catalogue()["slow-or-dead"].scenario


def states(simulation: Simulation) -> dict[str, str]:
    picture = Picture({name: node_picture(node) for name, node in simulation.nodes.items()})
    return {each.name: each.check(picture, SCENARIO.dials).state for each in PROTOCOL.invariants}


def test_a_paused_leader_is_declared_dead_and_two_lead() -> None:
    simulation = Simulation(SCENARIO.cluster(), 1)
    simulation.advance(1_000)
    assert set(states(simulation).values()) == {KEPT}
    simulation.apply(PauseNode("n1"))
    simulation.advance(3_000)
    assert states(simulation) == {"one_leader": BROKEN, "accuracy": BROKEN, "completeness": KEPT}


def test_the_second_node_waits_as_long_as_the_setting_says() -> None:
    for preset in PROTOCOL.presets:
        waits = int(preset.dials["timeout_ticks"]) * 3 // 2
        assert f"waits {waits} ms" in PROTOCOL.consequence(preset.dials).text or waits <= 900
        simulation = Simulation(replace(SCENARIO, dials=preset.dials).cluster(), 1)
        simulation.advance(1_000)
        last_beat = max(event.tick for event in simulation.drain() if isinstance(event, MessageDelivered))
        simulation.apply(CrashNode("n1"))
        simulation.advance(1_000 + 2 * waits)
        expiries = [event for event in simulation.drain() if isinstance(event, TimerFired) and event.process == "n2"]
        heard = max(0, expiries[0].tick - waits)
        assert last_beat - 150 <= heard <= last_beat + 150


def test_a_resumed_leader_acts_once_more_before_it_hears_that_it_was_replaced() -> None:
    simulation = Simulation(SCENARIO.cluster(), 1)
    simulation.advance(1_000)
    simulation.apply(PauseNode("n1"))
    simulation.advance(1_300)
    simulation.apply(c.InvokeOperation(client="alice", node="n1", operation="ship", key="order", value="today"))
    simulation.advance(3_000)
    simulation.apply(c.InvokeOperation(client="bob", node="n2", operation="ship", key="order", value="today"))
    simulation.apply(ResumeNode("n1"))
    simulation.advance(3_500)
    assert simulation.operations["bob#1"].status == "ok"
    assert simulation.nodes["n1"].machine is not None
    assert simulation.nodes["n1"].machine.role().name == "follower"
    assert states(simulation)["one_leader"] == KEPT


def test_a_crashed_leader_is_replaced_and_nobody_alive_was_declared_dead() -> None:
    simulation = Simulation(SCENARIO.cluster(), 1)
    simulation.advance(1_000)
    simulation.apply(CrashNode("n1"))
    simulation.advance(4_000)
    assert set(states(simulation).values()) == {KEPT}
    simulation.apply(RestartNode("n1"))
    simulation.advance(8_000)
    assert states(simulation)["one_leader"] == KEPT


def test_one_early_timeout_makes_two_leaders() -> None:
    question = Question(protocol=PROTOCOL, dials=PROTOCOL.defaults(3), requests=())
    early = explore(question, worlds_max=500)
    found = next(each for each in early.broken() if each.invariant.name == "one_leader")
    assert [move.kind for move in found.path].count("timer") == 1
    run = play(question, found.path)
    simulation = Simulation(run.scenario.cluster(), SEED)
    simulation.advance(run.until_tick)
    assert states(simulation)["one_leader"] == BROKEN
