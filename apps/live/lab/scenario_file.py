"""A scenario from a file that anyone may have written: its form and bounds, checked by the rules that commands obey."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apps.labs.run.scenario import Scenario
from apps.live.lab import wire
from apps.simulation import CommandError, Simulation, command_kinds
from apps.simulation.bounds import COMMANDS_MAX
from apps.simulation.commands import Command

TIMEOUT_TICKS_MAX = 60_000


def read_scenario(members: Mapping[str, Any]) -> Scenario:
    """The scenario; raises ValueError, KeyError or TypeError, WireError, DialError or CommandError.

    What it asks of a learner stays behind: a run from a file is nobody's exercise.
    """
    for name in ("nodes", "clients", "keys"):
        if not isinstance(members[name], list) or not all(isinstance(each, str) for each in members[name]):
            raise ValueError(f"{name!r} must be a list of names")
    _check_network(members)
    _check_script(members["script"])
    scenario = Scenario.from_json({**members, "goals": ()})
    scenario = scenario.under(str(scenario.protocol), dict(scenario.dials))
    scenario.cluster()
    return scenario


def _check_network(members: Mapping[str, Any]) -> None:
    """The network and the pace, as if they were set by command."""
    probe = Simulation(Scenario(protocol="quorum", dials=_any_dials()).cluster(), 0)
    for body in (
        {"type": "set_latency", **members["latency"]},
        {"type": "set_loss", "per_mille": members["loss_per_mille"]},
        {"type": "set_duplication", "per_mille": members["duplication_per_mille"]},
        {"type": "set_workload", "interval_ticks": members["workload_interval_ticks"]},
    ):
        probe.check(command_of(body))
    timeout_ticks = members["client_timeout_ticks"]
    if type(timeout_ticks) is not int or not 1 <= timeout_ticks <= TIMEOUT_TICKS_MAX:
        raise CommandError("timeout.out_of_range", f"The clients' timeout must be from 1 to {TIMEOUT_TICKS_MAX:,} ms.")


def _any_dials() -> Mapping[str, Any]:
    return Scenario(protocol="quorum", dials={}).spec.defaults(5)


def _check_script(script: Any) -> None:
    if not isinstance(script, list) or len(script) > COMMANDS_MAX:
        raise ValueError(f"'script' must be a list of at most {COMMANDS_MAX:,} commands")
    for entry in script:
        if type(entry["tick"]) is not int or entry["tick"] < 0:
            raise ValueError("a command of the script has no 'tick'")
        named = {name: value for name, value in entry.items() if name not in ("tick", "command")}
        command_of({"type": _wire_names()[entry["command"]], **named})


def _wire_names() -> Mapping[str, str]:
    """The wire's name of each command by that of its class."""
    return {kind.command.__name__: kind.name for kind in command_kinds()}


def command_of(body: Mapping[str, Any]) -> Command:
    """A command of a run as it came over the wire; raises WireError or ValueError."""
    if body.get("type") not in wire.commands():
        raise ValueError(f"there is no command {str(body.get('type'))[:40]!r}")
    command = wire.read_command(body)
    if not isinstance(command, Command):
        raise ValueError(f"{body['type']} is no command of a run")
    return command
