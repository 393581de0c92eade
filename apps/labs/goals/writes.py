"""Goals about what became of an acknowledged write."""

from __future__ import annotations

from apps.labs.goals.evidence import Evidence
from apps.labs.goals.facts import changes, listed, told
from apps.labs.goals.faults import faults_of
from apps.labs.goals.goal import Finding, NotYet, Reached
from apps.simulation.faults.skew import SkewSet


def write_lost(run: Evidence, *, while_skewed: bool = False, skew_max_ticks: int = 0) -> Finding:
    """An acknowledged write is gone without an error: by its version it is older than one that had finished before it
    began, or fail-over has discarded it, and no node that is up holds it any more. `while_skewed`: some node's clock
    had been set off true time before; `skew_max_ticks`, if given: no clock by more than that.
    """
    lost = next((each for each in run.judgement.anomalies_view() if each["kind"] == "lost_write"), None)
    if lost is None:
        return NotYet(_why_none_is_lost(run, while_skewed))
    holders = _holders(run, lost["operations"][0])
    if holders:
        return NotYet(f"It will lose, but {listed(holders)} still holds it: let the replicas exchange their writes.")
    skews = faults_of(run, "skew") + faults_of(run, "drift")
    if while_skewed and not skews:
        return NotYet("An acknowledged write is lost, but all clocks were correct. Begin a new run, and skew one.")
    too_far = _skewed_too_far(run, skew_max_ticks)
    if too_far:
        return NotYet(f"An acknowledged write is lost, but {too_far}")
    return Reached(lost["text"], tuple(lost["operations"]), tuple(event.sequence for event in skews[-1:]))


def _skewed_too_far(run: Evidence, skew_max_ticks: int) -> str:
    """Return which clock had been set off by more than is allowed."""
    skews = [event for event in run.of(SkewSet) if abs(event.skew_ticks) > skew_max_ticks]
    if not skew_max_ticks or not skews:
        return ""
    event = skews[0]
    return f"{event.process}'s clock was {abs(event.skew_ticks)} ms off. {skew_max_ticks} are enough: begin a new run."


def _holders(run: Evidence, write: str) -> list[str]:
    """The nodes that are up and hold a write's version."""
    stored = run.simulation.cluster.factory.stored
    held = {
        name: [version.written.operation for versions in stored(node.durable).values() for version in versions]
        for name, node in run.simulation.nodes.items()
        if node.status != "crashed"
    }
    return [name for name, writes in held.items() if write in writes]


def _why_none_is_lost(run: Evidence, while_skewed: bool) -> str:
    made = changes(run)
    if while_skewed and not faults_of(run, "skew") and not faults_of(run, "drift"):
        return "All clocks are correct. Choose a node and set its clock skew."
    if run.simulation.cluster.promotes:
        return _why_nothing_is_discarded(run)
    by_key = [write for write in made if write.key == made[-1].key]
    if len(by_key) < 2:
        return "Two writes of one key are needed, one after the other."
    others = [each["kind"] for each in run.judgement.anomalies_view()]
    if "silent_overwrite" in others:
        return (
            "One of two concurrent writes was overwritten, which is allowed. Let one complete before the other begins."
        )
    later, earlier = by_key[-1], by_key[-2]
    between = (later.invoked_tick or 0) - (earlier.invoked_tick or 0)
    how = f"began {between} ms after {told(earlier)}, and replaced it, as it should"
    return f"{told(later)} {how}. By whose clock, and how far ahead is that?"


def _why_nothing_is_discarded(run: Evidence) -> str:
    if not changes(run):
        return "No write has been acknowledged yet."
    return "Every acknowledged write is still stored. It is lost only if a backup without it takes over."


GOALS = (write_lost,)
