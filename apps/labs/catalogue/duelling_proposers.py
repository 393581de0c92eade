"""Paxos for one value: safe always, and two proposers that overtake each other."""

from apps.labs.lab import Lab
from apps.labs.run.scenario import Scenario
from apps.labs.signature import Signature, invoke
from apps.simulation.network import Latency

LAB = Lab(
    slug="duelling-proposers",
    order=50,
    title="Duelling proposers",
    question="Can a consensus that is never wrong be late for ever?",
    summary=(
        "Two proposers ask three acceptors to choose one value. Nothing that you do makes two values be chosen; but"
        " the proposers can overtake each other's ballots again and again."
    ),
    brief=(
        "Pause. Propose x = 1 at p1 as alice and x = 2 at p2 as bob, and play. The ballots climb on the diagram, "
        "and no value is chosen. Then, under Guarantee, let an overtaken proposer wait a random time, and replay."
    ),
    scenario=Scenario(
        protocol="paxos",
        dials={"retry": "at once", "timeout_ticks": 5000},
        nodes=("p1", "p2", "a1", "a2", "a3"),
        clients=("alice", "bob"),
        keys=("x",),
        latency=Latency("constant", 100, 100),
        client_timeout_ticks=20_000,
    ),
    topic="agreeing",
    level="deep",
    signature=Signature(
        script=((100, invoke("alice", "p1", "propose", "1")), (200, invoke("bob", "p2", "propose", "2"))),
        tick=2_030,
        shows="nodes_in_condition",
        terms={"condition": "leader", "number": 2},
    ),
)
