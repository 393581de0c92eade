"""Goals about replicas as a whole: that they are equal, in which time, and that they may never be."""

from __future__ import annotations

from apps.labs.goals.evidence import Evidence
from apps.labs.goals.facts import (
    NEVER,
    are_equal,
    changes,
    counted,
    cuts,
    listed,
    names,
    not_all_up,
    on_both_sides,
    so_far,
    told,
)
from apps.labs.goals.faults import faults_of, first_missing
from apps.labs.goals.goal import Finding, NotYet, Reached
from apps.labs.goals.operations import why_not_on_both_sides
from apps.labs.run.convergence import DIVERGED
from apps.simulation import events as e
from apps.simulation.faults.partition import Healed

AFTER = ("write", "heal")


def converged_after_heal(run: Evidence, *, same_key: bool = False) -> Finding:
    """A change was acknowledged on each side of a partition (of one key, if so stated), the partition was healed, and
    now all nodes are up and hold the same.
    """
    for cut in cuts(run):
        found = on_both_sides(run, cut, same_key=same_key)
        if found is None:
            continue
        missing = not_all_up(run)
        if not missing and are_equal(run):
            text = f"{told(found[0])} and {told(found[1])} were made on two sides, and all replicas are equal now."
            return Reached(text, (found[1].operation, found[0].operation), (cut.until, cut.since))
        if cut.until == NEVER:
            return NotYet("A write on each side: now heal the partition, and wait for the replicas to become equal.")
        return NotYet(missing or "The partition has healed, and the replicas still differ: let time go on.")
    return NotYet(why_not_on_both_sides(run))


def converged_within(
    run: Evidence, *, ticks: int, after: str = "write", changes_wanted: int = 1, rate_max: int = 0
) -> Finding:
    """All nodes are up and came to hold the same at most so many ms after the last change was acknowledged (`write`) or
    after the cut was healed, with changes made during it (`heal`). `rate_max`: and the nodes have sent each other no
    more messages than that a second, over the run so far.
    """
    made = changes(run)
    if len(made) < changes_wanted:
        return NotYet(f"{so_far(len(made), changes_wanted, 'change')} acknowledged so far: write something.")
    start = _start(run, after)
    if start is None:
        return NotYet("Partition the cluster, write, and heal: the time counts from then.")
    missing = not_all_up(run)
    if missing:
        return NotYet(missing)
    if not are_equal(run):
        return NotYet(f"The replicas still differ, {run.simulation.now - start.tick} ms after the {after}.")
    took = max(0, run.judgement.convergence.equal_since_tick - start.tick)
    if took > ticks:
        return NotYet(f"They took {took} ms; {ticks} ms are allowed. Change a dial that governs it, and replay.")
    rate = _messages_a_second(run)
    if rate_max and rate > rate_max:
        return NotYet(
            f"Equal after {took} ms, but the nodes send {rate} messages a second; {rate_max} are allowed."
            " Change a dial that governs it, and replay."
        )
    at_rate = f", at {rate} messages a second" if rate_max else ""
    return Reached(
        f"All replicas were equal {took} ms after the {after}{at_rate}.", names([made[-1]]), (start.sequence,)
    )


def _messages_a_second(run: Evidence) -> int:
    """Return how many messages the nodes have sent each other a second, over the run so far."""
    sent = sum(event.process in run.simulation.nodes for event in run.of(e.MessageSent))
    return sent * 1_000 // max(1, run.simulation.now)


def _start(run: Evidence, after: str) -> e.Event | None:
    if after == "heal":
        cut = next((cut for cut in cuts(run) if any(cut.contains(each) for each in changes(run))), None)
        return next((event for event in run.of(Healed) if cut and event.sequence == cut.until), None)
    last = changes(run)[-1]
    return next((event for event in run.of(e.OperationCompleted) if event.operation == last.operation), None)


def diverged_at_rest(run: Evidence) -> Finding:
    """Nothing is on its way and no timer is set, all nodes are up and no cut stands, and still the replicas differ:
    they always will.
    """
    made = changes(run)
    if not made:
        return NotYet("Nothing has been changed yet, so all replicas are equal.")
    missing = not_all_up(run)
    if missing:
        return NotYet(f"While nodes are kept apart, differing proves nothing. {missing}")
    if run.judgement.convergence.state == DIVERGED:
        return Reached("Nothing is on its way any more, and the replicas will stay different.", names(reversed(made)))
    if are_equal(run):
        return NotYet(f"{counted(len(made), 'change')} so far, and the replicas are equal. Disturb a message.")
    return NotYet("The replicas differ, but a message is still under way: wait and see whether that makes them equal.")


def converged_despite(run: Evidence, *, despite: tuple[str, ...], operations: int = 1) -> Finding:
    """So many changes were acknowledged, these faults (named as for `fault_happened`) struck, all that they left on its
    way has arrived, and all nodes are up and hold the same.
    """
    made = changes(run)
    if len(made) < operations:
        return NotYet(f"{so_far(len(made), operations, 'change')} acknowledged so far.")
    struck = first_missing(run, despite)
    if struck:
        return NotYet(f"Undisturbed, that proves little. {struck}")
    missing = not_all_up(run)
    if missing:
        return NotYet(missing)
    flying = _left_on_its_way(run)
    if flying:
        return NotYet(f"{flying} is still on its way: let it arrive.")
    if not are_equal(run):
        return NotYet("The replicas differ: let time go on, and see whether they become equal.")
    faults = tuple(faults_of(run, fault)[-1].sequence for fault in despite)
    text = f"{counted(len(made), 'change')}, in spite of {listed(despite)}: all replicas are equal."
    return Reached(text, names(reversed(made)), faults)


def _left_on_its_way(run: Evidence) -> str:
    """A message that was delayed, or a copy that was made, and has not arrived."""
    touched = [event.copy for event in run.of(e.MessageDuplicated)]
    touched += [event.message for event in run.of(e.MessageDelayed)]
    return next((name for name in touched if name in run.simulation.network.flights), "")


GOALS = (converged_after_heal, converged_within, diverged_at_rest, converged_despite)
