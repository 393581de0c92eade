"""Goals about agreement: invariants broken or kept, what nodes are in for a while, and what was decided."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from apps.agreement.consensus.machine import decision as consensus_decision
from apps.agreement.locks import outcomes
from apps.agreement.two_generals.general import DECISION as GENERAL_DECISION
from apps.labs.goals.evidence import Evidence
from apps.labs.goals.facts import counted, listed, names, so_far
from apps.labs.goals.faults import faults_of, first_missing
from apps.labs.goals.goal import Finding, GoalError, NotYet, Reached
from apps.labs.run.board import is_at_rest, node_picture
from apps.protocols.pictures import BROKEN, KEPT, NodePicture
from apps.simulation import events as e

NO_BOARD = "This is a store, which has no invariants: choose another protocol."


def is_of(run: Evidence, family: str) -> bool:
    """Return whether the run's protocol is one of this family: commit, consensus, generals, saga, …"""
    return run.scenario.spec.family == family


def said_of(run: Evidence, name: str) -> dict[str, Any]:
    """Return what is to be said now of an invariant of the run's protocol, which has to have a board."""
    found = {each["name"]: each for each in run.judgement.invariants_view()}
    if found and name not in found:
        raise GoalError(f"{run.scenario.spec.title} has no invariant {name!r}. It has: {', '.join(found)}.")
    return found[name] if found else {"state": "open", "title": "", "text": NO_BOARD}


def what_led_there(run: Evidence) -> tuple[int, ...]:
    """Return what has just happened, and the faults before it, the latest first."""
    latest = tuple(event.sequence for event in run.latest[:1])
    return latest + tuple(event.sequence for event in reversed(run.judgement.faults))


def asked_for(run: Evidence) -> tuple[str, ...]:
    """The changes that clients have asked for, the latest first."""
    return names(each for each in reversed(run.simulation.operations.values()) if each.action != "read")


def invariant_broken(run: Evidence, *, invariant: str) -> Finding:
    """An invariant of the protocol, by its name (agreement, termination, event, complete, …), is broken."""
    found = said_of(run, invariant)
    if found["state"] == BROKEN:
        return Reached(found["text"], asked_for(run)[:1], what_led_there(run))
    if found["state"] == KEPT:
        nothing = " Nothing has been requested yet." if is_of(run, "commit") and not asked_for(run) else ""
        return NotYet(f"“{found['title']}” is kept so far: {found['text']}{nothing}")
    return NotYet(f"“{found['title']}” is open: {found['text']}")


def invariant_kept(run: Evidence, *, invariant: str, operations: int = 1, despite: tuple[str, ...] = ()) -> Finding:
    """An invariant is kept with the run at rest: so many operations, no reads, were asked for and are over, these
    faults (named as for `fault_happened`) have struck, and nothing is on its way or waited for.
    """
    found, asked = said_of(run, invariant), asked_for(run)
    if found["state"] == BROKEN:
        return NotYet(f"“{found['title']}” is broken: {found['text']} Begin a new run.")
    if len(asked) < operations:
        return NotYet(f"{so_far(len(asked), operations, 'request')} so far. Place one at the first node.")
    struck = first_missing(run, despite)
    if struck:
        return NotYet(f"Without faults that is easy. {struck}")
    waiting = [name for name in asked if run.simulation.operations[name].status in ("open", "queued")]
    if found["state"] != KEPT or waiting or not is_at_rest(run.simulation):
        return NotYet(f"It is not over yet: {found['text']} Restart the nodes that are down, and let time go on.")
    faults = tuple(faults_of(run, fault)[-1].sequence for fault in despite)
    return Reached(found["text"], asked, faults)


# What nodes are in for a while


def in_condition(run: Evidence, condition: str) -> dict[str, str]:
    """The nodes that are in a condition now (`in_doubt`, `leader`, `decided`, …), with what it says."""
    board = run.judgement.board
    found = {name: board.condition(node) for name, node in run.simulation.nodes.items()} if board else {}
    return {name: each["text"] for name, each in found.items() if each and each["kind"] == condition}


def nodes_in_condition(run: Evidence, *, condition: str, number: int = 1, while_down: str = "") -> Finding:
    """So many nodes are in a condition at once (in_doubt: bound, and holding locks; leader, decided, owes, half_done),
    while a node is down, if one is named.
    """
    found, words = in_condition(run, condition), condition.replace("_", " ")
    crashes = faults_of(run, "crash", while_down) if while_down else []
    is_down = not while_down or run.simulation.nodes[while_down].status == "crashed"
    if len(found) >= number and is_down:
        text = ". ".join(f"{name}: {what}" for name, what in found.items())
        down = f" {while_down} is down." if while_down else ""
        return Reached(f"{text}.{down}", asked_for(run)[:1], tuple(event.sequence for event in crashes[-1:]))
    if not found and not asked_for(run) and not is_of(run, "consensus"):
        return NotYet(f"Nothing has been requested yet, so no node is {words}. Send a request to the first node.")
    if not is_down:
        return NotYet(f"{while_down} is up. Let it crash while others are {words}: under Faults, set a point for it.")
    who = f"only {listed(list(found))} is {words}" if found else f"no node is {words}"
    if not while_down and number == 1:
        return NotYet(f"No node is {words} yet.")
    if not while_down:
        return NotYet(f"At the moment {who}: {counted(number, 'node')} at once are needed.")
    return NotYet(
        f"{while_down} is down, but {who}: it came too early, or too late. Restart it, and try another point."
    )


