"""Goals about Paxos: ballots that choose nothing, and a value that a later ballot carries over."""

from __future__ import annotations

from apps.agreement.ballots import Ballot
from apps.agreement.paxos import chosen_in
from apps.agreement.paxos.messages import Accept, Prepare
from apps.labs.goals.agreement import asked_for, is_of
from apps.labs.goals.evidence import Evidence
from apps.labs.goals.facts import so_far
from apps.labs.goals.goal import Finding, NotYet, Reached
from apps.labs.run.board import node_picture
from apps.protocols.pictures import Picture
from apps.simulation import events as e

NO_PAXOS = "This cluster does not run Paxos for one value: choose it as the protocol."


def _chosen(run: Evidence) -> dict[Ballot, str]:
    nodes = {name: node_picture(node) for name, node in run.simulation.nodes.items()}
    return chosen_in(Picture(nodes, is_final=False))


def ballots_without_choice(run: Evidence, *, ballots: int = 10) -> Finding:
    """Under Paxos proposers have begun so many ballots, two of them at least, and no value is chosen."""
    if not is_of(run, "paxos"):
        return NotYet(NO_PAXOS)
    chosen = _chosen(run)
    if chosen:
        value = next(iter(chosen.values()))
        return NotYet(f"{value} is chosen, and stays chosen. Begin a new run, and let both proposers try at once.")
    begun = {event.body.ballot: event for event in run.of(e.MessageSent) if isinstance(event.body, Prepare)}
    proposers = {ballot.proposer for ballot in begun}
    if len(begun) < ballots or len(proposers) < 2:
        alone = " Only one proposer tries: ask the other one too." if len(proposers) == 1 else ""
        return NotYet(f"{so_far(len(begun), ballots, 'ballot')} so far.{alone}")
    last = max(begun)
    return Reached(f"{len(begun)} ballots, the last one {last}, and nothing is chosen.", (), (begun[last].sequence,))


def value_carried_over(run: Evidence, *, while_down: str = "") -> Finding:
    """Under Paxos a proposer asked for votes for a value that its own client had not proposed, because an acceptor had
    voted for it before, and that value is chosen in its ballot; with one node down, if it is named.
    """
    if not is_of(run, "paxos"):
        return NotYet(NO_PAXOS)
    own = _proposed(run)
    carried = [
        event
        for event in run.of(e.MessageSent)
        if isinstance(event.body, Accept) and event.body.written.value not in own.get(str(event.process), ())
    ]
    if while_down and run.simulation.nodes[while_down].status != "crashed":
        return NotYet(f"{while_down} is up. Crash it once acceptors have voted for its value.")
    if not carried:
        return NotYet("No proposer has taken over the value of another one yet. Ask the second proposer now.")
    event = carried[0]
    assert isinstance(event.body, Accept)
    ballot, value = event.body.ballot, event.body.written.value
    if ballot not in _chosen(run):
        return NotYet(f"{event.process} asks for votes for {value}, in ballot {ballot}. Let time go on.")
    asked = " or ".join(own.get(str(event.process), ())) or "nothing"
    text = f"{event.process} was asked for {asked}, and carried {value} over into ballot {ballot}."
    return Reached(text, asked_for(run)[:1], (event.sequence,))


def _proposed(run: Evidence) -> dict[str, list[str]]:
    """Return what clients have proposed at each proposer."""
    found: dict[str, list[str]] = {}
    for operation in run.simulation.operations.values():
        if operation.action == "propose":
            found.setdefault(operation.node, []).append(str(operation.value))
    return found


GOALS = (ballots_without_choice, value_carried_over)
