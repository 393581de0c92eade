"""Clocks as values: pure functions and small immutable types, no I/O and no reading of a real clock.

Each module of this folder with a constant `CLOCK` is a kind of clock that can stamp a run; adding a file adds a clock.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from apps.clocks.clock_kind import ClockKind


@cache
def clocks() -> dict[str, ClockKind]:
    """Every kind of clock by name, in the order in which to show them."""
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    found = [module.CLOCK for module in modules if hasattr(module, "CLOCK")]
    return {clock.name: clock for clock in sorted(found, key=lambda clock: clock.place)}
