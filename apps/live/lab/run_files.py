"""A run as a file: what makes it up, so that it can be opened again here or elsewhere, and its history, so that
`check_history` and other tools can judge it as it is.

Opening one checks it: its form, its bounds, every command as if it came over a socket, and, by replaying it, that it is
the run it says it is (`digest`, over the whole trace).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from apps.labs.run.operations import history_operation, is_in_history
from apps.labs.run.scenario import SIMULATION_VERSION, Scenario
from apps.labs.run.session import LoggedCommand
from apps.live.lab.log import StoredRun
from apps.live.lab.scenario_file import command_of, read_scenario
from apps.live.lab.wire import WireError
from apps.live.models import Run
from apps.protocols.dials import DialError
from apps.simulation import CommandError, Position, Simulation
from apps.simulation.bounds import COMMANDS_MAX, STEPS_MAX
from apps.simulation.events import trace_bytes

FORMAT, FORMAT_VERSION = "lightcone-run", 1
BYTES_MAX = 2 * 1024 * 1024
TICK_MAX = 10**9
SEED_BOUND = 2**53
TITLE_CHARS_MAX = 200


class RunFileError(Exception):
    """A file that cannot be opened; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class RunFile:
    """The contents of a run's file. `bodies` are its commands as they came over the wire."""

    title: str
    scenario: Scenario
    seed: int
    log: tuple[LoggedCommand, ...]
    bodies: tuple[dict[str, Any], ...]
    until: Position
    digest: str
    simulation_version: int = SIMULATION_VERSION

    @property
    def is_earlier(self) -> bool:
        """Return whether it was saved by an earlier version of the simulation, so that its replay proves nothing."""
        return self.simulation_version < SIMULATION_VERSION


def run_file(title: str, stored: StoredRun, simulation: Simulation, digest: str) -> dict[str, Any]:
    """The file of a run, which stands at its horizon in `simulation`."""
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "simulation_version": SIMULATION_VERSION,
        "title": title,
        "seed": stored.seed,
        "scenario": stored.scenario.to_json(),
        "commands": [
            {"tick": logged.position.tick, "steps": logged.position.steps, "command": body}
            for logged, body in zip(stored.log, stored.bodies, strict=True)
        ],
        "until": {"tick": stored.horizon.tick, "steps": stored.horizon.steps},
        "digest": digest,
        "ops": _history(simulation),
    }


def earlier_run_file(title: str, run: Run) -> dict[str, Any]:
    """Return the file of a run of an earlier version: what it is made of, without its history and digest."""
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "simulation_version": run.simulation_version,
        "title": title,
        "seed": run.seed,
        "scenario": run.scenario,
        "commands": [{"tick": each.tick, "steps": each.steps, "command": each.body} for each in run.commands.all()],
        "until": {"tick": run.tick, "steps": run.steps},
        "digest": "",
    }


def _history(simulation: Simulation) -> list[dict[str, Any]]:
    """The history in the form that `check_history` reads, times as sequence numbers of events."""
    records = [record for record in simulation.operations.values() if is_in_history(record)]
    return [
        {
            "name": record.operation,
            "process": record.process,
            "f": record.action,
            "key": record.key,
            "value": _value(record.action, operation.value, operation.result),
            "start": operation.invoked,
            "end": operation.completed,
            "status": {"open": "info"}.get(record.status, record.status),
            **({"returned": list(operation.returned)} if operation.returned is not None else {}),
            **({"error": record.reason or "no answer"} if record.status == "fail" and record.swapped is None else {}),
        }
        for record, operation in ((record, history_operation(record)) for record in records)
    ]


def _value(action: str, argument: Any, result: Any) -> Any:
    return result if action == "read" else argument


