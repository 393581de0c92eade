"""Causal consistency (Bouajjani and others 2017)."""

from apps.consistency.incremental import patterns
from apps.consistency.model import Chip, Definition, Model, by_history
from apps.consistency.observed import causal_cc as observed

MODEL = Model(
    name="causal_cc",
    title="Causal consistency",
    source="Bouajjani and others 2017",
    decided_by="bad patterns: a cycle, or a read of what its own causal past had overwritten",
    meaning=(
        "Each read, taken alone, can be explained by some order of what causally precedes it. The next read of the "
        "same session may be explained by another order."
    ),
    costs="The weakest of the causal models, and hardly cheaper to keep than the others.",
    used="As the common part of the causal models: where it breaks, all of them do.",
    observed=Definition(
        text="Each read's causal past has an order that explains that read alone.",
        implies=("read_your_writes", "monotonic_writes", "writes_follow_reads"),
        check=by_history(observed.check),
        finder=patterns.CausalCC,
        chip=Chip(label=("Causal CC",), centre=(84, 116)),
    ),
    order=50,
    telling=60,
)
