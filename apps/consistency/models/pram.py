"""PRAM (Lipton, Sandberg 1988)."""

from apps.consistency.incremental import graphs, patterns
from apps.consistency.model import Chip, Definition, Model, by_history, by_versions
from apps.consistency.observed import pram as observed
from apps.consistency.replicated import pram as replicated

MODEL = Model(
    name="pram",
    title="PRAM",
    source="Lipton, Sandberg 1988",
    decided_by="saturation per session",
    meaning=(
        "Everyone sees the writes of each session in the order in which that session made them. Writes of different "
        "sessions may be seen in any order, even if one caused the other."
    ),
    costs=(
        "Each pair of replicas keeps its messages in order. Sticky available: a client that stays at its replica is "
        "always answered."
    ),
    used="Replication by one log per origin, without dependencies between the logs.",
    observed=Definition(
        text="Each session sees all writes in an order that contains every session's own and explains its reads.",
        implies=("read_your_writes", "monotonic_reads", "monotonic_writes"),
        check=by_history(observed.check),
        finder=patterns.Pram,
        siblings_leave_open=True,
        chip=Chip(label=("PRAM",), width=72, centre=(190, 116)),
    ),
    replicated=Definition(
        text=(
            "For each session, over its own operations and all writes: session order, reads-from, the version order "
            "and from-read have no cycle."
        ),
        implies=("read_your_writes", "monotonic_reads", "monotonic_writes"),
        check=by_versions(replicated.check),
        finder=graphs.Pram,
        chip=Chip(label=("PRAM",), width=72, centre=(206, 90)),
    ),
    order=60,
    telling=50,
)
