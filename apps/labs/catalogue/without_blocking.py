"""Three-phase commit: no crash blocks, and a partition splits the decision."""

from apps.labs.lab import Lab
from apps.labs.run.scenario import Scenario
from apps.labs.signature import Signature, invoke
from apps.simulation.faults.partition import Partition
from apps.simulation.network import Latency

LAB = Lab(
    slug="without-blocking",
    order=41,
    title="Not blocked, and wrong",
    question="Can commit be made non-blocking?",
    summary=(
        "Before anyone commits, everyone learns that all voted yes. Now the coordinator's crash alone blocks nobody; "
        "but nodes that wrongly assume the others have crashed may decide differently."
    ),
    brief="Let c crash having all votes, before it tells anybody (under Faults), and commit x = 1: the participants "
    "finish by themselves. Then, in a new run, commit and cut p2 p3 from c p1 as soon as c has sent its pre-commits.",
    scenario=Scenario(
        protocol="three_phase_commit",
        dials={"timeout_ticks": 800, "no_vote": "nobody"},
        nodes=("c", "p1", "p2", "p3"),
        clients=("alice", "bob"),
        keys=("x", "y"),
        latency=Latency("uniform", 200, 300),
        client_timeout_ticks=12_000,
    ),
    topic="committing",
    level="deep",
    signature=Signature(
        script=((100, invoke("alice", "c", "commit", "1")), (720, Partition((("c", "p1"), ("p2", "p3"))))),
        tick=6_000,
        shows="invariant_broken",
        terms={"invariant": "agreement"},
    ),
)
