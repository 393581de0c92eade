"""Two generals, whose messengers can be captured."""

from apps.labs.lab import Lab
from apps.labs.run.scenario import Scenario
from apps.labs.signature import Signature, invoke
from apps.simulation.faults.message import DropMessage
from apps.simulation.network import Latency

LAB = Lab(
    slug="two-generals",
    order=30,
    title="How many confirmations are enough?",
    question="Can two agree for certain, when any message may be lost?",
    summary=(
        "Two generals attack together or not at all, and confirm every message. Capture a messenger, or set a loss "
        "rate: whatever the number of confirmations, some loss makes one of them attack alone."
    ),
    brief="Order the attack at A and press play. Grab the last messenger on its way and drop it: at dawn exactly one "
    "attacks. Choose more messages, or another rule, and replay; or set a loss rate under Faults. There, too: count "
    "how often it happens, and go through the argument why no number is enough.",
    scenario=Scenario(
        protocol="two_generals",
        dials={"messages": 3, "rule": "chain", "dawn_ticks": 3000},
        nodes=("A", "B"),
        clients=("king",),
        keys=("city",),
        latency=Latency("constant", 250, 250),
    ),
    starts_paused=True,
    topic="agreeing",
    level="first",
    signature=Signature(
        script=((100, invoke("king", "A", "attack", "at dawn", key="city")), (780, DropMessage("A>B#2:messenger"))),
        tick=3_050,
        shows="one_general_attacks",
    ),
)
