"""The dual write and its cures, explored: every interleaving with crashes, losses and repetitions."""

import pytest

from apps.agreement.explore import Explored, explore
from apps.agreement.question import Question
from apps.labs.catalogue import catalogue
from apps.labs.find.found_path import play
from apps.labs.protocols import agreements
from apps.labs.run.session import LoggedCommand, Session, replay_under
from apps.protocols.pictures import BROKEN, KEPT, OPEN
from apps.protocols.spec import Preset
from apps.simulation import Position
from apps.simulation import commands as c
from apps.simulation.bounds import LATENCY_TICKS_MAX
from apps.simulation.faults.crash import RestartNode
from apps.simulation.faults.crash_point import SetCrashPoint
from tests.agreement.worlds import broken

DATABASE_FIRST, EVENT_FIRST, OUTBOX, LISTEN = METHODS = ("database_first", "event_first", "outbox", "listen")
CURES = (OUTBOX, LISTEN)
PRESETS = agreements()["dual_write"].presets
ONE_ORDER = (("service", "order", "x", "1"),)
BACK = {"restarts": True, "early_timeouts": False}
SERVICE_CRASHES = {"crashes": 1, "crashing": ("service",), **BACK}


def explored(method: str, *, idempotent: bool = True, **asked: object) -> Explored:
    protocol = agreements()["dual_write"]
    dials = {**protocol.defaults(4), "method": method, "idempotent": idempotent}
    found = explore(Question(protocol=protocol, dials=dials, requests=ONE_ORDER, **asked))  # type: ignore[arg-type]
    assert found.is_complete
    return found


@pytest.mark.parametrize("method", METHODS)
def test_without_faults_the_order_its_event_and_its_count_come_to_be(method: str) -> None:
    found = explored(method, early_timeouts=False)
    last = [number for number in range(len(found.worlds)) if not list(found.rules.moves(found.worlds[number]))]
    assert broken(found) == set()
    assert last
    for number in last:
        logs = {name: set(node.log) for name, node in found.picture(number).nodes.items()}
        assert logs == {
            "service": set(),
            "database": {"order/alice#1"},
            "broker": {"event/alice#1"},
            "consumer": {"counted/alice#1"},
        }


@pytest.mark.parametrize(("method", "invariant"), [(DATABASE_FIRST, "event"), (EVENT_FIRST, "order")])
def test_one_crash_between_two_writes_breaks_what_the_order_of_writes_leaves_open(method: str, invariant: str) -> None:
    found = explored(method, **SERVICE_CRASHES)
    assert broken(found) == {invariant}
    (way,) = found.broken()
    assert way.is_stuck
    assert [move.kind for move in way.path] == ["deliver", "deliver"]


@pytest.mark.parametrize("method", METHODS)
def test_losses_alone_break_nothing_while_the_service_stays_up_to_repeat(method: str) -> None:
    assert broken(explored(method, losses=2, early_timeouts=False)) == set()


@pytest.mark.parametrize("method", CURES)
@pytest.mark.parametrize("asked", [{"crashes": 2}, {"crashes": 1, "losses": 1}, {"crashes": 0, "losses": 3}])
def test_a_cure_keeps_everything_whoever_crashes_and_comes_back(method: str, asked: dict[str, int]) -> None:
    found = explored(method, **BACK, **asked)
    assert broken(found) == set()
    for number in found.stuck():
        assert "crashed" in [node.status for node in found.picture(number).nodes.values()]


@pytest.mark.parametrize("method", CURES)
def test_a_cure_keeps_everything_however_often_and_late_anything_arrives(method: str) -> None:
    assert broken(explored(method, copies=True, restarts=True, crashes=1)) == set()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("fault", [{"losses": 1}, {"crashes": 1, "restarts": True, "crashing": ("consumer",)}])
def test_what_is_delivered_twice_counts_twice_unless_the_consumer_is_idempotent(
    method: str, fault: dict[str, object]
) -> None:
    assert broken(explored(method, idempotent=False, early_timeouts=False, **fault)) == {"once"}
    assert broken(explored(method, early_timeouts=False, **fault)) == set()


CRASH = (
    SetCrashPoint(node="service", point="after cancel timer retry"),
    c.InvokeOperation(client="alice", node="service", operation="order", key="book", value="1"),
)


def crashed_between_the_writes() -> Session:
    """The lab, with an order during which the service crashes between its two writes, and a restart."""
    session = Session(catalogue()["dual-write"].scenario, 1)
    for command in CRASH:
        session.apply(command)
    session.advance(8_000)
    session.apply(RestartNode("service"))
    session.advance(20_000)
    return session


def states(session: Session) -> dict[str, str]:
    return {view["name"]: view["state"] for view in session.judgement.invariants_view()}


def test_once_nothing_can_happen_any_more_the_board_says_that_the_event_is_lost_for_good() -> None:
    assert states(crashed_between_the_writes()) == {"event": BROKEN, "order": KEPT, "once": KEPT}


@pytest.mark.parametrize("preset", PRESETS)
def test_the_same_schedule_under_another_method_has_another_end(preset: Preset) -> None:
    scenario = catalogue()["dual-write"].scenario.under("dual_write", preset.dials)
    log = [LoggedCommand(Position(0), each) for each in CRASH]
    log.append(LoggedCommand(Position(8_000), RestartNode("service")))
    broken_under = {DATABASE_FIRST: {"event"}, EVENT_FIRST: {"order"}}.get(preset.name, set())
    session = replay_under(scenario, 1, log, 30_000).session
    assert states(session) == {name: BROKEN if name in broken_under else KEPT for name in states(session)}
    assert session.simulation.nodes["database"].durable or preset.name == EVENT_FIRST


@pytest.mark.parametrize("method", [DATABASE_FIRST, EVENT_FIRST])
def test_what_exploration_finds_plays_on_the_kernel(method: str) -> None:
    found = explored(method, **SERVICE_CRASHES)
    (way,) = found.broken()
    path = play(found.question, way.path)
    session = Session(path.scenario, 1)
    session.advance(path.until_tick)
    assert states(session)[way.invariant.name] == OPEN
    session.advance(6 * LATENCY_TICKS_MAX)
    assert states(session)[way.invariant.name] == BROKEN
