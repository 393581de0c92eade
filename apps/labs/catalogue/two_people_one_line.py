"""A shared line of text, typed into at several replicas at once."""

from apps.labs.lab import Lab
from apps.labs.run.scenario import Scenario
from apps.labs.signature import Signature, invoke
from apps.simulation.faults.partition import Heal, Partition

LAB = Lab(
    slug="two-people-one-line",
    order=15,
    title="Two people, one line",
    question="Two type into one line at once: whose text wins?",
    summary=(
        "Nobody's text is lost: replicas that merge show the same line. It depends on the type whether each text "
        "stays in one piece. RGA can mix two texts that were typed from right to left; Fugue keeps them apart."
    ),
    brief="Type into the line, and let it spread. Invite somebody to type at another replica, by a link or in a second "
    "window. Partition the cluster. Type abc at one replica and xyz at another, each from right to left: first the "
    "last letter, then each letter before it. Heal. Under RGA the letters are mixed. Then, under Guarantee, choose the "
    "type Text, by Fugue, and replay the same schedule. Compare the trees beneath the line.",
    scenario=Scenario(
        protocol="convergent",
        dials={"type": "rga", "carrier": "states", "fan_out": 1, "interval_ticks": 400},
        nodes=("n1", "n2", "n3"),
        keys=("x",),
    ),
    topic="merging",
    level="then",
    signature=Signature(
        script=(
            (100, Partition((("n1",), ("n2", "n3")))),
            *((200 + 200 * i, invoke("alice", "n1", "insert", f'["", "{letter}"]')) for i, letter in enumerate("cba")),
            *((200 + 200 * i, invoke("bob", "n3", "insert", f'["", "{letter}"]')) for i, letter in enumerate("zyx")),
            (900, Heal()),
        ),
        tick=3_000,
        shows="value_everywhere",
        terms={"value": "xaybzc"},
    ),
)
