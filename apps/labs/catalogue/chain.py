"""Chain replication: the tail answers, and the master says who is the tail."""

from apps.labs.lab import Lab
from apps.labs.run.scenario import Scenario
from apps.labs.signature import Signature, write
from apps.simulation.faults.crash import CrashNode

LAB = Lab(
    slug="chain",
    order=13,
    title="A chain, and who says that a node is down",
    question="The master removed the tail. Does the tail know?",
    summary=(
        "Writes pass from the head to the tail, and the tail answers. The master, n5, removes a node from which it"
        " hears nothing. It cannot tell a node that has stopped from one that is cut off."
    ),
    brief=(
        "Write x = 1 at n1 and watch it pass down the chain. Crash n1, then n3, and restart them: see who takes their"
        " place, and where they join. Then cut off the tail, wait until it is removed, write at the head and read at"
        " the old tail. Let the master confirm reads and replay: what does that cost?"
    ),
    scenario=Scenario(protocol="chain", dials={"reads": "tail", "suspect_ticks": 1_600}),
    topic="stale",
    level="deep",
    signature=Signature(
        script=((100, write("alice", "n1", "1")), (1_500, CrashNode("n2"))),
        tick=3_900,
        shows="fault_happened",
        terms={"fault": "crash"},
    ),
)
