"""A run as bytes, at one moment: what a process needs to go on with it without repeating its steps.

A run follows from its seed and its log, but repeating its steps takes time, more for a longer run. A checkpoint only
saves that time. It is read by the code that wrote it and by no other.
"""

from __future__ import annotations

import pickle
from io import BytesIO
from types import FunctionType
from typing import Any

from apps.labs.protocols import PROTOCOLS
from apps.labs.run.scenario import Scenario
from apps.labs.run.session import Session, Take
from apps.protocols.spec import ProtocolSpec


class CheckpointError(Exception):
    """The run cannot be written, or the bytes are not those of a run of this scenario."""


def write_checkpoint(session: Session) -> bytes:
    """Return a run as it is now. Raises CheckpointError if something in it cannot be written."""
    found = BytesIO()
    try:
        _Writer(found, session.scenario).dump(session)
    except (pickle.PicklingError, AttributeError, TypeError, RecursionError) as error:
        raise CheckpointError(str(error)) from error
    return found.getvalue()


def read_checkpoint(content: bytes, scenario: Scenario, take: Take) -> Session:
    """Return the run of this scenario that was written; `take` is given every event that follows.

    Only for bytes that nobody else could write: they name classes to be made. Raises CheckpointError.
    """
    try:
        session = _Reader(BytesIO(content), scenario).load()
    except Exception as error:
        raise CheckpointError(str(error)) from error
    if not isinstance(session, Session):
        raise CheckpointError("This is no run.")
    session.follow(take)
    return session


class _Writer(pickle.Pickler):
    """Writes what belongs to the scenario, and to no moment, as a name: functions cannot be written at all."""

    def __init__(self, file: BytesIO, scenario: Scenario) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self._scenario = scenario
        self._names = {_kind_of(part): name for name, part in _parts(scenario).items()}

    def persistent_id(self, found: Any) -> tuple[str, str] | None:
        if found is self._scenario:
            return "scenario", ""
        if isinstance(found, ProtocolSpec):
            return "protocol", found.name
        name = self._names.get(_kind_of(found))
        return ("part", name) if name else None


class _Reader(pickle.Unpickler):
    def __init__(self, file: BytesIO, scenario: Scenario) -> None:
        super().__init__(file)
        self._scenario = scenario
        self._parts = _parts(scenario)

    def persistent_load(self, name: Any) -> Any:
        kind, which = name
        if kind == "scenario":
            return self._scenario
        return PROTOCOLS[which] if kind == "protocol" else self._parts[which]


def _parts(scenario: Scenario) -> dict[str, object]:
    """Return what a scenario makes of its dials, and runs keep."""
    parts = {"version_order": scenario.version_order(), "replicated_type": scenario.replicated_type()}
    return {name: part for name, part in parts.items() if part is not None}


def _kind_of(part: object) -> object:
    """Return what two parts that are made of the same dials have in common, and no other object."""
    return part.__code__ if isinstance(part, FunctionType) else type(part)
