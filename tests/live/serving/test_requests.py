"""Requests that are too much, on a real server: refused in words before they cost anything."""

from __future__ import annotations

import socket
from contextlib import closing

import pytest

from apps.live.bounds import (
    BODY_BYTES_MAX,
    LARGE_BODIES_AN_ADDRESS_BYTES_MAX,
    SMALL_BODY_BYTES_MAX,
    WAITING_CONNECTIONS_AN_ADDRESS_MAX,
)
from apps.live.serving.bodies import TOO_LARGE, TOO_MANY, Bodies
from apps.live.serving.waiting import Waiting
from tests.raw_http import answer, connection, head, until_head
from tests.serving import ServerProcess

MULTIPART = "Content-Type: multipart/form-data; boundary=b"


@pytest.mark.parametrize("kind", [MULTIPART, "Content-Type: application/octet-stream"])
def test_a_body_that_says_it_is_too_long_is_refused_before_it_is_sent(server: ServerProcess, kind: str) -> None:
    said = answer(server, head(server, kind, f"Content-Length: {300 * 1024**2}"))
    assert said.startswith("HTTP/1.1 413 ")
    assert "more than 3 MB" in said


def test_a_body_that_is_too_long_is_not_asked_for(server: ServerProcess) -> None:
    said = answer(server, head(server, "Expect: 100-continue", f"Content-Length: {BODY_BYTES_MAX + 1}"))
    assert said.startswith("HTTP/1.1 413 ")


def test_a_body_in_chunks_is_refused_once_it_is_too_long(server: ServerProcess) -> None:
    chunk = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    said = answer(server, head(server, "Transfer-Encoding: chunked"), *[chunk] * 4)
    assert said.startswith("HTTP/1.1 413 ")


def test_what_still_comes_of_a_refused_body_is_thrown_away_and_the_refusal_arrives(server: ServerProcess) -> None:
    said = answer(server, head(server, MULTIPART, f"Content-Length: {4 * 1024**2}"), *[b"x" * 0x100000] * 4)
    assert said.startswith("HTTP/1.1 413 ")


def test_a_form_is_read_by_django_and_not_on_the_event_loop(server: ServerProcess) -> None:
    """Twisted refuses a form without a boundary with an empty 400; Django misses the token first, with a page."""
    body = b"x" * 1_000
    said = answer(server, head(server, MULTIPART, f"Content-Length: {len(body)}", "Connection: close"), body)
    assert said.startswith("HTTP/1.1 403 ")


def test_a_body_just_short_enough_reaches_its_page(server: ServerProcess) -> None:
    body = b"x" * BODY_BYTES_MAX
    said = answer(server, head(server, f"Content-Length: {len(body)}", "Connection: close"), body)
    assert said.startswith("HTTP/1.1 403 ")


def test_large_bodies_of_one_address_leave_room_for_those_of_another() -> None:
    bodies = Bodies()
    for _ in range(LARGE_BODIES_AN_ADDRESS_BYTES_MAX // BODY_BYTES_MAX):
        assert bodies.refusal("a", 0, BODY_BYTES_MAX) is None
        bodies.take("a", BODY_BYTES_MAX)
    assert bodies.refusal("a", 0, BODY_BYTES_MAX) == TOO_MANY
    assert bodies.refusal("a", 0, SMALL_BODY_BYTES_MAX) is None
    assert bodies.refusal("b", 0, BODY_BYTES_MAX) is None
    assert bodies.refusal("b", 0, BODY_BYTES_MAX + 1) == TOO_LARGE
    bodies.give_back("a", BODY_BYTES_MAX)
    assert bodies.refusal("a", 0, BODY_BYTES_MAX) is None


class Idle:
    """A connection without a network."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.is_cut = False

    def cut(self) -> None:
        self.is_cut = True


def test_the_oldest_connection_that_waits_is_cut_when_its_address_has_too_many() -> None:
    waiting = Waiting(connections_max=100, an_address_max=2)
    first, second, busy, third, elsewhere = (Idle(address) for address in "aaaab")
    for each in (first, second):
        waiting.open(each, each)
    waiting.go_on(first)
    for each in (busy, third, elsewhere):
        waiting.open(each, each)
    assert [each.is_cut for each in (first, second, busy, third, elsewhere)] == [False, True, False, False, False]


def test_when_there_are_too_many_connections_the_address_with_the_most_loses_one() -> None:
    waiting = Waiting(connections_max=4, an_address_max=100)
    many, others = [Idle("many") for _ in range(2)], [Idle("one"), Idle("two"), Idle("three")]
    for each in (*many, *others):
        waiting.open(each, each)
    assert [each.is_cut for each in (*many, *others)] == [True, False, False, False, False]
    waiting.close(many[0])
    assert len(waiting) == 4


def test_an_address_whose_sockets_are_half_of_all_connections_gets_no_more() -> None:
    waiting = Waiting(connections_max=4, an_address_max=100)
    sockets, another, elsewhere = [Idle("greedy") for _ in range(2)], Idle("greedy"), Idle("one")
    for each in sockets:
        waiting.open(each, each)
        waiting.go_on(each)
    for each in (another, elsewhere):
        waiting.open(each, each)
    assert [each.is_cut for each in (*sockets, another, elsewhere)] == [False, False, True, False]
    waiting.close(another)
    waiting.close(sockets[0])
    waiting.open(another := Idle("greedy"), another)
    assert not another.is_cut


def test_a_proxy_has_the_connections_of_everybody_and_no_bound_of_its_own() -> None:
    waiting = Waiting(connections_max=6, an_address_max=1, is_proxy=lambda address: address == "proxy")
    connections = [Idle("proxy") for _ in range(6)]
    for each in connections:
        waiting.open(each, each)
    assert not any(each.is_cut for each in connections)
    waiting.open(another := Idle("proxy"), another)
    assert [each.is_cut for each in (*connections, another)] == [True, *[False] * 6]


@pytest.mark.trial
def test_more_dribbling_connections_than_an_address_may_have_do_not_keep_a_page_out(server: ServerProcess) -> None:
    dribbling: list[socket.socket] = []
    try:
        for _ in range(WAITING_CONNECTIONS_AN_ADDRESS_MAX + 20):
            dribbling.append(connection(server))
            dribbling[-1].sendall(b"GET / HT")
        with closing(connection(server)) as asked:
            asked.sendall(head(server, method="GET", path="/no-such-page/"))
            assert until_head(asked).startswith("HTTP/1.1 404 ")
        assert is_closed(dribbling[0])
    finally:
        for each in dribbling:
            each.close()


def is_closed(asked: socket.socket) -> bool:
    try:
        return asked.recv(1) == b""
    except ConnectionError:
        return True
