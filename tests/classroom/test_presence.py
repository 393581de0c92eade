"""Who is in a class at other workers, by what these say of themselves."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from apps.classroom.live.presence import FORGOTTEN_SECONDS, REFRESH_SECONDS, Presence

SEATS = st.frozensets(st.sampled_from(["ada", "bob", "eve"]))


class Clock:
    """A clock that only the test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def said(here: dict[str, Any], *watched: str) -> dict[str, Any]:
    return {"here": {class_id: sorted(seats) for class_id, seats in here.items()}, "watched": list(watched)}


@given(st.lists(st.tuples(st.sampled_from(["first", "second"]), SEATS)))
def test_whoever_any_worker_said_last_is_here(told: list[tuple[str, frozenset[str]]]) -> None:
    presence, last = Presence(Clock()), dict[str, frozenset[str]]()
    for worker, seats in told:
        changed = presence.take(worker, said({"class": seats}))
        assert changed.get("class", set()) == seats ^ last.get(worker, frozenset())
        last[worker] = seats
        assert presence.here("class") == frozenset().union(*last.values())
    assert presence.here("another") == set()


def test_a_class_that_a_worker_says_nothing_of_any_more_has_nobody_there() -> None:
    presence = Presence(Clock())
    presence.take("first", said({"class": {"ada"}}))
    assert presence.take("first", said({})) == {"class": {"ada"}}
    assert presence.here("class") == set()


def test_a_worker_that_says_nothing_for_a_while_is_forgotten() -> None:
    clock = Clock()
    presence = Presence(clock)
    presence.take("first", said({"class": {"ada"}}, "visitor"))
    assert presence.watched() == {"visitor"}
    clock.now = FORGOTTEN_SECONDS
    assert presence.here("class") == set()
    assert presence.watched() == frozenset()


def test_what_is_new_is_said_at_once_and_what_is_not_again_after_a_while() -> None:
    clock = Clock()
    presence = Presence(clock)
    assert presence.is_due(said({}))
    assert not presence.is_due(said({}))
    assert presence.is_due(said({"class": {"ada"}}))
    clock.now = REFRESH_SECONDS
    assert presence.is_due(said({"class": {"ada"}}))
