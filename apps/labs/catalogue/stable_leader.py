"""Multi-decree Paxos: one ballot serves for a whole log, until somebody takes the leader for dead."""

from apps.labs.lab import Lab
from apps.labs.run.scenario import Scenario
from apps.labs.signature import Signature, invoke
from apps.simulation.faults.partition import Partition

LAB = Lab(
    slug="stable-leader",
    order=51,
    title="A log with a stable leader",
    question="What does a leader save, and what does losing it cost?",
    summary=(
        "Three replicas choose a log of values. While one leads, each takes one round trip. When it is cut off or "
        "paused, another takes a higher ballot. The first then learns that it has been overtaken."
    ),
    brief=(
        "Append a at n1, which leads, and count the messages. Cut n1 off from n2 and n3 and wait until another "
        "leads: two believe that they lead. Append b at n1 as alice, and c at the other as bob: which of them "
        "gets a majority? Then heal."
    ),
    scenario=Scenario(
        protocol="multi_paxos",
        dials={"timeout_ticks": 1500},
        nodes=("n1", "n2", "n3"),
        clients=("alice", "bob"),
        keys=("log",),
        client_timeout_ticks=6000,
    ),
    topic="agreeing",
    level="deep",
    signature=Signature(
        script=((500, invoke("alice", "n1", "append", "a", key="log")), (1500, Partition((("n1",), ("n2", "n3"))))),
        tick=5_000,
        shows="two_leaders",
    ),
)
