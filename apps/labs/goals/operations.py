"""Goals about single operations: what a read missed, who was refused, what was acknowledged on both sides of a cut."""

from __future__ import annotations

from apps.labs.goals.evidence import Evidence
from apps.labs.goals.facts import (
    NEVER,
    Cut,
    began,
    changes,
    counted,
    cuts,
    ended,
    finished,
    listed,
    on_both_sides,
    so_far,
    told,
)
from apps.labs.goals.goal import Finding, NotYet, Reached
from apps.simulation import events as e
from apps.simulation.faults.pause import NodePaused
from apps.simulation.processes import Operation


def stale_read(run: Evidence, *, during_partition: bool = False, after_drop: bool = False) -> Finding:
    """A read returned less than a write of its key that had finished before the read began; if so asked, during a
    partition, or at a node to which a message was dropped by hand before.
    """
    standing = list(cuts(run))
    dropped = [(each.message.split(">")[1].split("#")[0], each.sequence) for each in run.of(e.MessageDropped)]
    for name, missed in run.judgement.stale.items():
        read = run.simulation.operations[name]
        if after_drop and not any(node == read.node and at < began(read) for node, at in dropped):
            continue
        if not during_partition or any(cut.since < began(read) < cut.until for cut in standing):
            text = f"{told(read)} at {read.node} is stale. {missed['text']}"
            return Reached(text, (name, missed["missed"]))
    if run.judgement.stale and after_drop:
        return NotYet("That read is stale because the copy was still on its way. Read at the node whose copy was lost.")
    if run.judgement.stale:
        return NotYet(
            "That read is stale, but there was no partition. Partition the cluster, write on one side and read on "
            "the other."
        )
    return NotYet(_why_none_is_stale(run))


def _why_none_is_stale(run: Evidence) -> str:
    if run.scenario.version_order() is None:
        return "Without a version order nobody can say that a read is stale: choose another protocol."
    writes = changes(run)
    if not writes:
        return "No write has completed yet: write something, and wait for its acknowledgement."
    reads = [operation for operation in finished(run) if operation.action == "read"]
    if not reads:
        return f"{told(writes[-1])} has completed. Now read {writes[-1].key} at a node that has not received it."
    read = reads[-1]
    before = [write for write in writes if write.key == read.key and ended(write) < began(read)]
    if not before:
        return f"No write of {read.key} had completed when {told(read)} began, so it missed none."
    return (
        f"{told(read)} at {read.node} is not stale, because {told(before[-1])} had arrived there. Read at another node."
    )


def new_old_inversion(run: Evidence) -> Finding:
    """Of two reads of a key, one after the other, the later returned the older version, while the write of the newer
    one was still under way. Had it finished, the later read would simply be stale.
    """
    if run.scenario.version_order() is None:
        return NotYet("Without a version order nobody can say which version is older: choose another protocol.")
    reads = [operation for operation in finished(run) if operation.action == "read"]
    just_ended = {event.operation for event in run.latest if isinstance(event, e.OperationCompleted)}
    for later in (read for read in reads if read.operation in just_ended):
        for earlier in reads:
            newer = _newer_than(run, earlier, later)
            if newer is not None and ended(newer) > began(later):
                text = f"{told(earlier)} had returned {newer.value}; {told(later)}, which began after it, did not."
                return Reached(text, (later.operation, earlier.operation, newer.operation))
            if newer is not None:
                run.seen["new_old_inversion"] = later.operation
    if "new_old_inversion" in run.seen:
        return NotYet("The later read missed a completed write: it is stale. Read twice while a write is under way.")
    return NotYet(_why_no_inversion(run, reads))


def _newer_than(run: Evidence, earlier: Operation, later: Operation) -> Operation | None:
    """The write whose version the earlier read returned, if what the later one returned does not include it."""
    supersedes = run.scenario.version_order()
    if supersedes is None or earlier.key != later.key or ended(earlier) >= began(later):
        return None
    for version in earlier.versions or ():
        if not any(supersedes(other.stamp, version.stamp) for other in later.versions or ()):
            return run.simulation.operations.get(version.written.operation)
    return None


def _why_no_inversion(run: Evidence, reads: list[Operation]) -> str:
    writes = [operation for operation in run.simulation.operations.values() if operation.action != "read"]
    if not writes:
        return "Begin a write, and slow it down: let its copies travel while others read."
    during = [read for read in reads if any(_is_during(read, write) for write in writes)]
    if not during:
        return "No read has begun while a write was under way: delay the write's copies, and read meanwhile."
    if len(during) == 1:
        return f"{told(during[0])} ran during the write. Read again, at another node: can that read lose the value?"
    return "Your reads during the write went forward only. Have the first read meet the new copy, the next one not."


def _is_during(read: Operation, write: Operation) -> bool:
    return read.key == write.key and began(write) < began(read) < ended(write)


def unanswered(run: Evidence, *, side: str = "any", during_partition: bool = True) -> Finding:
    """An operation at a live node failed or got no answer: unavailable, as CAP means it. `side` of the partition:
    majority (more than half of the nodes), minority (any other) or any.
    """
    failed = [each for each in run.simulation.operations.values() if _is_unanswered(run, each)]
    for operation in reversed(failed):
        cut = _cut_around(run, operation)
        if not during_partition or (cut and side in ("any", _side(run, cut, operation.node))):
            where = f", cut off with {SIDES[_side(run, cut, operation.node)]}" if cut else ""
            text = f"{told(operation)} at {operation.node}{where}: {operation.reason}."
            return Reached(text, (operation.operation,), (ended(operation),))
    return NotYet(_why_all_are_answered(run, failed, side))


