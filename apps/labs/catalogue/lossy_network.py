"""A bad network under load: loss, duplicates and a long tail."""

from apps.labs.lab import Lab
from apps.labs.run.scenario import Scenario
from apps.labs.signature import Signature
from apps.simulation.faults.crash import CrashNode
from apps.simulation.faults.pause import PauseNode
from apps.simulation.network import Latency

LAB = Lab(
    slug="bad-network",
    order=6,
    title="A bad network, under load",
    question="What keeps working when messages are lost, doubled and late?",
    summary=(
        "Seven nodes, one message in ten lost, one in twenty doubled, latencies with a long tail, and clients"
        " that never rest."
    ),
    brief="Watch retries and duplicates. Crash a node, pause another, make a third one slow. "
    "Under R = W = 4 of 7 no read is ever stale, whatever you do; then try R = W = 1.",
    scenario=Scenario(
        protocol="quorum",
        dials={"N": 7, "R": 4, "W": 4, "write_back": True},
        nodes=("n1", "n2", "n3", "n4", "n5", "n6", "n7"),
        latency=Latency("long_tail", 40, 120),
        loss_per_mille=100,
        duplication_per_mille=50,
        client_timeout_ticks=2500,
        workload_interval_ticks=800,
    ),
    topic="stale",
    level="then",
    signature=Signature(
        script=((2_000, CrashNode("n4")), (2_400, PauseNode("n6"))),
        tick=4_000,
        shows="operations_completed",
    ),
)
