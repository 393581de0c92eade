"""Whether the replicas agree: *converged*, *diverged at quiescence*, or *still moving*, and how long they took.

1. Compared are the nodes that are up: for each key, the versions held by those that are to hold it.
2. All equal: converged, with the ticks since they last began to differ.
3. Not equal, nothing in flight, and no timer set at a node that is up: diverged, since nothing is left that could
   change it.
4. Otherwise: still moving.

Source: "Eventual" in the project's definitions; Terry and others 1994 call the first eventual consistency.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from apps.labs.run.scenario import Scenario
from apps.simulation import Simulation
from apps.simulation.effects import Version

CONVERGED, DIVERGED, MOVING = "converged", "diverged", "moving"

Held = Mapping[str, tuple[Any, ...]]
"""By key, the writes whose versions a node holds."""


@dataclass(slots=True)
class Convergence:
    """Follows one run. `look` after every step; `state` and `after_ticks` say what there is to say.

    `equal_since_tick`: when they last came to be equal.
    """

    simulation: Simulation
    scenario: Scenario
    state: str = CONVERGED
    after_ticks: int = 0
    equal_since_tick: int = 0
    _held: dict[str, Held] = field(default_factory=dict)
    _equal: bool = True
    _differ_since_tick: int = 0

    def look(self, nodes: set[str]) -> None:
        """Something happened, at these nodes."""
        if self._has_changed(nodes):
            equal = self._all_equal()
            if self._equal and not equal:
                self._differ_since_tick = self.simulation.now
            if equal and not self._equal:
                self.equal_since_tick = self.simulation.now
                self.after_ticks = self.simulation.now - self._differ_since_tick
            self._equal = equal
        self.state = CONVERGED if self._equal else DIVERGED if self._is_quiet() else MOVING

    def _has_changed(self, nodes: set[str]) -> bool:
        changed = False
        for name in nodes:
            node = self.simulation.nodes[name]
            held = None if node.status == "crashed" else _held(self.simulation.cluster.factory.stored(node.durable))
            if self._held.get(name) != held:
                changed = True
                if held is None:
                    del self._held[name]
                else:
                    self._held[name] = held
        return changed

    def _all_equal(self) -> bool:
        scenario = self.scenario
        for key in scenario.keys:
            holders = scenario.spec.holders(scenario.dials, key, scenario.nodes)
            held = [self._held[node].get(key, ()) for node in holders if node in self._held]
            if any(other != held[0] for other in held[1:]):
                return False
        return True

    def _is_quiet(self) -> bool:
        if self.simulation.network.flights:
            return False
        return not any(node.timers for node in self.simulation.nodes.values() if node.status != "crashed")


def _held(stored: Mapping[str, tuple[Version, ...]]) -> Held:
    return {key: tuple(map(_identity, versions)) for key, versions in stored.items()}


def _identity(version: Version) -> Any:
    """Return what tells a version from others: its write, or, where no single one made it, all that it consists of."""
    return version.written.operation or version.stamp
