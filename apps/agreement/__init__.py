"""Agreement, and how it fails: commit protocols, sagas, generals, consensus.

Each module of this folder with a constant `PROTOCOL` is one; adding a file adds a protocol.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from apps.agreement.protocol import AgreementProtocol


@cache
def agreements() -> dict[str, AgreementProtocol]:
    """Every protocol by name, in the order in which to offer them."""
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    found = [module.PROTOCOL for module in modules if hasattr(module, "PROTOCOL")]
    return {protocol.name: protocol for protocol in sorted(found, key=lambda protocol: protocol.order)}
