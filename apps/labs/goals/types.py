"""Goals about replicated types: what they keep and their naive twins lose, and what they keep it with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from apps.clocks import vector
from apps.clocks.order import Order
from apps.crdts.crdt_type import OperationBased, StateBased
from apps.labs.goals.evidence import Evidence
from apps.labs.goals.facts import are_equal, changes, counted, listed, names, not_all_up, so_far, told
from apps.labs.goals.goal import Finding, NotYet, Reached
from apps.replication import held_type
from apps.replication.held_type import value_text
from apps.simulation import events as e
from apps.simulation.effects import Request
from apps.simulation.processes import Operation

NO_TYPE = "Here every key holds a plain register: choose a replicated type under Guarantee."
SIGNS = {"increment": 1, "decrement": -1}


def _type(run: Evidence) -> StateBased | OperationBased | None:
    kept = run.scenario.replicated_type()
    return None if kept is None else kept.crdt


def _states(run: Evidence, crdt: StateBased | OperationBased, key: str) -> dict[str, Any]:
    """The state of a key at every node."""
    return {name: held_type.state_of(crdt, node.durable, key) for name, node in run.simulation.nodes.items()}


def _not_settled(run: Evidence) -> str:
    """Why what the replicas hold is not the last word, in a sentence; empty: it is, unless somebody goes on."""
    if not changes(run):
        return "Nothing has been changed yet."
    return not_all_up(run) or ("" if are_equal(run) else "The replicas still differ: let time go on.")


def value_everywhere(run: Evidence, *, value: str, key: str = "x") -> Finding:
    """A key has this value, as a learner reads it, at every node: `3`, `{a, b}`."""
    crdt = _type(run)
    if crdt is None:
        return NotYet(NO_TYPE)
    found = {name: value_text(crdt.value(state)) for name, state in _states(run, crdt, key).items()}
    others = [f"{each} at {name}" for name, each in found.items() if each != value]
    if not others and changes(run):
        return Reached(f"{key} is {value} at every node.", names(reversed(changes(run))))
    return NotYet(f"{key} should be {value} everywhere, and is {listed(others[:2])}." if others else _not_settled(run))


def twin_differs(run: Evidence, *, operation: str = "", key: str = "x") -> Finding:
    """The replicas are equal, all nodes are up, and the naive twin beside the type says something else: what an
    operation (of that name, if one is given) did, the twin has lost or brought back.
    """
    kept = run.scenario.replicated_type()
    if kept is None:
        return NotYet(NO_TYPE)
    made = [each for each in changes(run) if operation in ("", each.action) and each.key == key]
    if not made:
        return NotYet(
            f"No client has asked for {_an(operation)} of {key} yet." if operation else "Nothing has been changed yet."
        )
    missing = _not_settled(run)
    if missing:
        return NotYet(missing)
    inside = kept.inside(next(iter(run.simulation.nodes.values())).durable)[key]
    twin = inside["twin"]
    if twin is None:
        return NotYet(f"{kept.crdt.title} has no naive version: choose another type under Guarantee.")
    if twin["differs"]:
        text = f"{counted(len(made), 'change')} of {key}: {inside['value']}, and the naive version ({twin['title']}):"
        return Reached(f"{text} {twin['value']}.", names(reversed(made)))
    if not _concurrent_pairs(run, made):
        return NotYet(
            "The naive version is still correct, because your changes were not concurrent. Make changes on both "
            "sides of a partition."
        )
    return NotYet("Your changes were concurrent, but the naive version is correct by luck. Change more on one side.")


def _an(operation: str) -> str:
    return f"an {operation}" if operation[0] in "aeiou" else f"a {operation}"


def count_exact(run: Evidence, *, operations: int = 2, key: str = "x") -> Finding:
    """A counter says at every node what was counted, no more and no less: so many acknowledged increments and
    decrements, two of them concurrent.
    """
    crdt = _type(run)
    if crdt is None:
        return NotYet(NO_TYPE)
    made = [each for each in changes(run) if each.action in SIGNS and each.key == key]
    if len(made) < operations:
        return NotYet(f"{so_far(len(made), operations, 'change')} of {key} acknowledged so far.")
    missing = _not_settled(run)
    if missing:
        return NotYet(missing)
    pairs = _concurrent_pairs(run, made)
    if not pairs:
        return NotYet(
            "One change came after the other, so nothing could go wrong. Make changes on both sides of a partition."
        )
    total = sum(SIGNS[each.action] * int(each.value or 0) for each in made)
    values = {crdt.value(state) for state in _states(run, crdt, key).values()}
    if values != {total}:
        return NotYet(f"Counted was {total}, and {key} is {listed([str(value) for value in sorted(values)])}.")
    text = f"Of {counted(len(made), 'change')}, {told(pairs[0][0])} and {told(pairs[0][1])} concurrent, none is lost:"
    return Reached(f"{text} {key} is {total} at every node.", names(reversed(made)))


def count_wrong(run: Evidence, *, key: str = "x") -> Finding:
    """A counter says at some node, with nothing on its way that could mend it, something else than what was counted."""
    crdt = _type(run)
    if crdt is None:
        return NotYet(NO_TYPE)
    made = [each for each in changes(run) if each.action in SIGNS and each.key == key]
    if not made:
        return NotYet(f"No client has counted {key} yet.")
    if run.simulation.network.groups or any(flight.target in run.simulation.nodes for flight in _flights(run)):
        return NotYet("A message is still under way, or the cluster is partitioned. Wait for the result.")
    total = sum(SIGNS[each.action] * int(each.value or 0) for each in made)
    wrong = [f"{crdt.value(s)} at {name}" for name, s in _states(run, crdt, key).items() if crdt.value(s) != total]
    if wrong:
        return Reached(f"Counted was {total}, and {key} is {listed(wrong)}.", names(reversed(made)))
    return NotYet(f"Counted was {total}, and every node shows it. Let an operation arrive twice, or not at all.")


def _flights(run: Evidence) -> list[Any]:
    return list(run.simulation.network.flights.values())


def add_won(run: Evidence, *, key: str = "x") -> Finding:
    """An element is in the set at every node, by a tag that a concurrent removal of it had not seen."""
    crdt = _type(run)
    if crdt is None:
        return NotYet(NO_TYPE)
    made = [each for each in changes(run) if each.key == key]
    adds = [each for each in made if each.action == "add"]
    removes = [each for each in made if each.action == "remove"]
    if not adds or not removes:
        wanted = "removal" if adds else "addition"
        return NotYet(f"An addition and a removal of one element are needed, and there is no {wanted} yet.")
    pairs = [(add, remove) for add in adds for remove in removes if _are_rivals(run, add, remove)]
    if not pairs:
        return NotYet(
            "One had seen the other. Let both sides see the element, partition them, then add on one side and remove "
            "on the other."
        )
    missing = _not_settled(run)
    if missing:
        return NotYet(missing)
    state = next(iter(_states(run, crdt, key).values()))
    for add, remove in reversed(pairs):
        tags = [slot.name for slot in crdt.slots(state) if slot.kind in ("tag", "dot") and _is_of(slot, add.value)]
        if add.value in crdt.value(state):
            by = f" by the tag {listed(tags)}," if tags else ""
            text = f"{add.value} is in at every node,{by} which {told(remove)} had not seen."
            return Reached(text, (add.operation, remove.operation))
    return NotYet(
        f"{pairs[-1][0].value} is out: what was removed later had seen it. Add on one side, remove on the other."
    )


def _is_of(slot: Any, element: str | None) -> bool:
    return element is not None and str(slot.name).startswith(f"{element} ")


def _are_rivals(run: Evidence, add: Operation, remove: Operation) -> bool:
    return add.value == remove.value and _are_concurrent(run, add, remove)


def added_again(run: Evidence, *, removals: int = 1, key: str = "x") -> Finding:
    """An element is in the set at every node again, by an addition that had seen so many removals of it."""
    crdt = _type(run)
    if crdt is None:
        return NotYet(NO_TYPE)
    made = [each for each in changes(run) if each.key == key]
    removes = [each for each in made if each.action == "remove"]
    if not removes:
        return NotYet("Nothing has been removed yet: add an element, remove it, and add it again.")
    had_seen = [(add, [gone for gone in removes if _had_seen(run, add, gone)]) for add in made if add.action == "add"]
    add, gone = max(had_seen, key=lambda pair: len(pair[1]), default=(removes[0], []))
    if not gone:
        return NotYet(f"{told(removes[-1])} is done. Add {removes[-1].value} again, where that is known.")
    missing = _not_settled(run)
    if missing:
        return NotYet(missing)
    if len(gone) < removals:
        return NotYet(
            f"{add.value} was added after {so_far(len(gone), removals, 'removal')}: remove it, and add it again."
        )
    if add.value in crdt.value(next(iter(_states(run, crdt, key).values()))):
        times = "once" if len(gone) == 1 else f"{len(gone)} times"
        text = f"{told(add)} knew that it had been removed {times}, and {add.value} is in at every node."
        return Reached(text, names([add, *reversed(gone)]))
    return NotYet(f"{add.value} was added again, and removed once more.")


def _had_seen(run: Evidence, later: Operation, earlier: Operation) -> bool:
    """Return whether the node of the later operation on the same element knew of the earlier one."""
    arrivals = dict(_arrivals(run))
    order = vector.compare(arrivals[earlier.operation], arrivals[later.operation])
    return later.value == earlier.value and order == Order.BEFORE


def tombstones_at_rest(run: Evidence, *, number: int = 1, key: str = "x") -> Finding:
    """So many tombstones, or more, are kept for a key at every node: what says only that something is gone."""
    crdt = _type(run)
    if crdt is None:
        return NotYet(NO_TYPE)
    missing = _not_settled(run)
    if missing:
        return NotYet(missing)
    found = min(crdt.tombstones(state) for state in _states(run, crdt, key).values())
    if found >= number:
        removals = [each for each in changes(run) if each.action in ("remove", "delete") and each.key == key]
        return Reached(f"Every node keeps {counted(found, 'tombstone')} for {key}.", names(reversed(removals)))
    return NotYet(f"{so_far(found, number, 'tombstone')} at every node so far: remove what all have seen.")


# Concurrency, by the kernel's vector clocks


def _concurrent_pairs(run: Evidence, made: list[Operation]) -> list[tuple[Operation, Operation]]:
    return [
        (one, other) for place, other in enumerate(made) for one in made[:place] if _are_concurrent(run, one, other)
    ]


def _are_concurrent(run: Evidence, one: Operation, other: Operation) -> bool:
    """Return whether neither node knew of the other's operation when it carried out its own."""
    if one.node == other.node:
        return False
    arrivals = dict(_arrivals(run))
    return vector.compare(arrivals[one.operation], arrivals[other.operation]) == Order.CONCURRENT


def _arrivals(run: Evidence) -> Iterator[tuple[str, vector.VectorClock]]:
    """By operation the clock of its node when its request arrived there."""
    for event in reversed(run.of(e.MessageDelivered)):
        if isinstance(event.body, Request) and event.clock is not None:
            yield event.body.operation, event.clock


GOALS = (value_everywhere, twin_differs, count_exact, count_wrong, add_won, added_again, tombstones_at_rest)
