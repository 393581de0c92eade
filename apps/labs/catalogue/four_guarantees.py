"""Session guarantees, one by one."""

from apps.labs.lab import Lab
from apps.labs.run.scenario import Scenario
from apps.labs.signature import Signature, read, write

LAB = Lab(
    slug="four-guarantees",
    order=11,
    title="Four guarantees for one session",
    question="Which promise do you miss when it is gone?",
    summary=(
        "A client roams between replicas and carries two vectors: what it has read and what it has written. Each "
        "of the four guarantees is a comparison with one of them."
    ),
    brief=(
        "Write x = 1 at n1 and read it at n4 before gossip gets there: n4 waits until it is recent enough. Switch "
        "read your writes off and replay: what does it answer now? Choose alice's node to see the vectors that "
        "she carries."
    ),
    scenario=Scenario(
        protocol="session",
        dials={
            "read_your_writes": True,
            "monotonic_reads": True,
            "monotonic_writes": True,
            "writes_follow_reads": True,
            "when_behind": "wait",
            "client": "roaming",
            "interval_ticks": 500,
        },
    ),
    topic="time",
    level="deep",
    signature=Signature(
        script=((100, write("alice", "n1", "1")), (150, read("alice", "n4"))),
        tick=330,
        shows="operations_completed",
    ),
)
