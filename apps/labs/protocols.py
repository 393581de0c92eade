"""Every protocol that a cluster can run: the replicated stores, and those by which nodes come to agree."""

from apps.protocols.spec import STORES, ProtocolSpec
from apps.registry import Registry


def _place(protocol: ProtocolSpec) -> tuple[bool, int, str]:
    return protocol.family != STORES, protocol.order, protocol.name


PROTOCOLS: Registry[ProtocolSpec] = Registry("PROTOCOL", ("apps.replication", "apps.agreement"), _place)
"""By name: stores first."""


def stores() -> dict[str, ProtocolSpec]:
    """Return the replicated stores by name."""
    return {name: protocol for name, protocol in PROTOCOLS.items() if protocol.family == STORES}


def agreements() -> dict[str, ProtocolSpec]:
    """Return the protocols by which nodes come to agree, by name, in the order in which they are offered."""
    return {name: protocol for name, protocol in PROTOCOLS.items() if protocol.family != STORES}


def relatives(name: str) -> dict[str, ProtocolSpec]:
    """Return the protocols of the same family, itself among them, by name."""
    wanted = PROTOCOLS[name].family
    return {other: protocol for other, protocol in PROTOCOLS.items() if protocol.family == wanted}
