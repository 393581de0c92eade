"""Linearizable (Herlihy, Wing 1990)."""

from apps.consistency.incremental import clusters, graphs
from apps.consistency.model import Chip, Definition, Model, by_versions
from apps.consistency.observed import linearizable as observed
from apps.consistency.replicated import linearizable as replicated

MODEL = Model(
    name="linearizable",
    title="Linearizable",
    source="Herlihy, Wing 1990",
    decided_by="zones for registers; otherwise a memoised search per key, bounded",
    meaning=(
        "Every operation takes effect at one instant between its invocation and its completion, and a read returns "
        "the latest write before it. To everyone, the store looks like a single copy."
    ),
    costs=(
        "Operations wait for other replicas. During a partition a side that cannot be sure to have the newest write "
        "must not answer (Gilbert, Lynch 2002)."
    ),
    used="etcd by default; conditional writes with SERIAL reads in Cassandra; strongly consistent reads in DynamoDB.",
    observed=Definition(
        text="One order of all operations explains every answer and contains real time.",
        implies=("sequential",),
        check=lambda history, terms, budget: observed.check(history, terms.data, terms.initial, budget),
        finder=clusters.Linearizable,
        chip=Chip(label=("Linearizable",), width=112, centre=(148, 14)),
    ),
    replicated=Definition(
        text="Real time, reads-from, the version order and from-read together have no cycle.",
        implies=("sequential",),
        check=by_versions(replicated.check),
        finder=graphs.Linearizable,
        chip=Chip(label=("Linearizable",), width=112, centre=(148, 14)),
    ),
    any_data=True,
    order=10,
    telling=100,
)
