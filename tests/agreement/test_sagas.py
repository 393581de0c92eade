"""Sagas, orchestrated and choreographed: every interleaving with crashes, losses and repetitions."""

import pytest

from apps.agreement.explore import Explored, explore
from apps.agreement.question import Question
from apps.agreement.saga_steps import CHAIN, COMPLETE, UNDONE, entries
from apps.labs.catalogue import catalogue
from apps.labs.find.found_path import play
from apps.labs.protocols import agreements
from apps.labs.run.session import LoggedCommand, Session, replay_under
from apps.protocols.pictures import BROKEN, KEPT, OPEN
from apps.simulation import Position
from apps.simulation import commands as c
from apps.simulation.faults.crash import RestartNode
from apps.simulation.faults.crash_point import SetCrashPoint
from tests.agreement.worlds import broken

ORCHESTRATED = ("saga_orchestrated", "")
AT_MOST_ONCE, AT_LEAST_ONCE, DEDUPLICATED = (
    ("saga_choreographed", delivery) for delivery in ("at_most_once", "at_least_once", "deduplicated")
)
SOUND = (ORCHESTRATED, DEDUPLICATED)
NOBODY, PAYMENT, STOCK, DELIVERY = REFUSES = ("nobody", "payment", "stock", "delivery")
ONE_ORDER = (("order", "order", "x", "1"),)
BACK = {"restarts": True, "early_timeouts": False}


def explored(
    saga: tuple[str, str], refuses: str, requests: tuple[tuple[str, str, str, str], ...] = ONE_ORDER, **asked: object
) -> Explored:
    protocol = agreements()[saga[0]]
    dials = {**protocol.defaults(4), "fails_at": refuses, **({"delivery": saga[1]} if saga[1] else {})}
    found = explore(Question(protocol=protocol, dials=dials, requests=requests, **asked))  # type: ignore[arg-type]
    assert found.is_complete
    return found


def last_worlds(found: Explored) -> list[dict[str, tuple[str, ...]]]:
    """How every order's histories stand where nothing can happen any more."""
    numbers = [number for number in range(len(found.worlds)) if not list(found.rules.moves(found.worlds[number]))]
    return [
        {
            name: entry.history
            for name, node in found.picture(number).nodes.items()
            for entry in entries(node.log).values()
        }
        for number in numbers
    ]


@pytest.mark.parametrize("saga", [ORCHESTRATED, AT_MOST_ONCE, AT_LEAST_ONCE, DEDUPLICATED])
def test_without_faults_an_order_that_nobody_refuses_is_complete_everywhere(saga: tuple[str, str]) -> None:
    found = explored(saga, NOBODY, early_timeouts=False)
    assert broken(found) == set()
    assert last_worlds(found)
    for histories in last_worlds(found):
        assert histories.keys() == set(CHAIN)
        assert COMPLETE in histories["order"]
        assert not any(UNDONE in history for history in histories.values())


@pytest.mark.parametrize("saga", [ORCHESTRATED, AT_MOST_ONCE, AT_LEAST_ONCE, DEDUPLICATED])
@pytest.mark.parametrize("refuses", [PAYMENT, STOCK, DELIVERY])
def test_a_refusal_at_any_step_undoes_all_that_was_done_before_it(saga: tuple[str, str], refuses: str) -> None:
    found = explored(saga, refuses, early_timeouts=False)
    assert broken(found) == set()
    assert last_worlds(found)
    for histories in last_worlds(found):
        done_before = CHAIN[: CHAIN.index(refuses)]
        assert histories.keys() == {*done_before, refuses}
        assert all(histories[name][-1] == UNDONE for name in done_before)


@pytest.mark.parametrize("saga", SOUND)
@pytest.mark.parametrize("refuses", REFUSES)
@pytest.mark.parametrize("fault", [{"crashes": 1, "restarts": True}, {"losses": 1}])
def test_an_order_ends_complete_or_compensated_whatever_is_lost_and_whoever_crashes_and_comes_back(
    saga: tuple[str, str], refuses: str, fault: dict[str, object]
) -> None:
    found = explored(saga, refuses, early_timeouts=False, **fault)
    assert broken(found) == set()
    for number in found.stuck():
        assert "crashed" in [node.status for node in found.picture(number).nodes.values()]


@pytest.mark.parametrize("saga", SOUND)
@pytest.mark.parametrize("refuses", REFUSES)
def test_nothing_is_done_twice_or_out_of_order_however_often_and_late_anything_arrives(
    saga: tuple[str, str], refuses: str
) -> None:
    assert broken(explored(saga, refuses, copies=True, crashes=1, restarts=True)) == set()


@pytest.mark.sweep
@pytest.mark.parametrize(
    ("saga", "refuses", "worlds"),
    [
        (ORCHESTRATED, NOBODY, 448),
        (ORCHESTRATED, DELIVERY, 1_004),
        (DEDUPLICATED, NOBODY, 4_373),
        (DEDUPLICATED, DELIVERY, 60_677),
    ],
)
def test_two_crashes_and_returns_leave_every_order_complete_or_compensated(
    saga: tuple[str, str], refuses: str, worlds: int
) -> None:
    found = explored(saga, refuses, crashes=2, **BACK)
    assert broken(found) == set()
    assert len(found.worlds) == worlds
    for number in found.stuck():
        assert "crashed" in [node.status for node in found.picture(number).nodes.values()]


