"""Quorums of one: the fastest way to a stale read."""

from apps.labs.lab import Lab
from apps.labs.run.scenario import Scenario

LAB = Lab(
    slug="stale-read",
    order=1,
    title="Quorums: make a stale read",
    question="When can a read miss a write that had finished?",
    summary=(
        "Five replicas, and every operation is answered by the first one asked. Cut the cluster, write on one"
        " side, read on the other."
    ),
    brief="Write x = 1 at n1 and watch the copies travel. Then draw a cut across the cluster, write again on "
    "one side and read on the other. "
    "When you have a stale read, set R = W = 3 and replay: can you still make one?",
    scenario=Scenario(protocol="quorum", dials={"N": 5, "R": 1, "W": 1, "write_back": True}),
    guide="partition",
)
