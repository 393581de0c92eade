"""Replicated data types that converge, as immutable values and pure functions.

Each module of this folder with a constant `TYPE` is one; adding a file adds a type.
"""

from apps.crdts.crdt_type import OperationBased, StateBased
from apps.registry import Registry

CRDTS: Registry[StateBased | OperationBased] = Registry("TYPE", ("apps.crdts",), lambda crdt: (crdt.order, crdt.name))
"""Every type by name, in the order in which to offer them."""


def state_types() -> dict[str, StateBased]:
    """Return those whose replicas send states and merge them."""
    return {name: crdt for name, crdt in CRDTS.items() if isinstance(crdt, StateBased)}


def operation_types() -> dict[str, OperationBased]:
    """Return those whose replicas send operations and rely on how these are delivered."""
    return {name: crdt for name, crdt in CRDTS.items() if isinstance(crdt, OperationBased)}
