"""Why a run broke a model: the message that came late or never, and the fault that held it up.

A model breaks once a run, so no run keeps what became of its messages: `find_causes` replays the kernel up to there.

A violation says which operations contradict each other. What made it possible is looked for in the run itself:

1. Among the violation's operations find a read and a write that it *missed*: one of the same key that the read, by the
   edge "was later replaced by" or by the version order, should have seen.
2. The replicas that the read was answered from are its node, and those whose answers for it reached that node before
   it ended.
3. The late message is the earliest that carried the missed write to one of them and had not arrived when that replica
   answered: the value itself is looked for in what messages carry, whatever the protocol.
4. The fault is what became of that message: lost at a cut, to loss, to a crash, by hand; delayed by hand; waiting at a
   paused or slow node; or slowed by a latency that was set. If it was none of these, the network's ordinary delay was
   enough, and that is said.
5. If the write had arrived and yet lost, a lost disk or a fail-over since, or a clock that was set wrong, is named; if
   nothing carried it yet, that is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from apps.consistency.verdict import Verdict
from apps.labs.run.chronicle import Chronicle, MessageRecord
from apps.labs.run.narration import operation_text
from apps.simulation import Simulation
from apps.simulation import events as e
from apps.simulation.effects import Reply, Request, WrittenValue
from apps.simulation.faults.disk import DiskLost
from apps.simulation.faults.drift import DriftSet
from apps.simulation.faults.latency import LatencySet
from apps.simulation.faults.loss import LossSet
from apps.simulation.faults.one_way import LinkCut
from apps.simulation.faults.partition import Partitioned
from apps.simulation.faults.pause import NodePaused, NodeResumed
from apps.simulation.faults.skew import SkewSet
from apps.simulation.faults.slow_node import ProcessingSet
from apps.simulation.processes import Operation

Supersedes = Callable[[Any, Any], bool]


@dataclass(frozen=True, slots=True)
class Cause:
    """In words; the late message, the nodes concerned, and the event sequence of the fault, where there are such."""

    text: str
    message: str | None = None
    nodes: tuple[str, ...] = ()
    fault: int | None = None


def find_causes(
    simulation: Simulation, broken: Sequence[tuple[int, Verdict]], supersedes: Supersedes | None
) -> list[Cause | None]:
    """Return what made each violation possible, by a replay; None where nothing in the run tells.

    Each verdict comes with the sequence of the event by which it broke, the earliest first.
    """
    chronicle = Chronicle()
    found: list[Cause | None] = []
    same: dict[Cause | None, Cause | None] = {}
    for run, events in simulation.replayed():
        for event in events:
            chronicle.note(event)
            while len(found) < len(broken) and broken[len(found)][0] == event.sequence:
                cause = _cause(run, chronicle, broken[len(found)][1], supersedes)
                found.append(same.setdefault(cause, cause))
        if len(found) == len(broken):
            break
    return found


def _cause(
    simulation: Simulation, chronicle: Chronicle, verdict: Verdict, supersedes: Supersedes | None
) -> Cause | None:
    records = [simulation.operations[name] for name in verdict.operations if name in simulation.operations]
    pair = _missed_by_edge(simulation, verdict) or _missed_by_order(records, supersedes)
    if pair is not None:
        return _late(simulation, chronicle, *pair)
    lost = _overtaken(simulation, verdict)
    return lost and _wrong_clock(simulation, chronicle, *lost)


# Which write a read missed


def _missed_by_edge(simulation: Simulation, verdict: Verdict) -> tuple[Operation, Operation] | None:
    for edge in verdict.edges:
        read, write = simulation.operations.get(edge.source), simulation.operations.get(edge.target)
        if edge.kind == "fr" and read and write and read.versions is not None:
            return read, write
    return None


def _missed_by_order(records: Iterable[Operation], supersedes: Supersedes | None) -> tuple[Operation, Operation] | None:
    ordered = sorted(records, key=lambda record: record.invoked_sequence or 0)
    for read in reversed(ordered):
        if read.action == "read" and read.status == "ok":
            for write in reversed(ordered):
                if write.key == read.key and write.action != "read" and _missed(read, write, supersedes):
                    return read, write
    return None


def _missed(read: Operation, write: Operation, supersedes: Supersedes | None) -> bool:
    seen = read.versions or ()
    if any(version.written.operation == write.operation for version in seen):
        return False
    if supersedes is not None and write.versions:
        return not any(supersedes(version.stamp, own.stamp) for version in seen for own in write.versions)
    return _precedes(write, read)


def _precedes(first: Operation, then: Operation) -> bool:
    return (
        first.completed_sequence is not None
        and then.invoked_sequence is not None
        and first.completed_sequence < then.invoked_sequence
    )


def _overtaken(simulation: Simulation, verdict: Verdict) -> tuple[Operation, Operation] | None:
    """A write that the version order puts before one which had finished before it began: (the earlier, the later)."""
    for edge in verdict.edges:
        older, newer = simulation.operations.get(edge.source), simulation.operations.get(edge.target)
        if edge.kind == "vo" and older and newer and _precedes(newer, older):
            return newer, older
    return None


# The late message


def carries(value: Any, operation: str) -> bool:
    """Return whether something that travels has in it what this operation wrote."""
    if isinstance(value, WrittenValue):
        return value.operation == operation
    if isinstance(value, Mapping):
        return any(carries(part, operation) for part in value.values())
    if isinstance(value, tuple | list | frozenset):
        return any(carries(part, operation) for part in value)
    if is_dataclass(value):
        return any(carries(getattr(value, field.name), operation) for field in fields(value))
    return False


def _late(simulation: Simulation, chronicle: Chronicle, read: Operation, write: Operation) -> Cause:
    answered = _answered(simulation, chronicle, read)
    carriers = _carriers(simulation, chronicle, read, write)
    forgotten = _forgotten(chronicle, carriers, answered, write)
    if forgotten is not None:
        return forgotten
    late = [record for record in carriers if record.target in answered and not record.there_by(answered[record.target])]
    arrived = {record.target for record in carriers if record.there_by(answered.get(record.target, 0))} | {write.node}
    without = [node for node in answered if node not in arrived]
    late.sort(key=lambda record: (record.target in arrived, record.target != read.node, record.sent))
    if late and (without or late[0].target in answered):
        return _message_cause(simulation, chronicle, late[0], write, answered[late[0].target])
    if without:
        return _not_sent(chronicle, write, without[0], answered[without[0]])
    found = _taken_over(chronicle, read, write) or _wrong_clock(simulation, chronicle, write, read)
    return found or Cause(
        f"{read.node} had received {_written(write)}, but had not applied it, or had put another write in its place.",
        nodes=(read.node,),
    )


def _forgotten(
    chronicle: Chronicle, carriers: Iterable[MessageRecord], answered: Mapping[str, int], write: Operation
) -> Cause | None:
    """A replica that answered, and had lost its disk with what the write had made durable there."""
    for node, needed in answered.items():
        lost = chronicle.last(DiskLost, needed, node)
        if lost is None or lost.sequence < (write.invoked_sequence or 0):
            continue
        if node == write.node or any(each.target == node and each.there_by(lost.sequence) for each in carriers):
            text = f"{node} lost its disk at {_seconds(lost.tick)}, and with it {_written(write)}."
            return Cause(text, None, (node,), lost.sequence)
    return None


def _taken_over(chronicle: Chronicle, read: Operation, write: Operation) -> Cause | None:
    """A node promoted since the write, without it."""
    promoted = chronicle.last(e.NodePromoted, read.completed_sequence or 0)
    if promoted is None or promoted.process is None or promoted.sequence < (write.invoked_sequence or 0):
        return None
    text = f"{promoted.process} took over at {_seconds(promoted.tick)}, before it had {_written(write)}."
    return Cause(text, None, (promoted.process,), promoted.sequence)


def _answered(simulation: Simulation, chronicle: Chronicle, read: Operation) -> dict[str, int]:
    """The replicas that the read was answered from, its own node first, each with when it answered."""
    begun, ended = read.invoked_sequence or 0, read.completed_sequence or simulation.sequence
    found: dict[str, int] = {read.node: ended}
    for record in chronicle.messages.values():
        if record.body.operation != read.operation or not begun <= record.sent <= ended:
            continue
        if isinstance(record.body, Reply):
            found[record.source] = record.sent
        elif record.target == read.node and record.source in simulation.nodes and record.there_by(ended):
            found.setdefault(record.source, record.sent)
    return found


def _carriers(simulation: Simulation, chronicle: Chronicle, read: Operation, write: Operation) -> list[MessageRecord]:
    """The messages between nodes that carried the write before the read ended, in order of sending."""
    begun, ended = write.invoked_sequence or 0, read.completed_sequence or simulation.sequence
    return [
        record
        for record in chronicle.messages.values()
        if begun <= record.sent <= ended
        and record.source in simulation.nodes
        and not isinstance(record.body, Reply | Request)
        and record.target in simulation.nodes
        and carries(record.body, write.operation)
    ]


def _message_cause(
    simulation: Simulation, chronicle: Chronicle, record: MessageRecord, write: Operation, needed: int
) -> Cause:
    why, fault = _fate(simulation, chronicle, record, needed)
    sent = f"The copy of {_written(write)} that {record.source} sent to {record.target} at {_seconds(record.sent_tick)}"
    text = f"{sent} {why}. So {record.target} answered without it."
    return Cause(text, record.message, (record.source, record.target), fault)


def _written(write: Operation) -> str:
    """Return what an operation wrote, in words: `x = 2`, or `alice's add x: milk`."""
    if write.action in ("write", "cas"):
        return f"{write.key} = {write.value}"
    return f"{write.client}'s {operation_text(write)}"


def _seconds(tick: int) -> str:
    return f"{tick // 1000}.{tick % 1000:03} s"


def _since(event: e.Event | None) -> str:
    return f", set at {_seconds(event.tick)}" if event else ""


# The fault


def _fate(simulation: Simulation, chronicle: Chronicle, record: MessageRecord, needed: int) -> tuple[str, int | None]:
    """Return what held the message up, in words, and the event of the fault."""
    if record.dropped is not None:
        return _death(chronicle, record)
    if record.delayed is not None:
        return f"was delayed manually{_arrival(record)}", record.delayed
    if record.waited is not None and record.waited <= needed:
        held = chronicle.last((NodePaused, ProcessingSet), record.waited, record.target)
        what = "paused" if isinstance(held, NodePaused) else "slow"
        return f"waited there: {record.target} was {what}{_since(held)}", held.sequence if held else None
    slowed = chronicle.last(LatencySet, record.sent)
    if isinstance(slowed, LatencySet) and slowed.source in (None, record.source):
        return (
            f"was slow{_arrival(record)}: the latency was set to {slowed.low_ticks} to {slowed.high_ticks} ms at"
            f" {_seconds(slowed.tick)}",
            slowed.sequence,
        )
    return f"was still on its way{_arrival(record)}. No fault was needed: the network's own delay was enough", None


def _arrival(record: MessageRecord) -> str:
    if record.delivered_tick is None:
        return ""
    return f" until {_seconds(record.delivered_tick)}"


def _death(chronicle: Chronicle, record: MessageRecord) -> tuple[str, int | None]:
    assert record.dropped is not None
    if record.reason == "cut":
        cut = chronicle.last((Partitioned, LinkCut), record.dropped)
        if isinstance(cut, Partitioned):
            groups = " | ".join(" ".join(group) for group in cut.groups)
            return f"was lost at the partition {groups}, drawn at {_seconds(cut.tick)}", cut.sequence
        return f"was lost at the one-way cut{_since(cut)}", cut.sequence if cut else None
    if record.reason == "crash":
        crash = chronicle.last(e.NodeCrashed, record.dropped, record.target)
        return f"found {record.target} crashed{_since(crash)}", crash.sequence if crash else None
    if record.reason == "command":
        return "was dropped manually", record.dropped
    loss = chronicle.last(LossSet, record.sent)
    return f"was lost on the way: links lose messages{_since(loss)}", loss.sequence if loss else record.dropped


def _not_sent(chronicle: Chronicle, write: Operation, node: str, needed: int) -> Cause:
    stopped = chronicle.last((e.NodeCrashed, NodePaused), needed, write.node)
    resumed = chronicle.last((e.NodeStarted, NodeResumed), needed, write.node)
    text = f"Nothing that carries {_written(write)} had been sent to {node} when it answered"
    if stopped is not None and (resumed is None or resumed.sequence < stopped.sequence):
        word = "crashed" if isinstance(stopped, e.NodeCrashed) else "paused"
        return Cause(f"{text}: {write.node} was {word}{_since(stopped)}.", None, (write.node, node), stopped.sequence)
    return Cause(f"{text}.", None, (write.node, node))


def _wrong_clock(simulation: Simulation, chronicle: Chronicle, first: Operation, then: Operation) -> Cause | None:
    """The clock that was off when one of these operations was stamped."""
    for operation in (first, then):
        set_by = chronicle.last(
            (SkewSet, DriftSet), operation.completed_sequence or simulation.sequence, operation.node
        )
        if isinstance(set_by, SkewSet) and set_by.skew_ticks:
            ahead = "ahead" if set_by.skew_ticks > 0 else "behind"
            text = f"{operation.node}'s clock was {_seconds(abs(set_by.skew_ticks))} {ahead}"
        elif isinstance(set_by, DriftSet) and set_by.per_mille:
            fast = "fast" if set_by.per_mille > 0 else "slow"
            text = (
                f"{operation.node}'s clock ran {abs(set_by.per_mille)} ‰ {fast} when it stamped {operation.operation}"
            )
        else:
            continue
        return Cause(
            f"{text} when it stamped {operation.operation}{_since(set_by)}.", None, (operation.node,), set_by.sequence
        )
    return None
