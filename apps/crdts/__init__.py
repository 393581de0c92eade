"""Replicated data types that converge, as immutable values and pure functions.

Each module of this folder with a constant `TYPE` is one; adding a file adds a type.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from apps.crdts.crdt_type import OperationBased, StateBased


@cache
def crdt_types() -> dict[str, StateBased | OperationBased]:
    """Every type by name, in the order in which to offer them."""
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    found = [module.TYPE for module in modules if hasattr(module, "TYPE")]
    return {crdt.name: crdt for crdt in sorted(found, key=lambda crdt: crdt.order)}


def state_types() -> dict[str, StateBased]:
    """Those whose replicas send states and merge them."""
    return {name: crdt for name, crdt in crdt_types().items() if isinstance(crdt, StateBased)}


def operation_types() -> dict[str, OperationBased]:
    """Those whose replicas send operations and rely on how these are delivered."""
    return {name: crdt for name, crdt in crdt_types().items() if isinstance(crdt, OperationBased)}
