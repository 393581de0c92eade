"""Causal convergence (Burckhardt 2014; Bouajjani and others 2017)."""

from apps.consistency.incremental import graphs, patterns
from apps.consistency.model import Chip, Definition, Model, by_history, by_versions
from apps.consistency.observed import causal_ccv as observed
from apps.consistency.replicated import causal as replicated

MODEL = Model(
    name="causal_ccv",
    title="Causal convergence",
    source="Burckhardt 2014; Bouajjani and others 2017",
    decided_by="bad patterns: a cycle of causality and conflict order",
    meaning=(
        "Cause and effect are respected, and one order of concurrent writes, the same for all, decides which of them "
        "wins. Replicas that have the same writes therefore agree."
    ),
    costs=(
        "As causal memory. A value that a session has read can be replaced by a concurrent write that arrives later "
        "and wins."
    ),
    used="COPS and its successors (Lloyd and others 2011), which call it causal+.",
    observed=Definition(
        text="Each read's causal past explains it, by one arbitration order for all.",
        implies=("causal_cc", "read_your_writes", "monotonic_reads", "monotonic_writes", "writes_follow_reads"),
        check=by_history(observed.check),
        finder=patterns.CausalCCv,
        siblings_leave_open=True,
        chip=Chip(label=("Causal CCv",), centre=(238, 82)),
    ),
    replicated=Definition(
        text=(
            "Causality and the version order have no cycle, and no read returns a version that was replaced by one in "
            "its own causal past."
        ),
        implies=("read_your_writes", "monotonic_reads", "monotonic_writes", "writes_follow_reads"),
        check=by_versions(replicated.check),
        finder=graphs.Causal,
        chip=Chip(label=("Causal",), centre=(92, 90)),
    ),
    order=40,
    telling=80,
)
