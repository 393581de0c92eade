"""Which operations of a run would end otherwise if its commands were replayed under other settings.

Both runs go on without further commands until every operation has ended, or its client has stopped waiting, so that
none is compared before its end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from apps.labs.looking_back.difference import returned_text
from apps.labs.run.scenario import Scenario
from apps.labs.run.session import LoggedCommand, Session, replay_under
from apps.simulation.processes import Operation


@dataclass(frozen=True, slots=True)
class Otherwise:
    """An operation that would end otherwise: how it ends in the run, and how it would, in words."""

    operation: str
    client: str
    node: str
    action: str
    was: str
    would: str


def operations_ending_otherwise(
    scenario: Scenario, other: Scenario, seed: int, log: Sequence[LoggedCommand], tick: int
) -> list[Otherwise]:
    """Return the operations of the run up to `tick` that end otherwise under the `other` scenario, in their order."""
    as_it_is, as_it_would_be = (_ended(each, seed, log, tick) for each in (scenario, other))
    return list(_differences(as_it_is, as_it_would_be))


def _ended(scenario: Scenario, seed: int, log: Sequence[LoggedCommand], tick: int) -> Session:
    session = replay_under(scenario, seed, log, tick).session
    waits_ticks = scenario.client_timeout_ticks
    for _ in scenario.clients:
        if all(client.open is None for client in session.simulation.clients.values()):
            break
        session.advance(session.simulation.now + waits_ticks)
    return session


def _differences(as_it_is: Session, as_it_would_be: Session) -> Iterator[Otherwise]:
    others = as_it_would_be.simulation.operations
    for name, operation in as_it_is.simulation.operations.items():
        other = others.get(name)
        if other is None:
            continue
        was, would = _outcome(as_it_is, operation), _outcome(as_it_would_be, other)
        if was != would:
            yield Otherwise(name, operation.client, operation.node, operation.action, was, would)


def _outcome(session: Session, operation: Operation) -> str:
    if operation.status in ("open", "queued"):
        return "still waits"
    if operation.status != "ok":
        return "no answer" if operation.completed_tick is not None and operation.versions is None else "fails"
    if operation.action != "read":
        return "ok"
    value = returned_text(operation)
    return f"{value}, stale" if operation.operation in session.judgement.stale else value
