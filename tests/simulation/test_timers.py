"""Timers that are set anew before they run out."""

from __future__ import annotations

import pytest

from apps.simulation import Simulation
from apps.simulation import events as e
from apps.simulation.faults.pause import PauseNode, ResumeNode
from tests.simulation.test_answers import acknowledge, simulation


def fired(world: Simulation) -> list[int]:
    """The ticks at which timers have run out since the last time."""
    return [event.tick for event in world.drain() if isinstance(event, e.TimerFired)]


@pytest.mark.parametrize("delays", [(10,), (50,), (200,), (200, 300, 20), (200, 5, 400, 400)])
def test_a_timer_that_is_set_anew_fires_once_and_when_it_was_set_for_last(delays: tuple[int, ...]) -> None:
    world = simulation(acknowledge)
    node = world.nodes["n1"]
    world.set_timer(node, "t", 100)
    world.advance(50)
    for delay in delays:
        world.set_timer(node, "t", delay)
    world.advance(2_000)
    assert fired(world) == [50 + delays[-1]]


def test_a_timer_that_ran_out_at_a_paused_node_can_be_set_anew_at_once() -> None:
    world = simulation(acknowledge)
    node = world.nodes["n1"]
    world.apply(PauseNode("n1"))
    world.set_timer(node, "t", 100)
    world.advance(100)
    world.set_timer(node, "t", 0)
    world.advance(200)
    world.apply(ResumeNode("n1"))
    world.advance(300)
    assert fired(world) == [200]
