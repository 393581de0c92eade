"""What a run starts from: the cluster, its protocol with its dials, its clients and its network.

Plain values, stored as JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from apps.labs.goals.goal import Goal
from apps.labs.protocols import PROTOCOLS, relatives
from apps.protocols.dials import DialError, DialValue
from apps.protocols.replicated_type import Offer, ReplicatedType
from apps.protocols.spec import Consequence, Factory, ProtocolSpec, VersionOrder
from apps.simulation import Cluster, command_kinds
from apps.simulation.commands import Change, Command
from apps.simulation.network import Latency, LinkSettings

Script = tuple[tuple[int, Command], ...]
"""Commands by tick that belong to a run's start, not to its log: they carry themselves out."""


SIMULATION_VERSION = 3
"""Changes whenever the golden traces change: a stored run is replayed only by the version that made it.

Before it is raised, `tests/fixtures/make_data_folder.py` keeps a data folder of the version that is left.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """The start of a run, apart from its seed; and what a learner is to bring about in it, if anything."""

    protocol: str
    dials: Mapping[str, DialValue]
    nodes: tuple[str, ...] = ("n1", "n2", "n3", "n4", "n5")
    clients: tuple[str, ...] = ("alice", "bob", "carol")
    keys: tuple[str, ...] = ("x", "y")
    latency: Latency = field(default_factory=lambda: Latency("uniform", 60, 180))
    loss_per_mille: int = 0
    duplication_per_mille: int = 0
    client_timeout_ticks: int = 1500
    workload_interval_ticks: int = 0
    script: Script = ()
    goals: tuple[Goal, ...] = ()

    @property
    def spec(self) -> ProtocolSpec:
        """The protocol it runs."""
        return PROTOCOLS[self.protocol]

    def title(self) -> str:
        """Protocol and dials in a few words."""
        return f"{self.spec.title}, {self.spec.describe(self.dials)}"

    def version_order(self) -> VersionOrder | None:
        """The order by which its replicas resolve, if there is one."""
        return self.spec.version_order(self.dials)

    def replicated_type(self) -> ReplicatedType | None:
        """Return what a key holds, if that is no register."""
        return self.spec.replicated_type(self.dials)

    def has_registers(self) -> bool:
        """Return whether its keys hold registers, so that the models of consistency speak of it."""
        return self.spec.keeps_registers(self.dials)

    def offers(self) -> tuple[Offer, ...]:
        """Return what clients can ask for beside reads, where that is more than writes."""
        return self.spec.offers(self.dials)

    def administration(self) -> tuple[Offer, ...]:
        """Return what clients can ask of the cluster itself."""
        return self.spec.administration(self.dials)

    def changes(self) -> tuple[Change, ...]:
        """Operations with their values that clients choose from when they act by themselves; none: they write."""
        return self.spec.changes(self.dials)

    def consequence(self) -> Consequence:
        """Return what its dials mean."""
        return self.spec.consequence(self.dials)

    def cluster(self) -> Cluster:
        """The cluster as the kernel wants it."""
        return Cluster(
            nodes=self.nodes,
            clients=self.clients,
            keys=self.keys,
            factory=Factory(self.spec, self.dials),
            link=LinkSettings(self.latency, self.loss_per_mille, self.duplication_per_mille),
            client_timeout_ticks=self.client_timeout_ticks,
            workload_interval_ticks=self.workload_interval_ticks,
            script=self.script,
            actions=self.spec.actions_under(self.dials),
            bare_actions=self.spec.bare_actions_under(self.dials),
            changes=self.changes(),
            binds_clients=self.spec.binds_clients(self.dials),
            promotes=self.spec.promotes,
        )

    def under(self, protocol: str, dials: Mapping[str, object]) -> Scenario:
        """The same scenario with another protocol or other dials; raises DialError."""
        alike = relatives(self.protocol) if self.protocol in PROTOCOLS else PROTOCOLS
        if protocol not in alike:
            offered = ", ".join(alike)
            raise DialError("protocol.unknown", f"There is no protocol {protocol[:20]!r}. There are {offered}.")
        return replace(self, protocol=protocol, dials=PROTOCOLS[protocol].validate(dials, len(self.nodes)))

    def to_json(self) -> dict[str, Any]:
        """Plain values that `from_json` reads."""
        return {**asdict(self), "script": [_command_to_json(tick, command) for tick, command in self.script]}

    @classmethod
    def from_json(cls, members: Mapping[str, Any]) -> Scenario:
        """The scenario that `to_json` wrote. A dial that its protocol did not have then is at its default."""
        names = {name: tuple(members[name]) for name in ("nodes", "clients", "keys")}
        script = tuple(_command_from_json(each) for each in members.get("script", ()))
        goals = tuple(Goal(**goal) for goal in members.get("goals", ()))
        protocol = PROTOCOLS.get(members["protocol"])
        dials = {**(protocol.defaults(len(names["nodes"])) if protocol else {}), **members["dials"]}
        return cls(
            **{
                **members,
                **names,
                "dials": dials,
                "latency": Latency(**members["latency"]),
                "script": script,
                "goals": goals,
            }
        )


def readable_scenario(members: Mapping[str, Any]) -> Scenario | None:
    """Return a scenario of this or an earlier version; None if its protocol, dials or commands are no longer there."""
    try:
        scenario = Scenario.from_json(members)
        return replace(scenario, dials=scenario.spec.validate(scenario.dials, len(scenario.nodes)))
    except (DialError, LookupError, TypeError, ValueError):
        return None


def _command_to_json(tick: int, command: Command) -> dict[str, Any]:
    return {"tick": tick, "command": type(command).__name__, **asdict(command)}


def _command_from_json(members: Mapping[str, Any]) -> tuple[int, Command]:
    named = {name: value for name, value in members.items() if name not in ("tick", "command")}
    if "groups" in named:
        named["groups"] = tuple(tuple(group) for group in named["groups"])
    return members["tick"], _command_class(members["command"])(**named)


def _command_class(name: str) -> Any:
    return {kind.command.__name__: kind.command for kind in command_kinds()}[name]
