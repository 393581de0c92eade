"""Clients behind a reverse proxy, and the headers that a stranger may send."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

import pytest

from apps.live.serving.proxies import TrustedProxies, client_address

PROXIES = (ip_network("127.0.0.1"), ip_network("10.1.0.0/16"), ip_network("::1"))


async def passed_on(kind: str, peer: str, *headers: tuple[str, str]) -> dict[str, Any]:
    """The scope that the application behind is given."""
    scopes = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        scopes.append(scope)

    scope = {
        "type": kind,
        "client": [peer, 5000],
        "headers": [(name.encode(), value.encode()) for name, value in (("host", "inner:8000"), *headers)],
    }
    await TrustedProxies(application, PROXIES)(scope, None, None)
    return scopes[0]


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("192.0.2.1", "198.51.100.7", "192.0.2.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "198.51.100.7, 10.1.2.3", "198.51.100.7"),
        ("127.0.0.1", "10.1.2.3, 10.1.2.4", "10.1.2.3"),
        ("127.0.0.1", "198.51.100.7, unknown", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.7, unknown, 10.1.2.3", "10.1.2.3"),
        ("127.0.0.1", "198.51.100.7:4711", "198.51.100.7"),
        ("::1", "[2001:db8::7]:4711", "2001:db8::7"),
        ("::ffff:127.0.0.1", "::ffff:198.51.100.7", "198.51.100.7"),
    ],
)
def test_the_client_is_the_rightmost_address_that_is_no_trusted_proxy(peer: str, forwarded: str, client: str) -> None:
    assert client_address(peer, forwarded, PROXIES) == client


@pytest.mark.parametrize(("kind", "scheme"), [("http", "https"), ("websocket", "wss")])
async def test_a_trusted_proxy_says_client_scheme_and_host(kind: str, scheme: str) -> None:
    scope = await passed_on(
        kind,
        "127.0.0.1",
        ("x-forwarded-for", "203.0.113.9"),
        ("x-forwarded-for", "198.51.100.7"),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-host", "lightcone.example.edu"),
        ("cookie", "a=b"),
    )
    assert scope["client"] == ["198.51.100.7", 5000]
    assert scope["scheme"] == scheme
    assert scope["headers"] == [(b"cookie", b"a=b"), (b"host", b"lightcone.example.edu")]


@pytest.mark.parametrize("kind", ["http", "websocket"])
async def test_what_a_stranger_forwards_changes_nothing(kind: str) -> None:
    forged = ("x-forwarded-for", "198.51.100.7"), ("x-forwarded-proto", "https"), ("x-forwarded-host", "evil.example")
    scope = await passed_on(kind, "192.0.2.1", *forged)
    assert scope["client"] == ["192.0.2.1", 5000]
    assert "scheme" not in scope
    assert (b"host", b"inner:8000") in scope["headers"]


async def test_without_a_forwarded_scheme_there_is_no_tls() -> None:
    assert (await passed_on("http", "127.0.0.1"))["scheme"] == "http"
