"""Single-server changes of members as first published: two majorities that do not meet."""

from apps.labs.lab import Lab
from apps.labs.run.scenario import Scenario
from apps.labs.signature import Signature, read, write
from apps.replication.raft import PROTOCOL
from apps.replication.raft.membership import SINGLE_PUBLISHED
from apps.simulation.commands import InvokeOperation
from apps.simulation.faults.partition import Partition
from apps.simulation.faults.timeout import FireTimer
from apps.simulation.network import Latency


def reconfigure(client: str, node: str, members: str) -> InvokeOperation:
    """A change of the cluster's members."""
    return InvokeOperation(client=client, node=node, operation="reconfigure", key="x", value=members)


LAB = Lab(
    slug="two-majorities",
    order=9,
    title="Two leaders change the members",
    question="One member is added, one is removed. Do all majorities still meet?",
    summary=(
        "Raft with four members, changed one at a time. The rule that was first published has a gap, which was found a "
        "year later. Find it here, then close it."
    ),
    brief=(
        "Four of the five nodes are members. Cut n1 and n5 off and let n1 add n5. Let n2's election timer run out. As "
        "soon as n2 leads, cut it off with n3 and let it remove n4. Write x = 2 at n2. Then let n1's election timer "
        "run out and read x there. Replay with joint consensus."
    ),
    scenario=Scenario(
        protocol="raft",
        dials={**PROTOCOL.defaults(5), "membership": SINGLE_PUBLISHED, "members": 4},
        latency=Latency("constant", 50, 50),
    ),
    topic="stale",
    level="deep",
    signature=Signature(
        script=(
            (900, Partition((("n1", "n5"), ("n2", "n3", "n4")))),
            (900, reconfigure("alice", "n1", "n1,n2,n3,n4,n5")),
            (1_900, FireTimer(node="n2", timer="election")),
            (2_010, Partition((("n2", "n3"), ("n1", "n4", "n5")))),
            (2_010, reconfigure("bob", "n2", "n1,n2,n3")),
            (2_400, write("bob", "n2", "2")),
            (3_200, FireTimer(node="n1", timer="election")),
            (3_600, read("carol", "n1")),
        ),
        tick=4_100,
        seed=6,
        shows="stale_read",
    ),
)
