"""A simulation: the kernel with its clients, and with every command that there is."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from apps.registry import Registry
from apps.simulation import clients
from apps.simulation.cluster import Cluster, Position
from apps.simulation.commands import Command, CommandKind
from apps.simulation.effects import Body
from apps.simulation.errors import CommandError
from apps.simulation.events import Event
from apps.simulation.fault import EventKind, Fault
from apps.simulation.kernel import Kernel
from apps.simulation.processes import ClientRecord, NodeRecord

FAULTS: Registry[Fault] = Registry("FAULT", ("apps.simulation.faults",), lambda fault: (fault.order, fault.name))
"""By name, in the order in which random schedules draw from them."""


def command_kinds() -> list[CommandKind]:
    """Return every command that there is: those of clients, then those of faults."""
    return [*clients.COMMANDS, *(kind for fault in FAULTS.values() for kind in fault.commands)]


def fault_events() -> dict[type[Event], EventKind]:
    """Return the events of all faults."""
    return _fault_events(FAULTS.version)


@lru_cache(maxsize=1)
def _fault_events(version: int) -> dict[type[Event], EventKind]:
    return {kind.event: kind for fault in FAULTS.values() for kind in fault.events}


def _kind_of(command: Command) -> CommandKind:
    return _kinds_by_command(FAULTS.version)[type(command)]


@lru_cache(maxsize=1)
def _kinds_by_command(version: int) -> dict[type[Command], CommandKind]:
    return {kind.command: kind for kind in command_kinds()}


def _is_busy(node: NodeRecord) -> bool:
    works = node.status == "up" and bool(node.inbox)
    return bool(node.timers) or node.wall.drift_per_mille != 0 or works


class Simulation(Kernel):
    """One run. `apply` commands, `advance` or `step` time, `drain` the events.

    `applied` are its commands so far, each with its position: with cluster and seed they are the whole run.
    """

    def __init__(self, cluster: Cluster, seed: int) -> None:
        super().__init__(cluster, seed)
        self.applied: list[tuple[Position, Command]] = []
        clients.start_workload(self, cluster.workload_interval_ticks)
        self._quiet_after: int | None = None
        self._scripted_until = max((tick for tick, _ in cluster.script), default=0)
        for tick, command in cluster.script:
            self.schedule(tick, Simulation._follow_script, command)

    @property
    def is_quiet(self) -> bool:
        """Return whether nothing will happen until somebody gives a command, however much time passes.

        There is no message on its way, no timer, no open operation, no workload and no scripted command ahead; and no
        clock drifts. Once it is so, it stays so until the next command.
        """
        if self._quiet_after == len(self.applied):
            return True
        if not self._is_quiet():
            return False
        self._quiet_after = len(self.applied)
        return True

    def _is_quiet(self) -> bool:
        if self.workload_interval_ticks or self.now < self._scripted_until:
            return False
        for client in self.clients.values():
            if client.open is not None:
                return False
        for flight in self.network.flights.values():
            if not flight.waiting:
                return False
        return not any(_is_busy(node) for node in self.nodes.values())

    def check(self, command: Command) -> None:
        """Raise CommandError if the command cannot be carried out now."""
        if self.ended is not None:
            raise CommandError("run.ended", f"{self.ended} Replay it with other settings, or start a new lab.")
        _kind_of(command).check(self, command)

    def apply(self, command: Command) -> None:
        """Carry out a command now, or raise CommandError and change nothing."""
        self.check(command)
        self.applied.append((self.position, command))
        _kind_of(command).carry_out(self, command)
        self.enforce_bounds()

    def replayed(self) -> Iterator[tuple[Simulation, list[Event]]]:
        """Replay the run up to its last event; yield the other simulation after each step, and the step's events."""
        other = Simulation(self.cluster, self.seed)
        yield other, other.drain()
        for position, command in self.applied:
            while other.step_towards(position):
                yield other, other.drain()
            other.apply(command)
            yield other, other.drain()
        while other.sequence < self.sequence and other.step():
            yield other, other.drain()

    def _follow_script(self, command: Command, _: int) -> bool:
        try:
            self.check(command)
        except CommandError:
            return False
        _kind_of(command).carry_out(self, command)
        return True

    def answer_client(self, client: ClientRecord, body: Body) -> None:
        """Let a client take an answer."""
        clients.receive(self, client, body)
