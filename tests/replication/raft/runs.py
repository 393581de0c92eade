"""Runs of Raft with any of its dials, and short-hands for what its tests do."""

from __future__ import annotations

from typing import Any

from apps.replication.raft.membership import FIXED
from apps.simulation import commands as c
from apps.simulation.network import Latency
from tests.clusters import Run
from tests.replication.watching import scenario


def dials(**others: object) -> dict[str, Any]:
    """Every dial of Raft at its default but for these."""
    return {
        "reads": "read_index",
        "election_ticks": 1_000,
        "lease_ticks": 900,
        "pre_vote": False,
        "snapshot_entries": 0,
        "membership": FIXED,
        "members": 0,
        **others,
    }


def led(seed: int = 1, *, latency: Latency | None = None, timeout_ticks: int = 1_500, **others: object) -> Run:
    """A run with a leader, n1, that every member has heard from."""
    members = {"latency": latency or Latency("constant", 50, 50), "client_timeout_ticks": timeout_ticks}
    run = Run(scenario("raft", dials(**others), **members), seed)
    run.run_for(900)
    return run


def machine(run: Run, node: str) -> Any:
    """The machine of a node that is up."""
    return run.simulation.nodes[node].machine


def role(run: Run, node: str) -> str:
    return str(machine(run, node).role().name)


def leaders(run: Run) -> list[str]:
    """The nodes that take themselves for the leader."""
    return [name for name, node in run.simulation.nodes.items() if node.machine and node.machine.role().leads]


def members(run: Run, node: str) -> str:
    return str(machine(run, node).configuration)


def administer(run: Run, client: str, node: str, operation: str, value: str) -> str:
    """Ask something of the cluster itself; the operation's name."""
    return run._invoke(c.InvokeOperation(client=client, node=node, operation=operation, key="x", value=value))


def reconfigure(run: Run, client: str, node: str, value: str) -> str:
    return administer(run, client, node, "reconfigure", value)


def transfer(run: Run, client: str, node: str, target: str) -> str:
    return administer(run, client, node, "transfer", target)
