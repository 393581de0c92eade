"""Goals about Raft's log and its reads: what a majority holds, what is committed, and what an old leader answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from apps.labs.goals.evidence import Evidence
from apps.labs.goals.facts import finished, listed, told
from apps.labs.goals.goal import Finding, NotYet, Reached
from apps.labs.goals.raft_elections import NO_RAFT, machines
from apps.replication.raft.log import Entry, Log
from apps.replication.raft.state import LOG
from apps.simulation import events as e

Place = tuple[int, Entry]
"""An index of the log and the entry there."""


@dataclass(slots=True)
class Logs:
    """The logs of all nodes as last seen, and the writes that a majority has held at some time."""

    stored: dict[str, Any] = field(default_factory=dict)
    logs: dict[str, Log] = field(default_factory=dict)
    by_majority: dict[Place, tuple[str, ...]] = field(default_factory=dict)
    overwritten: list[tuple[str, Place]] = field(default_factory=list)

    def look(self, run: Evidence) -> None:
        """Take in the logs that have changed since the last time."""
        for name, node in run.simulation.nodes.items():
            stored = node.durable.get(LOG, ())
            if stored is not self.stored.get(name):
                before, self.stored[name] = self.logs.get(name, Log()), stored
                self.logs[name] = Log.from_durable(stored)
                self.overwritten += [(name, place) for place in _writes(before) if self._has_lost(name, place)]
                for place in _writes(self.logs[name]):
                    if len(self.holders(place)) > len(run.simulation.nodes) // 2:
                        self.by_majority.setdefault(place, self.holders(place))

    def _has_lost(self, name: str, place: Place) -> bool:
        return place[0] > self.logs[name].start and place not in _writes(self.logs[name])

    def holders(self, place: Place) -> tuple[str, ...]:
        """Return the nodes whose log has this entry."""
        return tuple(sorted(name for name, log in self.logs.items() if place in _writes(log)))


def _writes(log: Log) -> list[Place]:
    """Return the entries with a client's request, with their indices."""
    places = enumerate(log.entries, log.start + 1)
    return [(index, entry) for index, entry in places if entry.request and entry.request.written]


def _logs(run: Evidence) -> Logs:
    found: Logs = run.seen.setdefault("logs", Logs())
    found.look(run)
    return found


def _told(run: Evidence, entry: Entry) -> str:
    assert entry.request
    return told(run.simulation.operations[entry.request.operation])


def majority_entry_lost(run: Evidence) -> Finding:
    """Under Raft a write was in the logs of a majority, was never committed, and has been overwritten, so that no
    majority has it any more.
    """
    if run.scenario.protocol != "raft":
        return NotYet(NO_RAFT)
    logs = _logs(run)
    for node, place in logs.overwritten:
        _, entry = place
        holders = logs.by_majority.get(place)
        if holders and entry.request and len(logs.holders(place)) <= len(run.simulation.nodes) // 2:
            text = f"{_told(run, entry)} was in the logs of {listed(holders)}, a majority. {node} has overwritten it."
            return Reached(text, (entry.request.operation,), tuple(event.sequence for event in run.latest[-1:]))
    if logs.overwritten:
        node, (_, entry) = logs.overwritten[-1]
        return NotYet(f"{node} has overwritten {_told(run, entry)}, but no majority has had it.")
    held = {place: logs.holders(place) for log in logs.logs.values() for place in _writes(log)}
    if not held:
        return NotYet("No log has a write yet. Write something.")
    (_, entry), holders = max(held.items(), key=lambda each: (len(each[1]), each[0][0]))
    return NotYet(f"{_told(run, entry)} is in the log of {listed(holders)}, and nothing has been overwritten.")


