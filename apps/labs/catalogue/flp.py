"""Consensus under a scheduler that holds every message: the learner."""

from apps.labs.lab import Lab
from apps.labs.run.scenario import Scenario
from apps.labs.signature import Signature
from apps.simulation.bounds import LATENCY_TICKS_MAX
from apps.simulation.faults.message import DeliverMessage
from apps.simulation.network import Latency

LAB = Lab(
    slug="flp",
    order=33,
    title="Undecided for ever",
    question="Can a scheduler that delivers every message keep a correct protocol from ever deciding?",
    summary=(
        "Three nodes agree on 0 or 1, and you are the network: nothing arrives unless you deliver it. Keep every "
        "configuration bivalent, and no node ever decides."
    ),
    brief="Nothing arrives by itself here. Under Valence, deliver one message after another, always one that leaves "
    "the configuration bivalent, for 20 rounds. Then deliver one that makes it univalent: now only one decision is "
    "possible. Play both endings of a bivalent moment. Under Guarantee, let the coins of Ben-Or decide instead.",
    scenario=Scenario(
        protocol="flp",
        dials={"input_n1": "0", "input_n2": "0", "input_n3": "1"},
        nodes=("n1", "n2", "n3"),
        clients=("alice",),
        keys=("value",),
        latency=Latency("constant", LATENCY_TICKS_MAX, LATENCY_TICKS_MAX),
    ),
    starts_paused=True,
    topic="agreeing",
    level="then",
    signature=Signature(
        script=((100, DeliverMessage("n1>n2#1:report")), (200, DeliverMessage("n3>n1#1:report"))),
        tick=300,
        shows="undecided",
        terms={"messages": 2},
    ),
)
