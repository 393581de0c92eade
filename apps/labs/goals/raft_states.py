"""Goals about Raft's state machines: what the same log comes to at two nodes whose clocks differ."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations

from apps.labs.goals.evidence import Evidence
from apps.labs.goals.facts import counted, listed, not_all_up, told
from apps.labs.goals.faults import faults_of
from apps.labs.goals.goal import Finding, NotYet, Reached
from apps.labs.goals.raft_elections import NO_RAFT, machines
from apps.replication.raft.node import RaftNode

NO_WRITE = "No write is applied yet. Write something, and let time go on."


@dataclass(slots=True)
class Decisions:
    """By write the nodes that have applied it, each with whether its own clock was past the closing time then."""

    applied: dict[str, int] = field(default_factory=dict)
    late: dict[str, dict[str, bool]] = field(default_factory=dict)

    def look(self, run: Evidence) -> None:
        """Take in what the nodes have applied since the last time."""
        for name, node in machines(run).items():
            clock = run.simulation.nodes[name].wall.read(run.simulation.now)
            for operation in _writes(node, self.applied.get(name, 0)):
                self.late.setdefault(operation, {})[name] = clock > node.closes_ticks > 0
            self.applied[name] = node.applied

    def disputed(self) -> str:
        """Return the first write about which two clocks disagreed; empty if there is none."""
        return next((operation for operation, late in self.late.items() if len(set(late.values())) > 1), "")


def _writes(node: RaftNode, after: int) -> list[str]:
    """Return the writes that a node has applied after an index, as far as its log still has them."""
    places = range(max(after, node.log.start) + 1, node.applied + 1)
    requests = [node.log.entry(index).request for index in places]
    return [request.operation for request in requests if request and request.written]


def _decisions(run: Evidence) -> Decisions:
    found: Decisions = run.seen.setdefault("decisions", Decisions())
    found.look(run)
    return found


def _difference(run: Evidence) -> tuple[str, str, str] | None:
    """Return two nodes that have applied the same and hold something else, and the write that one of them lacks."""
    for (name, node), (other, there) in combinations(machines(run).items(), 2):
        if node.applied == there.applied:
            versions = set(node.machine.held.items()) ^ set(there.machine.held.items())
            if versions:
                key, latest = max(versions, key=lambda each: each[1].stamp)
                holder, without = (name, other) if node.machine.held.get(key) == latest else (other, name)
                return holder, without, latest.written.operation
    return None


def states_differ(run: Evidence, *, clocks_correct: bool = False) -> Finding:
    """Under Raft two nodes have applied the same entries, and hold different values. `clocks_correct`: in a run in
    which no clock was set off true time, or made to drift.
    """
    if run.scenario.protocol != "raft":
        return NotYet(NO_RAFT)
    decisions = _decisions(run)
    if clocks_correct and (faults_of(run, "skew") or faults_of(run, "drift")):
        return NotYet("A clock was changed in this run. Begin again, and leave the clocks as they are.")
    found = _difference(run)
    if found:
        holder, without, operation = found
        write = told(run.simulation.operations[operation])
        text = f"{holder} and {without} have applied the same entries. {holder} holds {write}, and {without} does not."
        return Reached(text, (operation,), tuple(event.sequence for event in run.latest[-1:]))
    return NotYet(_why_equal(run, decisions))


def _why_equal(run: Evidence, decisions: Decisions) -> str:
    if not decisions.late:
        return NO_WRITE
    operation, late = next(reversed(decisions.late.items()))
    write = told(run.simulation.operations[operation])
    behind = [name for name in run.simulation.nodes if name not in late]
    if behind:
        return f"{listed(behind)} {'has' if len(behind) == 1 else 'have'} not applied {write} yet. Let time go on."
    return f"Every replica has applied {counted(len(decisions.late), 'write')}, and took the same decision each time."


def states_equal(run: Evidence) -> Finding:
    """Under Raft two nodes applied a write, the one before the closing time by its own clock, the other after it. All
    nodes are up, have applied the same entries, and hold the same.
    """
    if run.scenario.protocol != "raft":
        return NotYet(NO_RAFT)
    decisions = _decisions(run)
    operation = decisions.disputed()
    if not decisions.late:
        return NotYet(NO_WRITE)
    if not operation:
        return NotYet("So far no two clocks have disagreed whether a write comes after the closing time.")
    write = told(run.simulation.operations[operation])
    missing = not_all_up(run)
    if missing:
        return NotYet(missing)
    found = _difference(run)
    if found:
        holder, without, _ = found
        return NotYet(f"The clocks disagreed about {write}, and {holder} and {without} hold different values.")
    if len({node.applied for node in machines(run).values()}) > 1:
        return NotYet("Some node has not applied all entries yet. Let time go on.")
    return Reached(
        f"The clocks disagreed whether {write} comes too late, and all replicas hold the same.", (operation,)
    )


GOALS = (states_differ, states_equal)
