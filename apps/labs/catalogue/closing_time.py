"""A state machine that reads a clock: one log, and replicas that differ."""

from apps.labs.lab import Lab
from apps.labs.run.scenario import Scenario
from apps.labs.signature import Signature, write
from apps.replication.raft import PROTOCOL
from apps.simulation.faults.skew import SetSkew
from apps.simulation.network import Latency

LAB = Lab(
    slug="closing-time",
    order=52,
    title="One log, two states",
    question="How do replicas stay equal?",
    summary=(
        "All replicas apply the same log. Writes close at 3 s, and each replica looks at its own clock. Let one clock"
        " run ahead, and that replica refuses what the others accept."
    ),
    brief=(
        "Set the clock of n3 ahead by 3000 ms, and let Alice write at n1 within two seconds. Compare the logs of n1 and"
        " n3, and the values that they hold. Then choose the leader's clock for “Time of a write”, and replay."
    ),
    scenario=Scenario(
        protocol="raft",
        dials={**PROTOCOL.defaults(3), "closes_ticks": 3000, "closing_clock": "replica"},
        nodes=("n1", "n2", "n3"),
        clients=("alice", "bob"),
        keys=("x",),
        latency=Latency("constant", 50, 50),
    ),
    topic="agreeing",
    level="then",
    signature=Signature(
        script=((100, SetSkew(node="n3", skew_ticks=3_000)), (600, write("alice", "n1", "1"))),
        tick=1_400,
        shows="states_differ",
    ),
)