def digest_of(scenario: Scenario, seed: int, log: tuple[LoggedCommand, ...], until: Position) -> str:
    """A digest of every event of a run, and of where it ends.

    Raises CommandError if a command cannot be carried out where it stands.
    """
    simulation = Simulation(scenario.cluster(), seed)
    for logged in log:
        simulation.advance_to(logged.position)
        simulation.apply(logged.command)
    simulation.advance_to(until)
    end = f"{until.tick} {until.steps}".encode()
    return blake2b(trace_bytes(simulation.drain()) + end, digest_size=16).hexdigest()


def read_run_file(text: str) -> RunFile:
    """The run that a file describes, checked but for its digest; raises RunFileError."""
    members = _members(text)
    version = members.get("simulation_version")
    if type(version) is not int or not 0 < version <= SIMULATION_VERSION:
        raise RunFileError(
            f"This run was made by version {str(version)[:20]} of the simulation; here it is version"
            f" {SIMULATION_VERSION}. Open it where it was saved, or in a newer Lightcone. Nothing was opened."
        )
    try:
        return _read(members)
    except (WireError, DialError, CommandError) as error:
        raise RunFileError(f"The file is not a run that could have happened here: {error.message}") from None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RunFileError(f"The file is damaged: {_words(error)}.") from None


def check(run: RunFile) -> None:
    """Replay the run; raises RunFileError unless it comes out as its file says. This takes seconds: it is for a job.

    A run of an earlier version is not replayed.
    """
    if run.is_earlier:
        return
    try:
        found = digest_of(run.scenario, run.seed, run.log, run.until)
    except CommandError as error:
        raise RunFileError(f"A command of the file cannot be carried out where it stands: {error.message}") from None
    if found != run.digest:
        raise RunFileError(
            "Replaying the file gives another run than it says: it was changed after it was saved. Nothing was opened."
        )


def _members(text: str) -> dict[str, Any]:
    try:
        members = json.loads(text)
        json.dumps(members, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise RunFileError("The file is damaged: it has half a character in it, which is no text.") from None
    except (ValueError, RecursionError):
        raise RunFileError("This is not a JSON file. A run is saved from a lab, under Share.") from None
    if not isinstance(members, dict) or members.get("format") != FORMAT:
        raise RunFileError("This is not a run of Lightcone. A history to judge goes to the page “Judge”.")
    if members.get("format_version") != FORMAT_VERSION:
        raise RunFileError("This file was saved by a newer Lightcone than this one.")
    return members


def _read(members: Mapping[str, Any]) -> RunFile:
    scenario = read_scenario(members["scenario"])
    entries = members["commands"]
    if not isinstance(entries, list) or len(entries) > COMMANDS_MAX:
        raise ValueError(f"'commands' must be a list of at most {COMMANDS_MAX:,}")
    log = tuple(LoggedCommand(_position(entry), command_of(entry["command"])) for entry in entries)
    seed, digest = members["seed"], members["digest"]
    if type(seed) is not int or not 0 <= seed < SEED_BOUND or not isinstance(digest, str):
        raise ValueError("'seed' or 'digest' is not what it should be")
    return RunFile(
        title=str(members.get("title", ""))[:TITLE_CHARS_MAX],
        scenario=scenario,
        seed=seed,
        log=log,
        bodies=tuple(entry["command"] for entry in entries),
        until=_position(members["until"]),
        digest=digest,
        simulation_version=members["simulation_version"],
    )


def _position(members: Mapping[str, Any]) -> Position:
    tick, steps = members["tick"], members["steps"]
    if not _is_number(tick, TICK_MAX) or not (steps is None or _is_number(steps, STEPS_MAX)):
        raise ValueError(
            f"a position has a 'tick' of at most {TICK_MAX:,} and 'steps' of at most {STEPS_MAX:,}, or null"
        )
    return Position(tick, steps)


def _is_number(value: Any, most: int) -> bool:
    return type(value) is int and 0 <= value <= most


def _words(error: Exception) -> str:
    return f"it has no {error}" if isinstance(error, KeyError) else str(error)
