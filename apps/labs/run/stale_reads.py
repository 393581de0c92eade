"""The stale reads of one run, as replicated: each with the finished write that it missed, in words."""

from __future__ import annotations

from apps.consistency.history import Operation
from apps.consistency.staleness import missed_write
from apps.labs.run.narration import operation_text
from apps.labs.run.operations import history_operation
from apps.labs.run.scenario import Scenario
from apps.simulation import Simulation
from apps.simulation.processes import Operation as OperationRecord


class StaleReads:
    """The reads that missed a finished write; none where the store has no version order.

    `found`: by the read's operation, the write that it `missed` and a `text` that says so.
    """

    def __init__(self, simulation: Simulation, scenario: Scenario) -> None:
        self._simulation = simulation
        self._supersedes = scenario.version_order()
        self._writes: list[Operation] = []
        self.found: dict[str, dict[str, str]] = {}

    def note(self, record: OperationRecord) -> None:
        """Take in an operation that has ended."""
        if self._supersedes is None:
            return
        operation = history_operation(record)
        if record.action != "read":
            self._writes.append(operation)
            return
        missed = missed_write(operation, self._writes, self._supersedes) if record.status == "ok" else None
        if missed is not None:
            write = self._simulation.operations[missed.operation]
            self.found[record.operation] = {
                "missed": missed.operation,
                "text": f"{write.client}'s {operation_text(write)} had finished before this read began.",
            }
