"""A failure detector with a timeout, and the two leaders that it makes."""

from apps.labs.lab import Lab
from apps.labs.run.scenario import Scenario
from apps.labs.signature import Signature
from apps.simulation.faults.pause import PauseNode
from apps.simulation.network import Latency

LAB = Lab(
    slug="slow-or-dead",
    order=35,
    title="Slow, or dead?",
    question="Can a timeout tell a dead leader from a slow one?",
    summary=(
        "Three nodes follow a leader's heartbeats, and replace it when they miss them. Pause the leader, as a long "
        "garbage collection does: a live node is declared dead, and two lead."
    ),
    brief="Let n1 lead for a while, then choose it and pause it (Node, at the right). After a second and a half of "
    "silence n2 declares it dead and leads; only n2 believes that n1 has crashed. Resume n1, and ask both to ship an "
    "order. Try a longer timeout, then crash n1 and see how long nobody leads.",
    scenario=Scenario(
        protocol="leader_by_timeout",
        dials={"timeout_ticks": 1000, "heartbeat_ticks": 300},
        nodes=("n1", "n2", "n3"),
        clients=("alice", "bob"),
        keys=("order",),
        latency=Latency("uniform", 40, 120),
    ),
    topic="agreeing",
    level="then",
    signature=Signature(
        script=((700, PauseNode("n1")),),
        tick=2_600,
        shows="live_declared_dead",
    ),
)
