"""The invariant board of a run: what an agreement protocol is to keep, and what its nodes are, at this moment.

Where the protocol is a store there is none: the models of consistency judge it.
"""

from __future__ import annotations

from typing import Any

from apps.labs.run.scenario import Scenario
from apps.protocols.pictures import NodePicture, Picture
from apps.simulation import Simulation
from apps.simulation.processes import NodeRecord


class Board:
    """Follows one run: what it says is of the moment at which it is asked."""

    def __init__(self, simulation: Simulation, scenario: Scenario) -> None:
        self._simulation = simulation
        self._dials = scenario.dials
        self._protocol = scenario.spec

    def invariants(self) -> list[dict[str, Any]]:
        """Every invariant with what is to be said of it now."""
        nodes = {name: node_picture(node) for name, node in self._simulation.nodes.items()}
        picture = Picture(nodes, is_final=is_at_rest(self._simulation))
        return [self._invariant(number, picture) for number in range(len(self._protocol.invariants))]

    def _invariant(self, number: int, picture: Picture) -> dict[str, Any]:
        invariant = self._protocol.invariants[number]
        finding = invariant.check(picture, self._dials)
        return {
            "name": invariant.name,
            "title": invariant.title,
            "statement": invariant.statement,
            "state": finding.state,
            "text": finding.text,
            "nodes": list(finding.nodes),
        }

    def row(self, node: NodeRecord) -> list[str]:
        """Return what the board shows of a node, column by column."""
        return list(self._protocol.row(node.context.name, node_picture(node), self._dials))

    def condition(self, node: NodeRecord) -> dict[str, str] | None:
        """Return what a node is in for a while, if that matters."""
        found = self._protocol.condition(node.context.name, node_picture(node), self._dials)
        return {"kind": found.kind, "text": found.text} if found else None


def node_picture(node: NodeRecord) -> NodePicture:
    """A node of a running cluster as invariants see it."""
    return NodePicture(node.status, node.durable, getattr(node.machine, "state", None))


def is_at_rest(simulation: Simulation) -> bool:
    """Nothing is on its way to a node, and no timer is set: unless someone intervenes, nothing happens any more."""
    is_anything_coming = any(flight.target in simulation.nodes for flight in simulation.network.flights.values())
    return not is_anything_coming and not any(node.timers for node in simulation.nodes.values())


def board_of(simulation: Simulation, scenario: Scenario) -> Board | None:
    """The board of a run, if its protocol has one."""
    return Board(simulation, scenario) if scenario.spec.invariants else None
