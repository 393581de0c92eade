"""A socket that does not say what it has seen."""

from __future__ import annotations

from apps.live.access import Access
from apps.live.lab.subscriber import SILENT_SECONDS_MAX, UNSEEN_CHARS_MAX, Subscriber


async def nothing(_: object) -> None:
    """Where frames go in these tests."""


def subscriber() -> Subscriber:
    return Subscriber(Access("lab", "owner"), nothing, nothing)


def test_a_socket_is_behind_once_too_much_is_unseen_and_catches_up_by_seeing_it() -> None:
    socket = subscriber()
    socket.note_sent(1, 10, UNSEEN_CHARS_MAX, 0.0)
    assert not socket.behind
    socket.note_sent(1, 11, 1, 0.0)
    assert socket.behind
    assert not socket.has_caught_up
    socket.note_seen(10, 1.0)
    assert not socket.has_caught_up
    socket.note_seen(11, 1.0)
    assert socket.has_caught_up


def test_a_socket_is_silent_if_it_has_not_seen_what_it_was_sent_for_too_long() -> None:
    socket = subscriber()
    socket.note_sent(1, 10, 100, 0.0)
    socket.note_sent(1, 11, 100, 20.0)
    assert not socket.is_silent(SILENT_SECONDS_MAX)
    assert socket.is_silent(SILENT_SECONDS_MAX + 0.1)


def test_a_socket_that_makes_progress_is_not_silent() -> None:
    socket = subscriber()
    socket.note_sent(1, 10, 100, 0.0)
    socket.note_sent(1, 11, 100, 1.0)
    socket.note_seen(10, 25.0)
    assert not socket.is_silent(SILENT_SECONDS_MAX + 10)


def test_a_quiet_lab_makes_no_socket_silent() -> None:
    socket = subscriber()
    socket.note_sent(1, 10, 100, 0.0)
    socket.note_seen(10, 0.1)
    socket.note_sent(1, 10, 80, 50.0)
    assert not socket.is_silent(500.0)


def test_another_run_starts_afresh() -> None:
    socket = subscriber()
    socket.note_sent(1, 500, UNSEEN_CHARS_MAX + 1, 0.0)
    socket.note_sent(2, 5, 100, 1.0)
    assert (socket.run, socket.sent_seq, socket.behind) == (2, 5, False)


def test_what_a_socket_claims_to_have_seen_is_never_more_than_it_was_sent() -> None:
    socket = subscriber()
    socket.note_sent(1, 10, 100, 0.0)
    socket.note_seen(10**9, 0.0)
    assert socket.seen_seq == 10
