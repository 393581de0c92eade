"""Every protocol that a cluster can run: the replicated stores, and those by which nodes come to agree."""

from functools import cache

from apps.agreement import agreements
from apps.agreement.protocol import AgreementProtocol
from apps.replication import protocols
from apps.replication.protocol import StoreProtocol

STORES = "stores"


@cache
def all_protocols() -> dict[str, StoreProtocol]:
    """Every protocol by name: stores first."""
    return {**protocols(), **agreements()}


def family(protocol: StoreProtocol) -> str:
    """Protocols of one family can take one another's place in a run: the same commands mean something to all."""
    return protocol.family if isinstance(protocol, AgreementProtocol) else STORES


def relatives(name: str) -> dict[str, StoreProtocol]:
    """The protocols of the same family, itself among them, by name."""
    wanted = family(all_protocols()[name])
    return {other: protocol for other, protocol in all_protocols().items() if family(protocol) == wanted}
