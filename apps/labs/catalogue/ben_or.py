"""Consensus with coins: it ends with probability one."""

from apps.labs.lab import Lab
from apps.labs.run.scenario import Scenario
from apps.labs.signature import Signature
from apps.simulation.network import Latency

LAB = Lab(
    slug="ben-or",
    order=34,
    title="Coins against the scheduler",
    question="What does a coin buy that no rule can?",
    summary=(
        "The same rounds, but a node that saw nothing proposed flips a coin. With any delays the coins show the "
        "same side in the end, with probability one. Then it decides."
    ),
    brief="Press play and see in which round somebody decides; replay with other inputs. Under Faults, count the "
    "rounds of many runs: no number of rounds is a bound, and the share of long runs falls fast.",
    scenario=Scenario(
        protocol="ben_or",
        dials={"input_n1": "0", "input_n2": "0", "input_n3": "1"},
        nodes=("n1", "n2", "n3"),
        clients=("alice",),
        keys=("value",),
        latency=Latency("uniform", 60, 300),
    ),
    topic="agreeing",
    level="deep",
    signature=Signature(
        script=(),
        tick=450,
        shows="undecided",
        terms={"messages": 4},
    ),
)
