"""Goals about siblings: that two values stand side by side, that somebody resolved them, that a clock made them up."""

from __future__ import annotations

from collections.abc import Iterator

from apps.labs.goals.evidence import Evidence
from apps.labs.goals.facts import began, changes, ended, finished, listed, told
from apps.labs.goals.goal import Finding, NotYet, Reached
from apps.replication.sibling_clocks import SIBLING_CLOCKS
from apps.simulation import events as e
from apps.simulation.effects import Version
from apps.simulation.processes import Operation

Seen = dict[str, frozenset[str]]
"""By write what its session had seen of the key: the writes whose versions it had read or made, and what those had."""


def siblings_made(run: Evidence, *, number: int = 2, read: bool = False, clocks: tuple[str, ...] = ()) -> Finding:
    """A node holds so many values of a key side by side; or (`read`) a client has read so many at once. `clocks`: with
    these clocks, as the pages write them: `[A:3]`.
    """
    if read:
        for operation in finished(run):
            if operation.action == "read" and len(operation.versions or ()) >= number:
                return Reached(f"{told(operation)} returned {_values(operation.versions)}.", (operation.operation,))
    for node, key, versions in _held(run):
        if len(versions) >= number:
            if read:
                return NotYet(f"{node} holds {_values(versions)} for {key}: read {key} there.")
            found = sorted(str(version.stamp) for version in versions)
            if clocks and found != sorted(clocks):
                return NotYet(f"{node} holds siblings with {listed(found)}, and they should be {listed(clocks)}.")
            return Reached(f"{node} holds {_values(versions)} for {key}, side by side.", _writes(versions))
    return NotYet(_why_no_siblings(run))


def _values(versions: tuple[Version, ...] | None) -> str:
    return listed([version.written.value for version in versions or ()])


def _writes(versions: tuple[Version, ...]) -> tuple[str, ...]:
    return tuple(version.written.operation for version in versions)


def _held(run: Evidence) -> Iterator[tuple[str, str, tuple[Version, ...]]]:
    """By node and key what is held, at the nodes that are up."""
    for name, node in run.simulation.nodes.items():
        if node.status != "crashed":
            for key, versions in run.simulation.cluster.factory.stored(node.durable).items():
                yield name, key, versions


def _why_no_siblings(run: Evidence) -> str:
    if run.scenario.dials.get("conflict") not in SIBLING_CLOCKS:
        return "Here one value replaces the other. Choose a conflict rule that keeps siblings under Guarantee."
    made = changes(run)
    by_key = [write for write in made if made and write.key == made[-1].key]
    if len(by_key) < 2:
        return "Siblings need two writes of one key: let two clients write it, neither having read the other's."
    seen = seen_before(run)
    for later in reversed(by_key):
        earlier = next((each for each in by_key if each.operation in seen.get(later.operation, ())), None)
        if earlier:
            how = (
                "Let more clients read and write"
                if "cut" in str(run.scenario.dials["conflict"])
                else "Write without having read"
            )
            return f"{told(later)} replaced {told(earlier)}: its client had seen it. {how}."
    return "The two values have not met yet: let the replicas gossip, or heal the partition."


def siblings_resolved(run: Evidence) -> Finding:
    """A client that had read siblings wrote their key: that write replaced them all, and stands alone at every node."""
    supersedes = run.scenario.version_order()
    reads = [each for each in finished(run) if each.action == "read" and len(each.versions or ()) > 1]
    if not reads or supersedes is None:
        some = siblings_made(run)
        return NotYet("There are siblings: read them first." if isinstance(some, Reached) else _why_no_siblings(run))
    for write in reversed(changes(run)):
        for read in reversed(reads):
            stamps = [version.stamp for version in write.versions or ()]
            old = [version.stamp for version in read.versions or ()]
            if write.key == read.key and all(any(supersedes(new, each) for new in stamps) for each in old):
                return _alone_everywhere(run, write, read)
    read = reads[-1]
    late = [write for write in changes(run) if write.key == read.key and began(write) > ended(read)]
    if late and late[-1].client != read.client:
        return NotYet(
            f"{told(late[-1])} did not replace both: {late[-1].client} had not read them. Let {read.client} write."
        )
    return NotYet(f"{read.client} has read {_values(read.versions)}: now let {read.client} write {read.key}.")


def _alone_everywhere(run: Evidence, write: Operation, read: Operation) -> Finding:
    held = {node: _writes(versions) for node, key, versions in _held(run) if key == write.key}
    for node, key, versions in _held(run):
        if key == write.key and len(versions) > 1 and write.operation in _writes(versions):
            return NotYet(
                f"{node} holds {_values(versions)}: {write.client} had not read both. Read once more, and write."
            )
    others = [node for node in run.simulation.nodes if held.get(node) != (write.operation,)]
    if others:
        return NotYet(f"{told(write)} replaces both. {listed(others)} do not have it alone yet: let time go on.")
    text = f"{told(write)} replaced {_values(read.versions)}, and stands alone at every node."
    return Reached(text, (write.operation, read.operation))


def conflict_between_ordered_writes(run: Evidence) -> Finding:
    """Two values stand as siblings though the one was written by a session that had seen the other: their clock reports
    a conflict that is none. What a session has seen of a key is told from what it wrote and read, by what those who
    wrote that had seen; not from the stamps.
    """
    if any(len(versions) > 1 for _, _, versions in _held(run)):
        seen = seen_before(run)
        for node, key, versions in _held(run):
            for older, newer in ((a, b) for a in _writes(versions) for b in _writes(versions)):
                if older in seen.get(newer, ()):
                    one, other = run.simulation.operations[newer], run.simulation.operations[older]
                    text = f"{node} holds both for {key}, as if neither knew the other. But {one.client} had seen"
                    return Reached(f"{text} {told(other)} when writing {one.value}.", (newer, older))
        return NotYet("These siblings are a genuine conflict: neither writer had seen the other's value.")
    if not changes(run):
        return NotYet("Let one client after another read the key and write it.")
    return NotYet(
        f"{len(changes(run))} writes so far, and each client that had seen a value replaced it. Let more clients write."
    )


def seen_before(run: Evidence) -> Seen:
    """By write what its session had seen of its key before."""
    seen: Seen = {}
    known: dict[tuple[str, str], frozenset[str]] = {}
    operations = run.simulation.operations
    events: list[e.OperationInvoked | e.OperationCompleted] = [
        *run.of(e.OperationInvoked),
        *run.of(e.OperationCompleted),
    ]
    for event in sorted(events, key=lambda each: each.sequence):
        operation = operations[event.operation]
        place = (operation.process, operation.key)
        before = known.get(place, frozenset())
        if isinstance(event, e.OperationInvoked) and operation.action != "read":
            seen[operation.operation] = before
        elif isinstance(event, e.OperationCompleted) and event.status == "ok":
            writes = _writes(event.versions) if operation.action == "read" else (operation.operation,)
            known[place] = before.union(writes, *(seen.get(write, frozenset()) for write in writes))
    return seen


GOALS = (siblings_made, siblings_resolved, conflict_between_ordered_writes)
