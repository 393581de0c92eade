"""Sequential (Lamport 1979)."""

from apps.consistency.incremental import graphs
from apps.consistency.model import Chip, Definition, Model, by_versions
from apps.consistency.observed import sequential as observed
from apps.consistency.replicated import sequential as replicated

MODEL = Model(
    name="sequential",
    title="Sequential",
    source="Lamport 1979",
    decided_by="saturation of forced edges, then a memoised search, bounded (the problem is NP-hard)",
    meaning=(
        "There is one order of all operations that explains every read and keeps each session's own order. Real time "
        "between sessions does not count, so a read may be old, but nobody sees two orders."
    ),
    costs=(
        "Reads or writes can be local, not both: together they take at least one message delay (Lipton, Sandberg "
        "1988). Writes still stop on the side of a partition that cannot order them."
    ),
    used="ZooKeeper, whose writes have one order and whose reads are answered by the server asked.",
    observed=Definition(
        text="One order of all operations explains every answer and contains each session's own order.",
        implies=("causal_cm", "causal_ccv"),
        check=lambda history, terms, budget: observed.check(history, terms.data, terms.initial, budget),
        finder=None,
        chip=Chip(label=("Sequential",), width=104, centre=(148, 48)),
    ),
    replicated=Definition(
        text="Session order, reads-from, the version order and from-read together have no cycle.",
        implies=("causal_ccv", "pram"),
        check=by_versions(replicated.check),
        finder=graphs.Sequential,
        chip=Chip(label=("Sequential",), width=104, centre=(148, 52)),
    ),
    any_data=True,
    order=20,
    telling=90,
)
