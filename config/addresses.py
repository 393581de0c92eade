"""The names and addresses under which a browser, here or elsewhere in the room, reaches this machine."""

import socket
from urllib.parse import urlsplit

LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
EVERY_INTERFACE = {"0.0.0.0", "::"}


def served_hosts(host: str) -> list[str]:
    """Return what may stand before the port in the address of one that listens on `host`; best first, IPv6 in
    brackets.
    """
    if host not in EVERY_INTERFACE:
        return [f"[{host}]" if ":" in host else host]
    own = [*outward_addresses(), *resolved_addresses(), socket.gethostname().lower()]
    return ["127.0.0.1", *(name for name in dict.fromkeys(own) if not name.startswith("127."))]


def public_hosts(public_url: str) -> list[str]:
    """Return the host in an address, IPv6 in brackets; none if there is no address."""
    name = urlsplit(public_url).hostname
    return [] if name is None else [f"[{name}]" if ":" in name else name]


def outward_addresses() -> list[str]:
    """The address that traffic to other machines leaves from, if any. Connecting a datagram socket sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return []
        return [probe.getsockname()[0]]


def resolved_addresses() -> list[str]:
    try:
        return socket.gethostbyname_ex(socket.gethostname())[2]
    except OSError:
        return []
