"""Goals about what two systems come to know of one another: the generals, and the dual write."""

from __future__ import annotations

from apps.agreement.two_generals.general import ATTACK, DECISION
from apps.labs.goals.agreement import asked_for, is_of, said_of, what_led_there
from apps.labs.goals.evidence import Evidence
from apps.labs.goals.facts import counted
from apps.labs.goals.faults import faults_of
from apps.labs.goals.goal import Finding, NotYet, Reached
from apps.protocols.pictures import BROKEN, KEPT
from apps.simulation import events as e


def one_general_attacks(run: Evidence) -> Finding:
    """Of the two generals exactly one attacks."""
    if not is_of(run, "generals"):
        return NotYet("There are no generals in this run: open a lab that has them.")
    decided = {name: node.durable.get(DECISION) for name, node in run.simulation.nodes.items()}
    attacking = [name for name, decision in decided.items() if decision == ATTACK]
    if None in decided.values():
        if not asked_for(run):
            return NotYet("Nobody attacks without the order. Let the king order the attack at A.")
        captured = counted(len(run.of(e.MessageDropped)), "messenger") if run.of(e.MessageDropped) else "no messenger"
        return NotYet(f"It is not dawn yet, and you have captured {captured}. Let time go on until both have decided.")
    if len(attacking) == 1:
        drops = tuple(event.sequence for event in reversed(run.of(e.MessageDropped)))
        return Reached(f"{attacking[0]} attacks, and the other stays.", asked_for(run)[:1], drops)
    if attacking:
        which = (
            "the messenger that you captured changed nothing"
            if run.of(e.MessageDropped)
            else "no messenger was captured"
        )
        return NotYet(f"Both attacked: {which}. Begin again, and capture one whose loss only one of them notices.")
    if not asked_for(run):
        return NotYet("Neither attacked: they had no order. Begin again, and order the attack at A before dawn.")
    why = "the loss came so early that both lacked a message"
    return NotYet(f"Neither attacked: {why}. Begin again, and capture a later messenger.")


def order_without_event(run: Evidence) -> Finding:
    """The database has an order that the broker will never announce: the service crashed between, and forgot."""
    return _half_written(run, "event", "order")


def event_without_order(run: Evidence) -> Finding:
    """The broker announces an order that the database will never have: the service crashed between, and forgot."""
    return _half_written(run, "order", "event")


def _half_written(run: Evidence, missing: str, there: str) -> Finding:
    if not is_of(run, "dual_write"):
        return NotYet("Nothing is written twice in this run: open a lab with a dual write.")
    found = said_of(run, missing)
    if found["state"] == BROKEN:
        return Reached(found["text"], asked_for(run)[:1], what_led_there(run))
    if not asked_for(run):
        return NotYet("Nothing has been ordered yet: order something at the service.")
    if said_of(run, there)["state"] == BROKEN:
        return NotYet(f"It is the opposite: here the {there} is missing. Choose the other order of the writes.")
    if not faults_of(run, "crash"):
        return NotYet("The service has not crashed: under Faults, let it crash between its two writes, and order.")
    if found["state"] == KEPT:
        return NotYet("The service crashed, but not between its two writes: none is missing. Try another point.")
    return NotYet(
        f"{found['text']} Let time go on, and restart the nodes that are down, to see that nothing repairs it."
    )


GOALS = (one_general_attacks, order_without_event, event_without_order)
