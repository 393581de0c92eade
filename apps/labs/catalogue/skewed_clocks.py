"""Last writer wins under skew: an acknowledged write vanishes."""

from apps.labs.lab import Lab
from apps.labs.run.scenario import Scenario
from apps.labs.signature import Signature, read, write
from apps.simulation.faults.skew import SetSkew

LAB = Lab(
    slug="skewed-clocks",
    order=4,
    title="Last writer wins, by whose clock?",
    question="Who wrote last?",
    summary=(
        "Wall clocks decide which write stays. Set one ahead and a later, acknowledged write is gone, without an error."
    ),
    brief="Select n1 and set its clock 20000 ms ahead. Write x = 1 at n1, wait until every node has it, then "
    "write x = 2 at n3. "
    "Both were acknowledged. Which is left? Switch to the hybrid clock and replay.",
    scenario=Scenario(
        protocol="eventual",
        dials={"conflict": "wall", "style": "push_pull", "fan_out": 1, "interval_ticks": 400},
        nodes=("n1", "n2", "n3"),
    ),
    topic="time",
    level="first",
    signature=Signature(
        script=(
            (50, SetSkew(node="n1", skew_ticks=20_000)),
            (100, write("alice", "n1", "1")),
            (2_500, write("bob", "n3", "2")),
            (4_500, read("carol", "n3")),
        ),
        tick=4_700,
        shows="write_lost",
    ),
)
