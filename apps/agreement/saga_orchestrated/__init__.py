"""A saga with an orchestrator: one service knows the whole.

1. The order service enters the order as done, and asks payment, stock and delivery in turn to do their steps.
2. Each step is a transaction of its own. Each outcome goes into the saga log, together with what to ask next.
3. One refuses: it asks those that have done theirs to undo them, the last first, and cancels the order.
4. No answer: it asks again. After a crash it goes on where its log ends. So services do what they are asked once,
   and answer every time.

Sources: Garcia-Molina, Salem 1987; Richardson, "Microservices patterns" 2018, chapter 4. Choices: a step that is not
answered is asked for again (forward recovery) and never given up; compensations are never refused.
"""

from apps.agreement.saga_dials import ASKED, EXPLORATIONS, FAILS_AT, NOBODY, TIMEOUT, ending
from apps.agreement.saga_orchestrated.orchestrator import Orchestrator
from apps.agreement.saga_orchestrated.worker import Worker
from apps.agreement.saga_rules import COLUMNS, INVARIANTS, condition, row
from apps.agreement.saga_steps import CHAIN, ORDER
from apps.protocols.availability import Stated
from apps.protocols.dials import Dials
from apps.protocols.pictures import CrashPoint
from apps.protocols.spec import Consequence, Preset, ProtocolSpec
from apps.simulation.node import Durable, Node, NodeContext


def make_node(context: NodeContext, durable: Durable, dials: Dials) -> Node:
    """The order service conducts, the others work."""
    kind = Orchestrator if context.name == ORDER else Worker
    return kind(context, durable, dials)


def crash_points(dials: Dials) -> tuple[CrashPoint, ...]:
    """Every point between two steps, forwards and then, if somebody refuses, backwards."""
    refuses = str(dials["fails_at"])
    last = len(CHAIN) if refuses == NOBODY else CHAIN.index(refuses) + 1
    points: list[CrashPoint] = []
    for service in CHAIN[1:last]:
        points += [
            CrashPoint(ORDER, f"before send do to {service}", f"having logged it, before it asks {service}"),
            CrashPoint(ORDER, f"after send do to {service}", f"having asked {service}"),
            CrashPoint(service, "before log entry", "asked, before its step"),
            CrashPoint(service, "after log entry", "having done or refused its step, before it says so"),
        ]
    for service in reversed(CHAIN[1 : last - 1] if refuses != NOBODY else ()):
        points += [
            CrashPoint(ORDER, f"before send undo to {service}", f"before it asks {service} to undo"),
            CrashPoint(ORDER, f"after send undo to {service}", f"having asked {service} to undo"),
        ]
    return tuple(points)


PROTOCOL = ProtocolSpec(
    name="saga_orchestrated",
    order=52,
    family="saga",
    title="Saga, orchestrated",
    summary=(
        "One service asks the others in turn, keeps a durable log of how far it is, and has the steps undone if one is"
        " refused."
    ),
    mode="All steps in the end, or none. The orchestrator knows how far each order is. Half-done orders can be seen.",
    source="Garcia-Molina, Salem 1987",
    dials=(FAILS_AT, TIMEOUT),
    presets=(
        Preset("completes", "Nobody refuses", {"fails_at": NOBODY, "timeout_ticks": 1000}),
        Preset("compensates", "Delivery refuses", {"fails_at": "delivery", "timeout_ticks": 1000}),
    ),
    make_node=make_node,
    consequence=lambda dials: Consequence("plain", f"{ending(dials)} The saga waits for crashed nodes."),
    availability=lambda _: Stated(
        "An order begins while the order service is up. It is answered only when every service has done its step."
    ),
    describe=lambda dials: f"{dials['fails_at']} refuses",
    nodes=CHAIN,
    asked=ASKED,
    reads=True,
    invariants=INVARIANTS,
    columns=COLUMNS,
    row=row,
    condition=condition,
    crash_points=crash_points,
    explorations=EXPLORATIONS,
)