def recovered(run: Evidence, *, condition: str) -> Finding:
    """Nodes were in a condition while a node was down; it restarted while they still were; now they are so no more."""
    now, key = in_condition(run, condition), ("recovered", condition)
    before, restarts = run.seen.get(key, {}), [each for each in run.latest if _is_restart(each)]
    if before and restarts:
        run.seen["restart", condition] = (restarts[0], tuple(before))
    down = [name for name, node in run.simulation.nodes.items() if node.status == "crashed"]
    run.seen[key] = now if down else {}
    words = condition.replace("_", " ")
    if ("restart", condition) in run.seen:
        restart, nodes = run.seen["restart", condition]
        if not set(nodes) & set(now) and not down:
            text = f"{words.capitalize()} until {restart.process} restarted: {listed(list(nodes))}."
            return Reached(text, asked_for(run)[:1], (restart.sequence,))
        return NotYet(f"{restart.process} is back: let time go on until no node is {words}.")
    if now and down:
        return NotYet(f"{listed(list(now))} {'is' if len(now) == 1 else 'are'} {words}: restart {listed(down)}.")
    if down:
        return NotYet(f"{listed(down)} is down, but no node is {words}: there is nothing to recover from.")
    return NotYet(f"First crash a node so that another one is left {words}. Then restart the crashed node.")


def _is_restart(event: e.Event) -> bool:
    return isinstance(event, e.NodeStarted) and event.recovered


# What was decided

Decisions = Mapping[str, Mapping[str, str]]
"""By what was to be decided, by node, how it decided."""


def _one_decision(read: Callable[[Any], str | None]) -> Callable[[Mapping[str, NodePicture]], Decisions]:
    def decisions(nodes: Mapping[str, NodePicture]) -> Decisions:
        found = {name: read(node.log) for name, node in nodes.items()}
        return {"": {name: each for name, each in found.items() if each is not None}}

    return decisions


DECISIONS: Mapping[str, Callable[[Mapping[str, NodePicture]], Decisions]] = {
    "commit": outcomes,
    "consensus": _one_decision(consensus_decision),
    "generals": _one_decision(lambda log: log.get(GENERAL_DECISION)),
}
"""By the protocol's family."""


def decided_everywhere(run: Evidence, *, decision: str = "", while_down: str = "") -> Finding:
    """Every node (of a commit protocol: every participant) has decided, and decided this (commit, abort, 0, 1, …) if it
    is given; with one node down, if it is named: every other. Consensus by rounds comes to that by itself.
    """
    family = run.scenario.spec.family
    if family not in DECISIONS:
        return NotYet("This protocol decides nothing: choose another one.")
    wanted = [name for name in run.scenario.nodes if name != while_down and (family, name) != ("commit", "c")]
    if family != "consensus" and not asked_for(run):
        return NotYet("Nothing has been requested yet. Send a request to the first node.")
    if while_down and run.simulation.nodes[while_down].status != "crashed":
        return NotYet(f"{while_down} is up: let it crash, and see whether the others decide without it.")
    return _everywhere(list(_decisions(run, family)), wanted, decision, run)


def _decisions(run: Evidence, family: str) -> Iterator[dict[str, str]]:
    nodes = {name: node_picture(node) for name, node in run.simulation.nodes.items()}
    yield from (dict(each) for each in DECISIONS[family](nodes).values() if each)


def _everywhere(found: list[dict[str, str]], wanted: list[str], decision: str, run: Evidence) -> Finding:
    for each in found:
        decided = {each.get(name) for name in wanted}
        if len(decided) == 1 and None not in decided and (decision in ("", *decided)):
            text = f"{listed(wanted)} decided {decided.pop()}."
            return Reached(text, asked_for(run)[:1], what_led_there(run))
    if not found:
        return NotYet("No node has decided yet.")
    last = found[-1]
    open_still = [name for name in wanted if name not in last]
    if len({last[name] for name in wanted if name in last}) > 1:
        return NotYet(f"They decided differently: {', '.join(f'{name} {last[name]}' for name in last)}.")
    if open_still:
        return NotYet(
            f"{listed(open_still)} {'has' if len(open_still) == 1 else 'have'} not decided yet: let time go on."
        )
    return NotYet(f"All decided {last[wanted[0]]}; it should be {decision}.")


GOALS = (invariant_broken, invariant_kept, nodes_in_condition, recovered, decided_everywhere)
