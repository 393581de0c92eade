"""A saga without an orchestrator: each service follows on its neighbours' events, and nobody knows the whole.

1. The order service says *ordered*. Payment hears that, charges and says *paid*; stock then *reserved*; delivery then
   *shipped*, which the order service hears as the end.
2. One refuses and says so to the one before it, which undoes its step and says that to the one before it, and so on.
3. An event is sent *at most once*: after the step's transaction, without waiting for anything. A crash between the
   two, or a message lost, and the saga stands still. Or *at least once*: the event is in the outbox, written together
   with the step, and sent until it has been heard; then whoever hears it must *deduplicate*.

Sources: Garcia-Molina, Salem 1987; Richardson, "Microservices patterns" 2018, chapters 3 and 4. Choice: an event goes
to the one neighbour whom it concerns, without a broker between.
"""

from apps.agreement.saga_choreographed.participant import AT_LEAST_ONCE, AT_MOST_ONCE, DEDUPLICATED, Participant
from apps.agreement.saga_dials import ASKED, EXPLORATIONS, FAILS_AT, NOBODY, TIMEOUT, ending
from apps.agreement.saga_rules import COLUMNS, INVARIANTS, condition, row
from apps.agreement.saga_steps import CHAIN
from apps.protocols.availability import Stated
from apps.protocols.dials import ChoiceDial, Dials
from apps.protocols.pictures import CrashPoint
from apps.protocols.spec import Consequence, Preset, ProtocolSpec
from apps.simulation.node import Durable, Node, NodeContext

TITLES = {
    AT_MOST_ONCE: "At most once",
    AT_LEAST_ONCE: "At least once, not deduplicated",
    DEDUPLICATED: "At least once, deduplicated",
}

CONSEQUENCES = {
    AT_MOST_ONCE: ("warn", "An event that is lost is not sent again: the saga stands still, and nobody notices."),
    AT_LEAST_ONCE: ("warn", "An event that comes again is acted on again: somebody pays twice."),
    DEDUPLICATED: ("plain", "Events come at least once and are acted on once."),
}


def make_node(context: NodeContext, durable: Durable, dials: Dials) -> Node:
    """All are alike; whom each listens to follows from its place in the chain."""
    return Participant(context, durable, dials)


def consequence(dials: Dials) -> Consequence:
    """Return what the delivery means, and how an order ends."""
    tone, text = CONSEQUENCES[str(dials["delivery"])]
    return Consequence(tone, f"{text} {ending(dials)}")


def crash_points(dials: Dials) -> tuple[CrashPoint, ...]:
    """Every point between a step and its event."""
    refuses = str(dials["fails_at"])
    last = len(CHAIN) if refuses == NOBODY else CHAIN.index(refuses) + 1
    points: list[CrashPoint] = []
    for place, service in enumerate(CHAIN[:last]):
        next_service = CHAIN[(place + 1) % len(CHAIN)]
        target = CHAIN[place - 1] if service == refuses else next_service
        points += [
            CrashPoint(service, "before log entry", "before its step"),
            CrashPoint(service, "after log entry", "between its step and its event"),
            CrashPoint(service, f"after send event to {target}", f"having sent its event to {target}"),
        ]
    for service in reversed(CHAIN[1 : last - 1] if refuses != NOBODY else ()):
        target = CHAIN[CHAIN.index(service) - 1]
        points += [
            CrashPoint(service, f"before send event to {target}", "between its compensation and the event of that"),
            CrashPoint(service, f"after send event to {target}", f"having told {target} of its compensation"),
        ]
    return tuple(points)


def _preset(delivery: str, fails_at: str = NOBODY) -> Preset:
    dials: Dials = {"fails_at": fails_at, "delivery": delivery, "timeout_ticks": 1000}
    refusing = "" if fails_at == NOBODY else f"; {fails_at} refuses"
    return Preset(f"{delivery}_{fails_at}", TITLES[delivery] + refusing, dials)


PROTOCOL = ProtocolSpec(
    name="saga_choreographed",
    order=53,
    family="saga",
    title="Saga, choreographed",
    summary="Each service acts on its neighbours' events and says what it did. Nobody knows how far the whole is.",
    mode="All steps in the end, or none, if no event is lost. No service owns the state of the whole order.",
    source="Garcia-Molina, Salem 1987",
    dials=(
        FAILS_AT,
        ChoiceDial("delivery", "Events", DEDUPLICATED, tuple(TITLES.items()), "How an event gets to the next service."),
        TIMEOUT,
    ),
    presets=(
        *(_preset(delivery) for delivery in TITLES),
        _preset(DEDUPLICATED, "delivery"),
    ),
    make_node=make_node,
    consequence=consequence,
    availability=lambda _: Stated(
        "An order begins while the order service is up. It is answered only when every service has done its step."
    ),
    describe=lambda dials: f"{TITLES[str(dials['delivery'])].lower()}, {dials['fails_at']} refuses",
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
