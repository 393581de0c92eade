"""Reverse proxies: who asks through one, and over which scheme and host.

Anybody can send `X-Forwarded-…`. So these headers count only if the connection comes from a trusted proxy
(`settings.TRUSTED_PROXIES`); from anybody else they stay in the request, and nothing reads them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

Application = Callable[[Any, Any, Any], Awaitable[None]]
Networks = Sequence[IPv4Network | IPv6Network]
LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1"))
Headers = Iterable[tuple[bytes, bytes]]

FOR, PROTO, FORWARDED_HOST = b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host"
FORWARDED = (FOR, PROTO, FORWARDED_HOST)
IS_SECURE = {"https": True, "wss": True, "http": False, "ws": False}
SCHEMES = {"http": ("http", "https"), "websocket": ("ws", "wss")}
"""The schemes by the type of the connection: without and with TLS."""


def is_in(address: str, networks: Networks) -> bool:
    """Return whether an address is in one of the networks; False for what is no address."""
    parsed = _parsed(address) if networks else None
    return parsed is not None and any(parsed in network for network in networks)


def client_address(peer: str, forwarded_for: str, proxies: Networks) -> str:
    """Return the address of the client: of those that were forwarded the rightmost that is not a trusted proxy's.

    It is the peer's if the peer is not a trusted proxy. If a trusted proxy names something that is no address, it is
    that proxy's own.
    """
    client = peer
    hops = [hop.strip() for hop in forwarded_for.split(",") if hop.strip()]
    while hops and is_in(client, proxies):
        parsed = _parsed(_without_port(hops.pop()))
        if parsed is None:
            break
        client = str(parsed)
    return client


class TrustedProxies:
    """An application that puts what trusted proxies forward into the scope: `client`, `scheme` and the `host` header.

    It stands before everything else. What was forwarded is then taken out of the headers.
    """

    def __init__(self, application: Application, proxies: Networks) -> None:
        self._application = application
        self._proxies = proxies

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve a request or a socket."""
        if scope["type"] in SCHEMES:
            peer, _ = scope.get("client") or ("", 0)
            if is_in(peer, self._proxies):
                scope = self._forwarded(scope)
        await self._application(scope, receive, send)

    def _forwarded(self, scope: Any) -> Any:
        headers = scope["headers"]
        peer, port = scope["client"]
        client = client_address(peer, joined(headers, FOR), self._proxies)
        kept = [(name, value) for name, value in headers if name not in FORWARDED]
        if host := _last(joined(headers, FORWARDED_HOST)):
            kept = [(name, value) for name, value in kept if name != b"host"] + [(b"host", host.encode("latin-1"))]
        is_secure = IS_SECURE.get(_last(joined(headers, PROTO)).lower(), False)
        return {**scope, "client": [client, port], "scheme": SCHEMES[scope["type"]][is_secure], "headers": kept}


def joined(headers: Headers, wanted: bytes) -> str:
    """Return a header's values, by comma if there are several."""
    return ",".join(value.decode("latin-1") for name, value in headers if name == wanted)


def _last(values: str) -> str:
    """Return what the nearest proxy said."""
    return values.rpartition(",")[2].strip()


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    try:
        parsed = ip_address(address)
    except ValueError:
        return None
    return (parsed.ipv4_mapped or parsed) if isinstance(parsed, IPv6Address) else parsed


def _without_port(hop: str) -> str:
    """Return the address of `192.0.2.1:80` and of `[2001:db8::1]:80`, which some proxies write."""
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    address, colon, _ = hop.partition(":")
    return address if colon and hop.count(":") == 1 else hop
