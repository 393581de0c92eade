"""Primary and backups: what was acknowledged, and what survives."""

from apps.labs.lab import Lab
from apps.labs.run.scenario import Scenario
from apps.labs.signature import Signature, read, write
from apps.simulation.faults.crash import CrashNode
from apps.simulation.faults.partition import Partition
from apps.simulation.faults.promotion import PromoteNode

LAB = Lab(
    slug="fail-over",
    order=12,
    title="Fail-over, and what it costs",
    question="The primary said ok, and died. Where is the write?",
    summary=(
        "The primary answers before any backup has the write. Fast, until it crashes at the wrong moment and a "
        "backup takes over."
    ),
    brief=(
        "Write x = 1 at n1, the primary, and crash n1 as soon as it has answered. Promote n2 and read x. Then let "
        "the primary wait for every backup and replay: what does that cost while a backup is away?"
    ),
    scenario=Scenario(
        protocol="primary_backup",
        dials={"acks": "0", "reads": "primary", "fail_over": "hand", "fail_over_ticks": 1200},
        nodes=("n1", "n2", "n3"),
    ),
    topic="stale",
    level="then",
    signature=Signature(
        script=(
            (90, Partition((("n1",), ("n2", "n3")))),
            (100, write("alice", "n1", "1")),
            (300, CrashNode("n1")),
            (400, PromoteNode("n2")),
            (600, read("bob", "n2")),
        ),
        tick=900,
        shows="write_lost",
    ),
)