def entry_overwritten(run: Evidence) -> Finding:
    """Under Raft a write that was in a node's log has been overwritten there by an entry of a later leader."""
    if run.scenario.protocol != "raft":
        return NotYet(NO_RAFT)
    logs = _logs(run)
    for node, (_, entry) in logs.overwritten:
        if entry.request:
            text = f"{node} had {_told(run, entry)} in its log, and has overwritten it."
            return Reached(text, (entry.request.operation,), tuple(event.sequence for event in run.latest[-1:]))
    if not any(_writes(log) for log in logs.logs.values()):
        return NotYet("No log has a write yet. Write something.")
    return NotYet("Every write is still in the logs that had it. Keep a write from a majority, and let another lead.")


def older_entry_committed(run: Evidence) -> Finding:
    """Under Raft a write of an earlier term, which had not been committed, is committed together with an entry of its
    new leader's own term.
    """
    if run.scenario.protocol != "raft":
        return NotYet(NO_RAFT)
    logs = _logs(run)
    known: dict[tuple[str, int], int] = run.seen.setdefault("commit at election", {})
    waiting = ""
    for name, node in machines(run).items():
        if node.leadership:
            began = known.setdefault((name, node.term), node.commit)
            for index, entry in _older_writes(node.log, node.term, began):
                if node.commit >= index and entry.request:
                    text = f"{_told(run, entry)}, of term {entry.term}, is committed by {name} in term {node.term}."
                    return Reached(text, (entry.request.operation,), tuple(each.sequence for each in run.latest[-1:]))
                waiting = f"{name} leads in term {node.term}. Its own first entry is not on a majority yet."
    return NotYet(_why_none_is_older(run, logs, waiting))


def _why_none_is_older(run: Evidence, logs: Logs, waiting: str) -> str:
    if logs.overwritten:
        name, (_, lost) = logs.overwritten[-1]
        return f"{name} has overwritten {_told(run, lost)}. Begin again, and let a node that has the write be elected."
    if waiting:
        return waiting
    for node in machines(run).values():
        for index, entry in _writes(node.log):
            if index <= node.commit:
                return f"{_told(run, entry)} was committed by the leader that took it. Keep a write from a majority."
    return "No new leader has a write of an earlier term that is not committed."


def _older_writes(log: Log, term: int, after: int) -> Iterator[Place]:
    for index, entry in _writes(log):
        if index > after and entry.term < term:
            yield index, entry


def stale_read_at_leader(run: Evidence) -> Finding:
    """Under Raft a stale read was answered by a node that took itself for the leader, while another led in a later
    term.
    """
    if run.scenario.protocol != "raft":
        return NotYet(NO_RAFT)
    deposed: dict[str, str] = run.seen.setdefault("answered by deposed leaders", {})
    for event in run.latest:
        if isinstance(event, e.OperationCompleted):
            node = run.simulation.operations[event.operation].node
            leader = _later_leader(run, node)
            if leader:
                deposed[event.operation] = leader
    for name, missed in run.judgement.stale.items():
        if name in deposed:
            read = run.simulation.operations[name]
            text = f"{told(read)} is stale: {read.node} believes that it leads, but {deposed[name]} leads."
            return Reached(f"{text} {missed['text']}", (name, missed["missed"]))
    return NotYet(_why_no_leader_is_stale(run))


def _later_leader(run: Evidence, name: str) -> str:
    """Return another node that leads in a later term than this one does; empty if this one does not lead."""
    nodes = machines(run)
    mine = nodes.get(name)
    if mine is None or mine.leadership is None:
        return ""
    return next((each for each, node in nodes.items() if node.leadership and node.term > mine.term), "")


def _why_no_leader_is_stale(run: Evidence) -> str:
    if run.judgement.stale:
        return "That read is stale, but its node did not believe that it led."
    leaders = [name for name, node in machines(run).items() if node.leadership]
    if len(leaders) < 2:
        return f"{listed(leaders) or 'Nobody'} leads. Cut the leader off, and let another be elected."
    writes = [each for each in finished(run) if each.action == "write"]
    if not any(each.node not in leaders[:1] for each in writes):
        return f"{listed(leaders)} lead. Write on the larger side, then read at the old leader."
    return f"{listed(leaders)} lead. Read at the old leader now."


GOALS = (majority_entry_lost, entry_overwritten, older_entry_committed, stale_read_at_leader)