@pytest.mark.parametrize("fault", [{"crashes": 1, "restarts": True}, {"losses": 1}])
@pytest.mark.parametrize("refuses", REFUSES)
def test_events_at_most_once_leave_an_order_stuck(refuses: str, fault: dict[str, object]) -> None:
    found = explored(AT_MOST_ONCE, refuses, early_timeouts=False, **fault)
    assert broken(found) == {"complete"}
    assert any(all(node.status == "up" for node in found.picture(number).nodes.values()) for number in found.stuck())


def test_events_at_least_once_without_deduplication_make_somebody_pay_twice() -> None:
    found = explored(AT_LEAST_ONCE, NOBODY, crashes=1, **BACK)
    assert broken(found) == {"once"}
    (way,) = found.broken()
    assert "paid 2 times" in way.finding.text


@pytest.mark.parametrize("saga", [ORCHESTRATED, DEDUPLICATED])
@pytest.mark.parametrize("refuses", REFUSES)
def test_what_is_read_half_done_is_undone_later_just_where_a_later_step_is_refused(
    saga: tuple[str, str], refuses: str
) -> None:
    found = explored(saga, refuses, (*ONE_ORDER, ("stock", "read", "x", "")), early_timeouts=False)
    assert broken(found) == ({"isolation"} if refuses == DELIVERY else set())


# On the kernel

ORDER_A_BOOK = c.InvokeOperation(client="alice", node="order", operation="order", key="book", value="1")
LOSES_AN_EVENT = (SetCrashPoint(node="payment", point="after log entry"), ORDER_A_BOOK)


def states(session: Session) -> dict[str, str]:
    return {view["name"]: view["state"] for view in session.judgement.invariants_view()}


def outcome(session: Session, operation: str) -> tuple[str, list[str]]:
    shown = session.snapshot()["operations"][operation]
    return shown["status"], shown["result"]


def test_in_the_lab_a_read_of_the_reservation_becomes_a_dirty_read_as_delivery_refuses() -> None:
    session = Session(catalogue()["undo-what-was-seen"].scenario, 1)
    session.apply(ORDER_A_BOOK)
    session.advance(1_500)
    session.apply(c.InvokeOperation(client="bob", node="stock", operation="read", key="book"))
    session.advance(1_600)
    assert outcome(session, "bob#1") == ("ok", ["1"])
    assert states(session)["isolation"] == KEPT
    session.advance(30_000)
    assert states(session) == {name: BROKEN if name == "isolation" else KEPT for name in states(session)}
    assert outcome(session, "alice#1")[0] == "fail"


def test_in_the_lab_an_order_is_stuck_for_good_once_payment_has_lost_its_event() -> None:
    session = Session(catalogue()["who-knows-the-whole"].scenario, 1)
    for command in LOSES_AN_EVENT:
        session.apply(command)
    session.advance(2_000)
    session.apply(RestartNode("payment"))
    session.advance(15_000)
    assert states(session) == {name: BROKEN if name == "complete" else KEPT for name in states(session)}


@pytest.mark.parametrize(
    ("preset", "breaks"),
    [
        ("saga_choreographed:at_most_once_nobody", "complete"),
        ("saga_choreographed:at_least_once_nobody", "once"),
        ("saga_choreographed:deduplicated_nobody", ""),
        ("saga_orchestrated:completes", ""),
    ],
)
def test_the_same_schedule_ends_stuck_paid_twice_or_complete_as_the_saga_is_conducted(preset: str, breaks: str) -> None:
    name, wanted = preset.split(":")
    dials = next(each.dials for each in agreements()[name].presets if each.name == wanted)
    scenario = catalogue()["who-knows-the-whole"].scenario.under(name, dials)
    log = [LoggedCommand(Position(0), each) for each in LOSES_AN_EVENT]
    log.append(LoggedCommand(Position(3_000), RestartNode("payment")))
    session = replay_under(scenario, 1, log, 30_000).session
    assert states(session) == {each: BROKEN if each == breaks else KEPT for each in states(session)}
    assert outcome(session, "alice#1")[0] == ("info" if breaks == "complete" else "ok")


@pytest.mark.parametrize(
    "point",
    [
        each.point
        for each in agreements()["saga_orchestrated"].crash_points({"fails_at": DELIVERY, "timeout_ticks": 2000})
        if each.node == "order"
    ],
)
def test_the_orchestrator_resumes_after_a_crash_at_every_point(point: str) -> None:
    session = Session(catalogue()["undo-what-was-seen"].scenario, 1)
    session.apply(SetCrashPoint(node="order", point=point))
    session.apply(ORDER_A_BOOK)
    session.advance(20_000)
    assert session.simulation.nodes["order"].status == "crashed"
    assert states(session)["complete"] == OPEN
    session.apply(RestartNode("order"))
    session.advance(60_000)
    assert set(states(session).values()) == {KEPT}


@pytest.mark.parametrize("saga", [AT_MOST_ONCE, AT_LEAST_ONCE])
def test_what_exploration_finds_plays_on_the_kernel(saga: tuple[str, str]) -> None:
    found = explored(saga, NOBODY, crashes=1, **BACK)
    for way in found.broken():
        path = play(found.question, way.path)
        session = Session(path.scenario, 1)
        session.advance(path.until_tick)
        assert states(session)[way.invariant.name] == BROKEN