def _is_unanswered(run: Evidence, operation: Operation) -> bool:
    """It failed at a node that was up all the time; a refusal for what was asked (not in the set) is an answer."""
    if operation.status not in ("fail", "info") or operation.swapped is False:
        return False
    is_timeout = (operation.reason or "").startswith("no answer")
    downs: list[e.Event] = [*run.of(e.NodeCrashed), *run.of(NodePaused)]
    was_up = run.simulation.nodes[operation.node].status == "up" and not any(
        event.process == operation.node and began(operation) < event.sequence < ended(operation) for event in downs
    )
    return was_up and (is_timeout or run.scenario.has_registers())


def _cut_around(run: Evidence, operation: Operation) -> Cut | None:
    """The partition that stood when an operation ended."""
    return next((cut for cut in cuts(run) if cut.since < ended(operation) < cut.until), None)


SIDES = {"majority": "a majority of the nodes", "minority": "no majority of the nodes"}


def _side(run: Evidence, cut: Cut, node: str) -> str:
    return "majority" if 2 * len(cut.side(node)) > len(run.simulation.nodes) else "minority"


def _why_all_are_answered(run: Evidence, failed: list[Operation], side: str) -> str:
    standing = next(cuts(run), None)
    if failed and standing:
        return f"{told(failed[-1])} got no answer, but not on the {side} side of a partition. Ask there."
    if standing is None:
        return "There is no partition yet. Partition the cluster, then ask on each side."
    during = [each for each in run.simulation.operations.values() if standing.since < began(each) < standing.until]
    if not during:
        return "The cluster is partitioned. Now let a client ask a node on the smaller side."
    waiting = [each for each in during if each.status == "open"]
    if waiting:
        return f"{told(waiting[-1])} is waiting: let time go on until its client gives up."
    asked = sorted({each.node for each in during})
    return f"All nodes that were asked during the partition ({listed(asked)}) have answered. Ask on the other side."


def writes_on_both_sides(run: Evidence, *, same_key: bool = True) -> Finding:
    """While a partition stood, changes (of one key) were acknowledged on two of its sides: available, at the price of
    replicas that differ.
    """
    for cut in cuts(run):
        found = on_both_sides(run, cut, same_key=same_key)
        if found:
            sides = " and ".join(f"{told(write)} at {write.node}" for write in found)
            return Reached(
                f"{sides} were both acknowledged during the partition.", (found[1].operation, found[0].operation)
            )
    return NotYet(why_not_on_both_sides(run))


def why_not_on_both_sides(run: Evidence) -> str:
    """Return what is missing until changes are acknowledged on both sides of a cut."""
    cut = next(cuts(run), None)
    if cut is None:
        return "There is no partition yet. Partition the cluster, then write on each side."
    found = [operation for operation in changes(run) if cut.contains(operation)]
    if found and cut.until == NEVER:
        sides = {cut.side(operation.node) for operation in found}
        if len(sides) == 1:
            return f"You have written at {found[-1].node}. Now write on the other side too."
        return "Both sides have taken a write, but of different keys. Write the same key."
    if found:
        return "All your writes went to one side. Partition again, and write on each side before you heal."
    if cut.until != NEVER:
        return "You healed the partition before anything was written. Partition again, and write on each side first."
    refused = [each for each in run.simulation.operations.values() if each.status in ("fail", "info")]
    if refused:
        return f"{told(refused[-1])} was not acknowledged, so it does not count: this side may not answer alone."
    return "The cluster is partitioned. Now write on each side."


def read_before_any_write(run: Evidence, *, during_partition: bool = True) -> Finding:
    """A read was answered in a run in which nobody had asked for a change so far; if so asked, during a partition."""
    standing = list(cuts(run))
    changed = [each for each in run.simulation.operations.values() if each.action != "read"]
    for read in finished(run):
        is_first = read.action == "read" and not any(began(change) < ended(read) for change in changed)
        if is_first and (not during_partition or any(cut.since < began(read) < cut.until for cut in standing)):
            return Reached(f"{told(read)} at {read.node} was answered, and nobody had written.", (read.operation,))
    if changed:
        return NotYet("Something was written in this run. Go back to its start, fork there, and let nobody write.")
    return NotYet("Nobody has written. Now let a client read, and wait for the answer.")


NOUNS = {"propose": "proposal", "cas": "compare-and-set", "commit": "transaction"}
"""What an action is called when it is counted, where its name is a verb only."""


def operations_completed(run: Evidence, *, number: int = 1, action: str = "", at_nodes: int = 1) -> Finding:
    """So many operations (of one action: read, write, increment, …) ended ok, at so many different nodes or more."""
    found = [operation for operation in finished(run) if action in ("", operation.action)]
    nodes = list(dict.fromkeys(operation.node for operation in found))
    what = NOUNS.get(action, action or "operation")
    if len(found) >= number and len(nodes) >= at_nodes:
        text = f"{counted(len(found), what)} completed at {listed(nodes)}."
        return Reached(text, tuple(operation.operation for operation in reversed(found)))
    if len(found) >= number:
        return NotYet(f"All at {listed(nodes)}: ask at {counted(at_nodes - len(nodes), 'more node')} too.")
    return NotYet(f"{so_far(len(found), number, what)} completed so far.")


GOALS = (
    stale_read,
    new_old_inversion,
    unanswered,
    writes_on_both_sides,
    read_before_any_write,
    operations_completed,
)
