"""Every protocol that is offered for exploration explores, and Multi-Paxos' explorations find what would break it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from apps.agreement.explore import Explored, explore
from apps.agreement.multi_paxos.replica import NOTHING, Replica, chosen_log
from apps.agreement.question import question_of
from apps.labs.protocols import agreements
from apps.live.management.commands.explore_agreement import WORLDS_MAX, explored_protocols
from apps.protocols.pictures import Exploration
from apps.protocols.spec import ProtocolSpec
from apps.simulation.effects import Effect
from tests.agreement.worlds import broken
from tests.command_line import manage

SPACES = [(protocol, space) for protocol in agreements().values() for space in protocol.explorations]
MULTI_PAXOS = agreements()["multi_paxos"]


def named(value: object) -> str:
    return value.name if isinstance(value, ProtocolSpec | Exploration) else ""


def whole(protocol: ProtocolSpec, exploration: str, worlds_max: int = WORLDS_MAX) -> Explored:
    [space] = [each for each in protocol.explorations if each.name == exploration]
    return explore(question_of(protocol, space, {}), worlds_max=worlds_max)


@pytest.mark.parametrize(("protocol", "space"), SPACES, ids=named)
def test_every_space_that_is_offered_begins_with_more_than_one_world(
    protocol: ProtocolSpec, space: Exploration
) -> None:
    assert len(whole(protocol, space.name, worlds_max=100).worlds) > 1


@pytest.mark.sweep
@pytest.mark.parametrize(("protocol", "space"), SPACES, ids=named)
def test_every_space_that_is_offered_is_explored_whole_or_breaks_something(
    protocol: ProtocolSpec, space: Exploration
) -> None:
    found = whole(protocol, space.name)
    assert found.is_complete or broken(found)


def test_a_protocol_is_offered_only_if_it_has_a_space_to_explore(capsys: pytest.CaptureFixture[str]) -> None:
    assert "multi_paxos" in explored_protocols()
    assert "ben_or" not in explored_protocols()
    told = manage(capsys, "explore_agreement", "--exploration", "crash", "--protocol", "ben_or")
    assert told.returncode == 2
    assert "too many to be explored whole" in told.stderr
    assert "multi_paxos" in told.stderr


def test_two_leaders_of_two_replicas_never_choose_two_values_for_a_slot() -> None:
    found = whole(MULTI_PAXOS, "overtaken")
    assert found.is_complete
    assert broken(found) == set()
    logs = {len(chosen_log(node.log)) for n in range(len(found.worlds)) for node in found.picture(n).nodes.values()}
    assert logs == {0, 1, 2}


@pytest.mark.sweep
def test_two_values_are_chosen_once_each_whichever_replica_crashes() -> None:
    found = whole(MULTI_PAXOS, "crash")
    assert found.is_complete
    assert broken(found) == set()
    assert len(found.worlds) == 210_419


class Forgetful(Replica):
    """A new leader that does not ask what has been voted for."""

    def _begin_to_lead(self) -> Iterator[Effect]:
        campaign = self.state.campaign
        assert campaign is not None
        forgotten = campaign.promises
        for node in forgotten:
            forgotten = forgotten.put(node, tuple((slot, (vote[0], NOTHING)) for slot, vote in forgotten[node]))
        self.state = replace(self.state, campaign=replace(campaign, promises=forgotten))
        yield from super()._begin_to_lead()


@pytest.mark.parametrize("exploration", ["overtaken", pytest.param("crash", marks=pytest.mark.sweep)])
def test_a_leader_that_forgets_the_votes_is_found_to_choose_a_slot_twice(exploration: str) -> None:
    forgetful = replace(MULTI_PAXOS, make_node=Forgetful)
    assert "agreement" in broken(whole(forgetful, exploration))
