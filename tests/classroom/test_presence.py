"""Learners that have a page of a class open at other workers, by the reports of these."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from apps.classroom.live.hub import AWAY_AFTER_SECONDS, ClassHub
from apps.classroom.live.presence import FORGOTTEN_SECONDS, REFRESH_SECONDS, Presence

SEATS = st.frozensets(st.sampled_from(["ada", "bob", "eve"]))


class Clock:
    """A clock that only the test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def report(here: dict[str, Any], *watched: str) -> dict[str, Any]:
    return {"here": {class_id: sorted(seats) for class_id, seats in here.items()}, "watched": list(watched)}


@given(st.lists(st.tuples(st.sampled_from(["first", "second"]), SEATS)))
def test_learners_of_any_workers_last_report_are_here(reports: list[tuple[str, frozenset[str]]]) -> None:
    presence, last = Presence(Clock()), dict[str, frozenset[str]]()
    for worker, seats in reports:
        changed = presence.update(worker, report({"class": seats}))
        assert changed.get("class", set()) == seats ^ last.get(worker, frozenset())
        last[worker] = seats
        assert presence.here("class") == frozenset().union(*last.values())
    assert presence.here("another") == set()


def test_a_class_that_is_no_longer_in_a_report_has_no_learner_there() -> None:
    presence = Presence(Clock())
    presence.update("first", report({"class": {"ada"}}))
    assert presence.update("first", report({})) == {"class": {"ada"}}
    assert presence.here("class") == set()


def test_a_worker_without_a_report_for_some_seconds_is_forgotten() -> None:
    clock = Clock()
    presence = Presence(clock)
    presence.update("first", report({"class": {"ada"}}, "visitor"))
    assert presence.watched() == {"visitor"}
    clock.now = FORGOTTEN_SECONDS
    assert presence.here("class") == set()
    assert presence.watched() == frozenset()


def test_a_new_report_is_sent_at_once_and_an_old_one_every_two_seconds() -> None:
    clock = Clock()
    presence = Presence(clock)
    assert presence.is_due(report({}))
    assert not presence.is_due(report({}))
    assert presence.is_due(report({"class": {"ada"}}))
    clock.now = REFRESH_SECONDS
    assert presence.is_due(report({"class": {"ada"}}))


class Socket:
    """A learner's socket, without a network."""

    class_id, seat_id, ground = "a class", "ada", ""

    async def pulse(self, news: object, now: float) -> None:
        """Send nothing."""

    async def close_out(self, code: int) -> None:
        """Close nothing."""


async def test_a_learner_between_two_pages_is_here_and_one_who_stays_away_is_not() -> None:
    clock = Clock()
    room, socket = ClassHub(clock), Socket()
    room.join(socket)
    room.leave(socket)
    clock.now += AWAY_AFTER_SECONDS - 0.1
    assert room.here("a class") == {"ada"}
    clock.now += 0.2
    assert room.here("a class") == set()
