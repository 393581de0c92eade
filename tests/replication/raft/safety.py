"""The properties of figure 3 of Raft's paper, held after every step of a run, with snapshots and changes of members."""

from __future__ import annotations

from typing import Any

from apps.replication.raft.log import Entry, Log
from apps.simulation import Simulation


def machines(simulation: Simulation) -> list[Any]:
    return [node.machine for node in simulation.nodes.values() if node.machine]


class Safety:
    """Election safety, leader completeness and state machine safety; `look` raises AssertionError that names one."""

    def __init__(self) -> None:
        self.leaders: dict[int, str] = {}
        self.committed: list[Entry] = []
        self.commit_terms: list[int] = []
        self.states: dict[int, Any] = {}
        self.applied: dict[str, int] = {}
        self.seen: dict[str, Log] = {}
        self.snapshots = 0
        self.configurations: set[str] = set()

    def look(self, simulation: Simulation) -> None:
        nodes = machines(simulation)
        for node in nodes:
            if node.leadership:
                assert self.leaders.setdefault(node.term, node.name) == node.name, "election safety"
        for node in nodes:
            self._look_at_committed(node)
        for node in nodes:
            if node.leadership:
                self._look_at_leader(node)
        for node in nodes:
            self._look_at_state(node)
            self.seen[node.name] = node.log
            self.snapshots = max(self.snapshots, node.log.start)
            self.configurations.add(str(node.configuration))

    def _look_at_committed(self, node: Any) -> None:
        start = node.log.start
        known = max(start, min(node.commit, len(self.committed)))
        assert list(node.log.entries[: known - start]) == self.committed[start:known], "state machine safety"
        for index in range(len(self.committed) + 1, node.commit + 1):
            kept = node.log if index > start else self.seen[node.name]
            self.committed.append(kept.entry(index))
            self.commit_terms.append(node.term)

    def _look_at_leader(self, node: Any) -> None:
        for index, entry in enumerate(self.committed, 1):
            if self.commit_terms[index - 1] < node.term and index > node.log.start:
                held = node.log.entry(index) if index <= node.log.last_index else None
                assert held == entry, "leader completeness"

    def _look_at_state(self, node: Any) -> None:
        if self.applied.get(node.name) != node.applied:
            self.applied[node.name] = node.applied
            state = node.machine.capture()
            assert self.states.setdefault(node.applied, state) == state, "state machine safety"


def common_end(left: Log, right: Log) -> int:
    """Up to which index two logs share their entries; before the later beginning all were committed."""
    index = max(left.start, right.start)
    while index < min(left.last_index, right.last_index) and left.entry(index + 1) == right.entry(index + 1):
        index += 1
    return index


def assert_logs_match(simulation: Simulation) -> None:
    """Two logs with an entry of the same index and term are the same up to there."""
    logs = [node.log for node in machines(simulation)]
    for log in logs:
        for other in logs:
            for index in range(common_end(log, other) + 1, min(log.last_index, other.last_index) + 1):
                assert log.term_at(index) != other.term_at(index), "log matching"
