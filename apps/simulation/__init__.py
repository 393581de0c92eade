"""The deterministic kernel on which every protocol runs: virtual time, messages, faults, clients and ground truth.

The public surface is `Simulation` with its `Cluster` and `Position`; commands, events and effects have a module each.
Nothing here reads a clock, a file, a socket or global randomness: the same seed and commands give the same bytes.
"""

from apps.simulation.cluster import Cluster, Position
from apps.simulation.errors import CommandError
from apps.simulation.simulation import FAULTS, Simulation, command_kinds, fault_events

__all__ = ["FAULTS", "Cluster", "CommandError", "Position", "Simulation", "command_kinds", "fault_events"]
