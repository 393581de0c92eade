"""A lock with leases: a paused holder comes back, and what a fencing token does about it."""

from apps.labs.lab import Lab
from apps.labs.run.scenario import Scenario
from apps.labs.signature import Signature, invoke
from apps.simulation.faults.pause import PauseNode
from apps.simulation.network import Latency

LAB = Lab(
    slug="lease-and-fence",
    order=36,
    title="A lock, a lease, and a fence",
    question="Does a lock exclude?",
    summary=(
        "Two holders change one file, each under the lock. The lock is granted for a while only, since its holder may"
        " crash. Pause a holder for longer, and both change the file."
    ),
    brief="Let Alice change the file at A. While A works, choose it and pause it. Let Bob change the file at B, wait"
    " until he is answered, and resume A: Bob's change is lost. Let holders look at the clock, and delay a save. Then"
    " switch fencing on under Guarantee, and replay.",
    scenario=Scenario(
        protocol="lease",
        dials={"fencing": False, "looks_at_clock": False, "lease_ticks": 1500, "work_ticks": 500},
        nodes=("lock", "A", "B", "store"),
        clients=("alice", "bob"),
        keys=("file",),
        latency=Latency("constant", 50, 50),
        client_timeout_ticks=8000,
    ),
    topic="agreeing",
    level="then",
    signature=Signature(
        script=(
            (100, invoke("alice", "A", "edit", "1", "file")),
            (400, PauseNode("A")),
            (500, invoke("bob", "B", "edit", "2", "file")),
        ),
        tick=2_000,
        shows="invariant_broken",
        terms={"invariant": "one_holder"},
    ),
)
