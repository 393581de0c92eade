"""One connection, with a clock in the test's hand: how long it may take."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

import pytest
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport

from apps.live.bounds import (
    BODY_SECONDS_MAX,
    HEAD_SECONDS_MAX,
    LARGE_BODIES_AN_ADDRESS_BYTES_MAX,
    LINGER_BYTES_MAX,
    LINGER_SECONDS_MAX,
)
from apps.live.serving.http_channel import BoundedChannel, bodies

HEAD = b"POST / HTTP/1.1\r\nHost: here\r\n"


class Transport(StringTransport):
    """A connection without a network."""

    def loseWriteConnection(self) -> None:
        self.write_closed = True


class Server:
    """What a request of Daphne's asks for."""

    def protocol_connected(self, _: object) -> None:
        pass


class Factory:
    server = Server()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def channel(clock: Clock) -> BoundedChannel:
    """A connection that was just made."""
    channel = BoundedChannel()
    channel.callLater = clock.callLater
    channel.factory = Factory()
    channel.timeOut = 60
    channel.makeConnection(Transport())
    return channel


def dribble(channel: BoundedChannel, clock: Clock, seconds: int) -> None:
    """Send a byte a second."""
    for _ in range(seconds):
        channel.dataReceived(b"x")
        clock.advance(1)


def test_a_byte_now_and_then_buys_a_head_no_time(channel: BoundedChannel, clock: Clock) -> None:
    dribble(channel, clock, HEAD_SECONDS_MAX - 1)
    assert not channel.transport.disconnecting
    dribble(channel, clock, 1)
    assert channel.transport.disconnecting


def test_a_byte_now_and_then_buys_a_body_no_time(channel: BoundedChannel, clock: Clock) -> None:
    channel.dataReceived(HEAD + b"Content-Length: 1000\r\n\r\n")
    dribble(channel, clock, BODY_SECONDS_MAX - 1)
    assert not channel.transport.disconnecting
    dribble(channel, clock, 1)
    assert channel.transport.disconnecting


def test_a_refused_body_is_thrown_away_for_a_moment(channel: BoundedChannel, clock: Clock) -> None:
    channel.dataReceived(HEAD + b"Content-Length: 999999999\r\n\r\nbegins so")
    assert channel.transport.value().startswith(b"HTTP/1.1 413 ")
    assert channel.transport.write_closed
    dribble(channel, clock, LINGER_SECONDS_MAX)
    assert channel.transport.disconnecting


def test_a_refused_body_that_does_not_end_is_cut(channel: BoundedChannel) -> None:
    channel.dataReceived(HEAD + b"Content-Length: 999999999\r\n\r\n")
    for _ in range(LINGER_BYTES_MAX // 2**20 + 1):
        channel.dataReceived(b"x" * 2**20)
    assert channel.transport.disconnected


def test_chunks_after_the_one_that_was_too_much_make_no_request(channel: BoundedChannel) -> None:
    channel.dataReceived(HEAD + b"Transfer-Encoding: chunked\r\n\r\n400000\r\n" + b"x" * 0x400000 + b"\r\n0\r\n\r\n")
    assert channel.transport.value().count(b"HTTP/1.1") == 1
    assert channel.transport.value().startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    ("trusted", "forwarded", "status"),
    [
        ("192.168.1.1", b"198.51.100.7", b"503"),
        ("192.168.1.1", b"198.51.100.8", b""),
        ("10.0.0.1", b"198.51.100.7", b""),
    ],
)
def test_behind_a_proxy_large_bodies_are_bounded_by_client(
    channel: BoundedChannel, settings: Any, trusted: str, forwarded: bytes, status: bytes
) -> None:
    """The other end of the connection is 192.168.1.1."""
    settings.TRUSTED_PROXIES = (ip_network(trusted),)
    bodies.take("198.51.100.7", LARGE_BODIES_AN_ADDRESS_BYTES_MAX)
    try:
        channel.dataReceived(HEAD + b"X-Forwarded-For: " + forwarded + b"\r\nContent-Length: 100000\r\n\r\n")
        assert channel.transport.value()[9:12] == status
    finally:
        bodies.give_back("198.51.100.7", LARGE_BODIES_AN_ADDRESS_BYTES_MAX)
