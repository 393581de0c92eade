"""Goals about consensus that does not come, and about who is taken for dead."""

from __future__ import annotations

from apps.agreement.consensus.machine import decision, rounds_undecided
from apps.agreement.leader_by_timeout import Candidate
from apps.labs.goals.agreement import in_condition, is_of
from apps.labs.goals.evidence import Evidence
from apps.labs.goals.facts import counted, listed
from apps.labs.goals.faults import faults_of
from apps.labs.goals.goal import Finding, NotYet, Reached
from apps.labs.looking_back.valences import PROTOCOL, late, valence_now
from apps.labs.run.board import node_picture
from apps.simulation import events as e
from apps.simulation.faults.pause import NodeResumed

BIVALENT = "bivalent"


def undecided(run: Evidence, *, rounds: int = 0, messages: int = 0, fair: bool = False) -> Finding:
    """Nobody has decided, after so many rounds of reports and proposals (that all but the slowest node, which might
    have stopped, have been through) and so many messages delivered between nodes; and under the deterministic protocol
    both decisions can still come (the configuration is bivalent). `fair`: every message that was held back until it
    could change nothing has arrived, too.
    """
    if not is_of(run, "consensus"):
        return NotYet("There is no consensus by rounds in this run: open a lab that has it.")
    nodes = run.simulation.nodes
    decided = {name: value for name, node in nodes.items() if (value := decision(node.durable)) is not None}
    if decided:
        name, value = next(iter(decided.items()))
        return NotYet(f"{name} has decided {value}. Begin again, and deliver another message before that.")
    delivered = [event for event in run.of(e.MessageDelivered) if event.source in nodes and event.process in nodes]
    been = rounds_undecided([node_picture(node) for node in nodes.values()])
    if delivered and run.scenario.protocol == PROTOCOL and _valence(run, delivered[-1]) != BIVALENT:
        return NotYet(
            f"Only {_valence(run, delivered[-1])[0]} can still be decided. Go back, and deliver another message."
        )
    if not delivered:
        return NotYet("Nothing has arrived yet: deliver a message that leaves both decisions possible.")
    if been < rounds or len(delivered) < messages:
        of_rounds = f"{been} of {counted(rounds, 'round')}" if rounds else counted(been, "round")
        of_messages = (
            f"{len(delivered)} of {counted(messages, 'message')}" if messages else counted(len(delivered), "message")
        )
        return NotYet(f"Undecided for {of_rounds}, {of_messages} delivered. Go on.")
    behind = late(run.simulation, run.scenario) if fair else ()
    if behind:
        return NotYet(
            f"{counted(len(behind), 'late message')} still under way. Every message must arrive: deliver these too."
        )
    text = f"Undecided after {counted(been, 'round')} and {counted(len(delivered), 'message')}."
    return Reached(text, events=tuple(event.sequence for event in reversed(delivered)))


def _valence(run: Evidence, delivered: e.MessageDelivered) -> str:
    """Return what the run's valence is since a delivery: worked out once for each."""
    key = ("valence", delivered.sequence)
    if key not in run.seen:
        run.seen[key] = valence_now(run.simulation, run.scenario).name
    found: str = run.seen[key]
    return found


def live_declared_dead(run: Evidence) -> Finding:
    """A node declared another dead that is not: that was only paused, or too slow to be heard."""
    nodes = run.simulation.nodes
    for name, node in nodes.items():
        dead = node.machine.state.declared_dead if isinstance(node.machine, Candidate) else ""
        if dead and nodes[dead].status != "crashed":
            how = "only paused" if nodes[dead].status == "paused" else "only slow to be heard"
            return Reached(f"{name} declared {dead} dead, and {dead} is {how}.", events=_timeout(run, name))
        if dead:
            return NotYet(
                f"{name} correctly declared {dead} dead, because it has crashed. Pause a live node instead, or delay "
                f"its messages."
            )
    return NotYet(_why_nobody_is_silent(run))


def _timeout(run: Evidence, name: str) -> tuple[int, ...]:
    fired = [event.sequence for event in run.of(e.TimerFired) if event.process == name]
    return tuple(reversed(fired[-1:])) + tuple(event.sequence for event in run.judgement.faults[-1:])


def _why_nobody_is_silent(run: Evidence) -> str:
    if faults_of(run, "crash"):
        return "A crashed node is correctly declared dead. Pause the leader instead, or delay its messages."
    if any(node.status == "paused" for node in run.simulation.nodes.values()):
        return "A node is paused: let time go on until a timeout runs out."
    return "All nodes hear the leader in time. Pause it, or delay its messages."


def two_leaders(run: Evidence) -> Finding:
    """Two nodes that are not crashed take themselves for the leader at once."""
    leaders = dict(in_condition(run, "leader"))
    for name, node in run.simulation.nodes.items():
        if node.machine is not None and node.machine.role().name == "leader":
            leaders.setdefault(name, "leads")
    leaders = {name: what for name, what in leaders.items() if run.simulation.nodes[name].status != "crashed"}
    if len(leaders) > 1:
        text = ". ".join(f"{name} {what}" for name, what in leaders.items())
        return Reached(f"{text}.", events=tuple(event.sequence for event in run.latest[:1]))
    if faults_of(run, "crash"):
        return NotYet(
            "A crashed node no longer leads. Pause the leader, or cut it off: then it still believes that it leads."
        )
    if run.judgement.faults:
        return NotYet(f"{_who(list(leaders))} leads alone. Let time go on until the timeout of another node runs out.")
    return NotYet(f"{_who(list(leaders))} leads, and all nodes hear it. Pause it, or cut it off.")


def replaced_in_time(run: Evidence, *, ticks: int, pauses: int = 1) -> Finding:
    """A leader that had crashed was replaced at most so many ms later, and no live node was declared dead, though so
    many pauses had ended by then.
    """
    nodes = run.simulation.nodes
    for name, node in nodes.items():
        dead = node.machine.state.declared_dead if isinstance(node.machine, Candidate) else ""
        if dead and nodes[dead].status != "crashed":
            run.seen["mistaken"] = f"{name} declared {dead} dead, and {dead} was alive."
    if "mistaken" in run.seen:
        return NotYet(f"{run.seen['mistaken']} Choose a longer timeout, and replay.")
    resumed, crashes = run.of(NodeResumed), run.of(e.NodeCrashed)
    if len(resumed) < pauses:
        return NotYet("No pause is over yet. Let time go on.")
    if not crashes:
        return NotYet("Every pause was survived. Now let time go on until the leader crashes.")
    leaders = [name for name in dict(in_condition(run, "leader")) if nodes[name].status != "crashed"]
    since = run.simulation.now - crashes[0].tick
    if leaders and "replaced" not in run.seen:
        run.seen["replaced"] = since
    took = run.seen.get("replaced")
    if took is None:
        return NotYet(f"The leader crashed {since} ms ago, and nobody has replaced it.")
    if took > ticks:
        return NotYet(
            f"The leader was replaced after {took} ms; at most {ticks} are allowed. Choose a shorter timeout."
        )
    return Reached(
        f"{listed(leaders)} replaced the crashed leader after {took} ms, and no live node was declared dead.",
        events=(crashes[0].sequence,),
    )


def _who(leaders: list[str]) -> str:
    return listed(leaders) or "Nobody"


GOALS = (undecided, live_declared_dead, two_leaders, replaced_in_time)
