"""What exploration finds plays on the kernel, and breaks there what it broke outside time."""

import pytest

from apps.labs.find.found_path import play
from apps.labs.run.session import Session
from apps.protocols.pictures import BROKEN
from tests.agreement.worlds import SPLIT, explored

ASKED = [
    ("two_phase_commit", {"crashes": 1, "early_timeouts": False}),
    ("two_phase_commit", {"crashes": 1, "copies": True, "nodes": ("c", "p1", "p2")}),
    ("three_phase_commit", {"cut": SPLIT, "early_timeouts": False}),
]


@pytest.mark.parametrize(("protocol", "asked"), ASKED)
def test_every_finding_is_a_run_that_ends_where_the_exploration_did(protocol: str, asked: dict[str, object]) -> None:
    found = explored(protocol, **asked)
    assert found.broken()
    for each in found.broken():
        path = play(found.question, each.path)
        session = Session(path.scenario, 5)
        session.advance(path.until_tick)
        nodes = session.simulation.nodes
        expected = found.rules.picture(_end(found, each.path))
        assert {name: (node.status, dict(node.durable)) for name, node in nodes.items()} == {
            name: (node.status, dict(node.log)) for name, node in expected.nodes.items()
        }
        states = {view["name"]: view["state"] for view in session.judgement.invariants_view()}
        assert states[each.invariant.name] == ("open" if each.is_stuck else BROKEN)


def _end(found, path):  # type: ignore[no-untyped-def]
    world = found.worlds[0]
    for wanted in path:
        world = next(after for move, after in found.rules.moves(world) if move == wanted)
    return world
