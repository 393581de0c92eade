"""Goals about what a session is promised, where it roams."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from apps.consistency import VIOLATED
from apps.labs.goals.evidence import Evidence
from apps.labs.goals.facts import finished, told
from apps.labs.goals.goal import Finding, GoalError, NotYet, Reached
from apps.labs.goals.models import model_violated, spoken, verdict_on
from apps.replication.session_guarantees.node import SessionNode
from apps.simulation import events as e
from apps.simulation.processes import Operation

Pair = tuple[Operation, Operation]


def _roaming(operations: list[Operation], first: str, second: str) -> Iterator[Pair]:
    """Two operations of one session at different nodes, the first of the one action and the second of the other."""
    for place, later in enumerate(operations):
        for earlier in operations[:place]:
            is_one_session = earlier.process == later.process and earlier.node != later.node
            if is_one_session and earlier.action == first and later.action == second:
                yield earlier, later


def _own_write_read(operations: list[Operation]) -> bool:
    return any(write.key == read.key for write, read in _roaming(operations, "write", "read"))


def _read_twice(operations: list[Operation]) -> bool:
    return any(one.key == other.key and one.versions for one, other in _roaming(operations, "read", "read"))


def _wrote_twice(operations: list[Operation]) -> bool:
    return any(_roaming(operations, "write", "write"))


def _read_then_wrote(operations: list[Operation]) -> bool:
    return any(read.versions for read, _ in _roaming(operations, "read", "write"))


STEPS: Mapping[str, tuple[Callable[[list[Operation]], bool], str]] = {
    "read_your_writes": (_own_write_read, "Let a client write, and read the same key at another node."),
    "monotonic_reads": (_read_twice, "Let a client read what was written, and read it again at another node."),
    "monotonic_writes": (_wrote_twice, "Let a client write at one node, and then write at another."),
    "writes_follow_reads": (_read_then_wrote, "Let a client read what was written, and then write at another node."),
}
"""By guarantee: whether a session has done what it is about, and what to do until then."""

GUARANTEES = tuple(STEPS)


def _nearly_own_write(operations: list[Operation]) -> str:
    other = next((each for each in operations if each.action == "read" and _wrote_else(operations, each)), None)
    return f"{told(other)} is another session's. The same client has to read what it wrote." if other else ""


def _wrote_else(operations: list[Operation], read: Operation) -> bool:
    return any(each.action == "write" and each.key == read.key and each.client != read.client for each in operations)


def _nearly_read_twice(operations: list[Operation]) -> str:
    pairs = [each for each in _roaming(operations, "read", "read") if each[0].key == each[1].key]
    forward = next((pair for pair in pairs if not pair[0].versions), None)
    return f"{told(forward[0])} came first and found nothing: read first where the write is." if forward else ""


def _nearly_wrote_twice(operations: list[Operation]) -> str:
    writers = {each.client for each in operations if each.action == "write"}
    return "Those are writes of different sessions: let one client write at two nodes." if len(writers) > 1 else ""


def _nearly_read_then_wrote(operations: list[Operation]) -> str:
    later = [each for each in operations if each.action == "write"][1:]
    return f"{told(later[-1])} followed no read: its client had not read what another wrote." if later else ""


NEARLY: Mapping[str, Callable[[list[Operation]], str]] = {
    "read_your_writes": _nearly_own_write,
    "monotonic_reads": _nearly_read_twice,
    "monotonic_writes": _nearly_wrote_twice,
    "writes_follow_reads": _nearly_read_then_wrote,
}
"""By guarantee: what to say to those who have done something like it."""

LATER = {
    "read_your_writes": "The node that was read had the write already: read at one that has not, or partition the "
    "cluster first.",
    "monotonic_reads": "The second node was not behind the first: read at one that has not received it yet.",
    "monotonic_writes": "Now let another client read the second write, and then look for the first.",
    "writes_follow_reads": "Now let another client read that write, and then look for what had been read before it.",
}


def guarantee_violated(run: Evidence, *, guarantee: str) -> Finding:
    """A session lost one of its guarantees: read_your_writes, monotonic_reads, monotonic_writes or writes_follow_reads.
    To be asked for with its dial off.
    """
    if guarantee not in GUARANTEES:
        raise GoalError(f"There is no guarantee {guarantee!r}. There are {', '.join(GUARANTEES)}.")
    found = model_violated(run, model=guarantee)
    if isinstance(found, Reached):
        return found
    is_tried, advice = STEPS[guarantee]
    done = finished(run)
    return NotYet(LATER[guarantee] if is_tried(done) else NEARLY[guarantee](done) or advice)


def guarantees_kept(run: Evidence, *, guarantees: tuple[str, ...] = GUARANTEES, times: int = 1) -> Finding:
    """The guarantees are kept though so many operations met a node that was behind their session: they waited there,
    were sent elsewhere or were refused, and are over.
    """
    broken = [each for each in guarantees if _is_violated(run, each)]
    if broken:
        return NotYet(f"This run has lost {spoken(broken[0])}: turn it on under Guarantee, and replay.")
    met = _met_one_behind(run)
    over = [operation for operation in met if operation.status in ("ok", "fail")]
    if len(over) >= times:
        text = f"{told(over[-1])} met a node that was behind its session, and was not served from there as it stood."
        return Reached(text, tuple(operation.operation for operation in reversed(over)))
    if len(met) > len(over):
        return NotYet(f"{told(met[-1])} waits until its node is recent enough: let time go on.")
    if not finished(run):
        return NotYet("Nobody has done anything yet: write at one node and go to another at once.")
    return NotYet("No node that was asked was behind its client. Write, and read elsewhere before gossip gets there.")


def _is_violated(run: Evidence, guarantee: str) -> bool:
    verdict = verdict_on(run, guarantee)
    return verdict is not None and verdict.status == VIOLATED


def _met_one_behind(run: Evidence) -> list[Operation]:
    """The operations whose node lacked what their session needed."""
    for event in run.latest:
        node = run.simulation.nodes.get(str(event.process))
        if isinstance(event, e.MessageDelivered) and node and isinstance(node.machine, SessionNode):
            for request in node.machine.waiting.values():
                run.seen["waited", request.operation] = event.sequence
    return [each for each in run.simulation.operations.values() if _was_sent_on(run, each)]


def _was_sent_on(run: Evidence, operation: Operation) -> bool:
    is_refused = operation.status == "fail" and "this session has seen or made" in (operation.reason or "")
    return bool(("waited", operation.operation) in run.seen or operation.redirects or is_refused)


GOALS = (guarantee_violated, guarantees_kept)
