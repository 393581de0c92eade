"""Two-phase and three-phase commit, explored: every interleaving with every crash between two steps."""

import pytest

from apps.agreement.commit_outcomes import outcome, points
from apps.agreement.explore import Explored, explore
from apps.agreement.locks import COMMIT, DECISION, decisions, in_doubt
from apps.agreement.question import Question
from apps.labs.protocols import agreements
from apps.protocols.pictures import Picture
from tests.agreement.worlds import ONE_COMMIT, SPLIT, broken, explored

TWO, THREE = "two_phase_commit", "three_phase_commit"
SMALL = ("c", "p1", "p2")
TRANSACTION = "alice#1"


def all_committed(picture: Picture) -> bool:
    return all(decisions(node.log).get(TRANSACTION) == COMMIT for node in picture.nodes.values())


def stuck_pictures(found: Explored) -> list[Picture]:
    return [found.picture(number) for number in found.stuck()]


@pytest.mark.parametrize("protocol", [TWO, THREE])
def test_without_faults_everyone_commits_and_nobody_is_left_in_doubt(protocol: str) -> None:
    found = explored(protocol, early_timeouts=False)
    assert broken(found) == set()
    assert not list(found.stuck())
    last = [n for n in range(len(found.worlds)) if not list(found.rules.moves(found.worlds[n]))]
    assert last
    assert all(all_committed(found.picture(n)) for n in last)


@pytest.mark.parametrize("protocol", [TWO, THREE])
@pytest.mark.parametrize("who", ["p1", "p2", "p3"])
def test_a_no_of_anyone_commits_nobody(protocol: str, who: str) -> None:
    found = explored(protocol, early_timeouts=False, crashes=1, dials={"no_vote": who})
    assert found.reaches(lambda picture: COMMIT in str([dict(node.log) for node in picture.nodes.values()])) is None
    assert "agreement" not in broken(found)


@pytest.mark.parametrize("asked", [{"crashes": 2}, {"crashes": 1, "restarts": True}])
def test_two_phases_never_decide_differently_whatever_is_late_repeated_or_crashes(asked: dict[str, object]) -> None:
    found = explored(TWO, nodes=SMALL, copies=True, **asked)
    assert broken(found) <= {"termination"}


def must_block(found: Explored, number: int) -> bool:
    """What theory says of a world in which all that is sent arrives and a timeout means a crash: the coordinator is
    down, somebody is in doubt, and everyone who is up is so too or is about to be, with no decision on its way.
    """
    nodes = found.picture(number).nodes
    packets = [packet for _, packet in found.rules.in_flight(found.worlds[number])]
    to_prepare = {packet.target for packet in packets if packet.body.kind == "prepare"}
    up = {name: node for name, node in nodes.items() if name != "c" and node.status == "up"}
    doubtful = {name for name, node in up.items() if in_doubt(node.log)}
    undecided = all(
        name in doubtful or (name in to_prepare and DECISION + TRANSACTION not in node.log) for name, node in up.items()
    )
    is_decision_coming = any(packet.body.kind == "decision" for packet in packets)
    return nodes["c"].status == "crashed" and bool(doubtful) and undecided and not is_decision_coming


@pytest.mark.parametrize("crashes", [1, 2])
def test_two_phases_block_just_where_the_coordinator_is_down_and_everyone_up_is_in_doubt(crashes: int) -> None:
    found = explored(TWO, early_timeouts=False, crashes=crashes)
    assert broken(found) == {"termination"}
    stuck = set(found.stuck())
    assert stuck
    doubtful = [
        number
        for number in range(len(found.worlds))
        if any(in_doubt(node.log) for node in found.picture(number).nodes.values() if node.status == "up")
    ]
    assert {number for number in doubtful if must_block(found, number)} == stuck


def test_who_comes_back_frees_everyone_in_doubt() -> None:
    found = explored(TWO, early_timeouts=False, crashes=1, restarts=True)
    assert broken(found) == set()


