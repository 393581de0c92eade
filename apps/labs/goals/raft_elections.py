"""Goals about Raft's elections: who leads after a crash, split votes, and nodes that come back from a partition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from apps.labs.goals.evidence import Evidence
from apps.labs.goals.facts import Cut, cuts, listed
from apps.labs.goals.faults import faults_of
from apps.labs.goals.goal import Finding, NotYet, Reached
from apps.replication.raft.messages import AppendEntries, RequestVote
from apps.replication.raft.node import RaftNode
from apps.replication.raft.state import ELECTION, TERM
from apps.simulation import events as e
from apps.simulation.faults.partition import Healed

NO_RAFT = "This cluster does not run Raft: choose it as the protocol."
UNDISTURBED_TIMEOUTS = 2
"""A leader has survived a return when it still leads after so many election timeouts."""


@dataclass(slots=True)
class Elections:
    """By term the nodes that stood, each with the event of its first request for a vote, and the node that led."""

    done: int = 0
    stood: dict[int, dict[str, int]] = field(default_factory=dict)
    led: dict[int, tuple[str, int]] = field(default_factory=dict)

    def take_in(self, sent: list[e.MessageSent]) -> None:
        """Read the messages that were sent since the last time."""
        for event in sent[self.done :]:
            node = str(event.process)
            if isinstance(event.body, RequestVote):
                self.stood.setdefault(event.body.term, {}).setdefault(node, event.sequence)
            elif isinstance(event.body, AppendEntries):
                self.led.setdefault(event.body.term, (node, event.sequence))
        self.done = len(sent)


def elections(run: Evidence) -> Elections:
    """Return the elections of the run so far."""
    found: Elections = run.seen.setdefault("elections", Elections())
    found.take_in(run.of(e.MessageSent))
    return found


def machines(run: Evidence) -> Mapping[str, RaftNode]:
    """Return the nodes of Raft that are not crashed, by name."""
    nodes = run.simulation.nodes.items()
    return {name: node.machine for name, node in nodes if isinstance(node.machine, RaftNode)}


def leader_replaced(run: Evidence) -> Finding:
    """Under Raft another node leads, in a later term, while the leader of an earlier term is down."""
    if run.scenario.protocol != "raft":
        return NotYet(NO_RAFT)
    found = elections(run)
    led = found.led
    if not led:
        return NotYet("Nobody leads yet: let time go on.")
    term = max(led)
    leader, sequence = led[term]
    down = [node for node, _ in led.values() if node != leader and run.simulation.nodes[node].status == "crashed"]
    if down:
        stood = found.stood.get(term, {}).get(leader, sequence)
        text = f"{leader} leads in term {term}, while {listed(sorted(set(down)))} is down."
        return Reached(text, events=(_beginning(run, leader, stood), sequence))
    if run.simulation.nodes[leader].status == "crashed":
        return NotYet(f"{leader} is down. Let time go on until another node's election timer runs out.")
    if faults_of(run, "crash"):
        return NotYet(f"{leader} leads, and is up: a node that does not lead has crashed. Crash {leader}.")
    return NotYet(f"{leader} leads, and is up. Crash the leader.")


def split_vote(run: Evidence) -> Finding:
    """Under Raft two nodes stood in one term, none of them had a majority, and a later term has begun."""
    if run.scenario.protocol != "raft":
        return NotYet(NO_RAFT)
    found = elections(run)
    last = max([*found.stood, *found.led], default=0)
    rivals = {term: nodes for term, nodes in found.stood.items() if len(nodes) > 1}
    for term, nodes in rivals.items():
        if term < last and term not in found.led:
            text = f"In term {term} {listed(sorted(nodes))} stood, and none had a majority."
            first, second, *others = sorted(_beginning(run, node, asked) for node, asked in nodes.items())
            return Reached(text, events=(second, first, *others))
    if last in rivals and last not in found.led:
        return NotYet(f"{listed(sorted(rivals[last]))} stand in term {last}. Let time go on until that election ends.")
    if rivals:
        term = max(rivals)
        leader, _ = found.led.get(term, ("", 0))
        return NotYet(f"{listed(sorted(rivals[term]))} stood in term {term}, and {leader} had a majority. Try again.")
    if len(found.stood) > 1:
        alone = listed(sorted(found.stood[max(found.stood)]))
        return NotYet(f"In term {max(found.stood)} only {alone} stood. Let two nodes stand at once.")
    return NotYet("The first leader is not disturbed. Crash it, and let the timers of two nodes run out at once.")


def _beginning(run: Evidence, node: str, asked: int) -> int:
    """Return the event by which a node stood: its timer that ran out before it asked for votes."""
    fired = [event for event in run.of(e.TimerFired) if event.process == node and event.timer == ELECTION]
    return max((event.sequence for event in fired if event.sequence < asked), default=asked)


# Coming back


@dataclass(frozen=True, slots=True)
class Return:
    """The end of a partition: who led the larger side in which term, and who came back, each with its term."""

    leader: str
    term: int
    came: Mapping[str, int]
    stood: frozenset[str]
    sequence: int
    tick: int


def _returns(run: Evidence) -> list[Return]:
    """Return every end of a partition so far at which the larger side had a leader."""
    found: list[Return] = run.seen.setdefault("returns", [])
    for event in run.latest:
        if isinstance(event, Healed):
            cut = next((cut for cut in cuts(run) if cut.until == event.sequence), None)
            found.extend([] if cut is None else _return_after(run, cut, event))
    return found


def _return_after(run: Evidence, cut: Cut, healed: Healed) -> list[Return]:
    nodes = machines(run)
    leaders = [name for name, node in nodes.items() if node.leadership and 2 * len(cut.side(name)) > len(nodes)]
    if not leaders:
        return []
    leader = max(leaders, key=lambda name: nodes[name].term)
    came = {name: node.term for name, node in nodes.items() if name not in cut.side(leader)}
    fired = [event for event in run.of(e.TimerFired) if event.timer == ELECTION and event.sequence > cut.since]
    stood = frozenset(str(event.process) for event in fired) & came.keys()
    return [Return(leader, nodes[leader].term, came, stood, healed.sequence, healed.tick)]


def deposed_by_return(run: Evidence) -> Finding:
    """Under Raft a node came back from a partition with a higher term, and the leader of the larger side, which was
    healthy, followed that term and stopped leading.
    """
    if run.scenario.protocol != "raft":
        return NotYet(NO_RAFT)
    for each in _returns(run):
        told = _higher_term(run, each)
        if told is not None:
            text = (
                f"{told.source} came back in term {each.came[told.source]}. {each.leader}, which led in term"
                f" {each.term}, followed that term and stopped leading."
            )
            return Reached(text, events=(told.sequence,))
    return NotYet(_why_no_return(run, "Let time go on: its higher term has not reached the leader yet."))


def _higher_term(run: Evidence, came: Return) -> e.MessageDelivered | None:
    """Return the first message by which the leader received a higher term from a node that came back."""
    if run.simulation.nodes[came.leader].durable.get(TERM, 0) <= came.term:
        return None
    delivered = [event for event in run.of(e.MessageDelivered) if event.sequence > came.sequence]
    for event in delivered:
        is_higher = getattr(event.body, "term", 0) > came.term
        if event.process == came.leader and event.source in came.came and is_higher:
            return event
    return None


def leader_survives_return(run: Evidence) -> Finding:
    """Under Raft a node came back from a partition in which its election timer had run out, and two election timeouts
    later the leader of the larger side still leads, in the same term.
    """
    if run.scenario.protocol != "raft":
        return NotYet(NO_RAFT)
    wait_ticks = UNDISTURBED_TIMEOUTS * int(run.scenario.dials["election_ticks"])
    waits = False
    for each in _returns(run):
        node = machines(run).get(each.leader)
        still_leads = node is not None and node.leadership is not None and node.term == each.term
        if each.stood and still_leads and run.simulation.now >= each.tick + wait_ticks:
            text = f"{listed(sorted(each.stood))} came back, and {each.leader} still leads in term {each.term}."
            return Reached(text, events=(each.sequence,))
        waits = waits or (bool(each.stood) and still_leads)
    if waits:
        return NotYet("The leader still leads. Let time go on to see whether it remains the leader.")
    return NotYet(
        _why_no_return(run, "The leader did not stay, or no election timer ran out during the partition. Try again.")
    )


def _why_no_return(run: Evidence, otherwise: str) -> str:
    if run.seen.get("returns"):
        return otherwise
    if run.simulation.network.groups:
        return "The partition stands. Wait until an election timer has run out on the smaller side, then heal it."
    return "No node has come back yet. Cut a follower off, wait, and heal the partition."


GOALS = (leader_replaced, split_vote, deposed_by_return, leader_survives_return)
