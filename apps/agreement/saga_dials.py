"""What both sagas declare alike: who refuses, what clients can ask, and which runs to explore."""

from apps.agreement.saga_steps import CHAIN, ORDER, STOCK, WORDS
from apps.protocols.dials import ChoiceDial, Dials, IntegerDial
from apps.protocols.pictures import Asked, Exploration
from apps.protocols.replicated_type import Offer

NOBODY = "nobody"

FAILS_AT = ChoiceDial(
    "fails_at",
    "Who refuses",
    NOBODY,
    ((NOBODY, "Nobody"), *((service, service) for service in CHAIN[1:])),
    "A service that cannot do its step.",
)
TIMEOUT = IntegerDial("timeout_ticks", "Timeout, ms", 1000, 200, 60_000, "How long to wait for an answer.")

ASKED = Asked(
    (Offer("order", "Place an order: so many of an item.", ("How many",), ("1",)),), (("order", "1"), ("order", "2"))
)

ONE_ORDER = ((ORDER, "order", "x", "1"),)
SEEN_AT_STOCK = (*ONE_ORDER, (STOCK, "read", "x", ""))

EXPLORATIONS = (
    Exploration(
        "back", "Anyone may crash, and comes back", ONE_ORDER, {"crashes": 1, "restarts": True, "early_timeouts": False}
    ),
    Exploration(
        "two", "Any two may crash, and come back", ONE_ORDER, {"crashes": 2, "restarts": True, "early_timeouts": False}
    ),
    Exploration("lost", "A message may be lost", ONE_ORDER, {"losses": 1, "early_timeouts": False}),
    Exploration("read", "Nothing goes wrong, and bob reads at stock", SEEN_AT_STOCK, {"early_timeouts": False}),
)


def ending(dials: Dials) -> str:
    """Return how an order ends under these dials, in a sentence."""
    refuses = str(dials["fails_at"])
    if refuses == NOBODY:
        return "No service refuses, so an order is completed."
    undone = [WORDS[service]["undone"] for service in reversed(CHAIN[: CHAIN.index(refuses)])]
    return f"{refuses.capitalize()} refuses, so an order is {', '.join(undone)}."