def test_asking_only_the_coordinator_blocks_where_a_participant_could_have_helped() -> None:
    def knows(picture: Picture) -> bool:
        return any(DECISION + TRANSACTION in node.log for name, node in picture.nodes.items() if name != "c")

    alone = explored(TWO, early_timeouts=False, crashes=1, dials={"cooperative": False})
    together = explored(TWO, early_timeouts=False, crashes=1)
    assert any(knows(picture) for picture in stuck_pictures(alone))
    assert not any(knows(picture) for picture in stuck_pictures(together))


@pytest.mark.parametrize("crashes", [1, 2, 3])
def test_three_phases_block_nobody_who_is_up_as_long_as_a_timeout_means_a_crash(crashes: int) -> None:
    found = explored(THREE, early_timeouts=False, crashes=crashes)
    assert broken(found) == set()


def test_three_phases_decide_differently_under_a_partition() -> None:
    found = explored(THREE, early_timeouts=False, cut=SPLIT)
    assert "agreement" in broken(found)


def test_three_phases_decide_differently_after_a_wrong_timeout() -> None:
    declared = agreements()[THREE]
    dials = declared.defaults(len(SMALL))
    question = Question(protocol=declared, dials=dials, requests=ONE_COMMIT, nodes=SMALL)
    assert "agreement" in broken(explore(question, worlds_max=20_000))


@pytest.mark.sweep
@pytest.mark.parametrize(
    ("crashes", "restarts", "worlds"), [(1, False, 72_018), (2, False, 117_624), (1, True, 177_447)]
)
def test_two_phases_with_three_participants_never_decide_differently(crashes: int, restarts: bool, worlds: int) -> None:
    found = explored(TWO, copies=True, crashes=crashes, restarts=restarts)
    assert broken(found) <= {"termination"}
    assert len(found.worlds) == worlds


@pytest.mark.sweep
def test_three_phases_with_one_crash_and_its_return_keep_everything() -> None:
    found = explored(THREE, early_timeouts=False, crashes=1, restarts=True)
    assert broken(found) == set()


@pytest.mark.parametrize(
    ("protocol", "node", "title", "down", "back"),
    [
        (TWO, "c", "before it has asked anybody", "untouched", "untouched"),
        (TWO, "c", "having asked p2", "abort", "abort"),
        (TWO, "c", "having all votes, before the commit is logged", "blocked", "abort"),
        (TWO, "c", "having logged the commit, before it tells anybody", "blocked", "commit"),
        (TWO, "c", "having told p1", "commit", "commit"),
        (TWO, "p1", "prepared, before it votes", "abort", "abort"),
        (TWO, "p1", "having voted", "commit", "depends"),
        (THREE, "c", "having all votes, before it tells anybody", "abort", "abort"),
        (THREE, "c", "having told p1 to pre-commit", "commit", "commit"),
    ],
)
def test_the_table_of_who_crashed_when_follows_from_every_run(
    protocol: str, node: str, title: str, down: str, back: str
) -> None:
    declared = agreements()[protocol]
    dials = declared.defaults(4)
    point = next(point for point in points(declared, dials) if (point.node, point.title) == (node, title))
    found = outcome(declared, dials, point)
    assert (found.down, found.back) == (down, back)


def test_under_three_phases_no_single_crash_ever_blocks() -> None:
    declared = agreements()[THREE]
    dials = declared.defaults(4)
    assert "blocked" not in {outcome(declared, dials, point).down for point in points(declared, dials)}


@pytest.mark.parametrize(
    ("dials", "title", "down"),
    [
        ({"no_vote": "p1"}, "having all votes, before the commit is logged", "never"),
        ({"cooperative": False}, "having told p1", "partly"),
    ],
)
def test_the_table_knows_points_that_are_never_reached_and_decisions_that_reach_only_some(
    dials: dict[str, object], title: str, down: str
) -> None:
    declared = agreements()[TWO]
    values = {**declared.defaults(4), **dials}
    point = next(point for point in points(declared, values) if (point.node, point.title) == ("c", title))
    assert outcome(declared, values, point).down == down
