"""Causal memory (Ahamad and others 1995)."""

from apps.consistency.incremental import patterns
from apps.consistency.model import Chip, Definition, Model, by_history
from apps.consistency.observed import causal_cm as observed

MODEL = Model(
    name="causal_cm",
    title="Causal memory",
    source="Ahamad and others 1995",
    decided_by="bad patterns over the happened-before of each session",
    meaning=(
        "Each session sees all writes in an order that respects cause and effect, and all that it has read fits that "
        "one order. Two sessions may order concurrent writes differently, and may never agree."
    ),
    costs="Every write says what it depends on, and replicas hold it back until that has arrived. "
    "Sticky available: a client that stays at its replica is always answered. No model that is much stronger can be "
    "kept while every replica answers (Mahajan, Alvisi, Dahlin 2011; Attiya, Ellen, Morrison 2015).",
    used="The causal memory of the paper; causal broadcast with each replica applying in order of arrival.",
    observed=Definition(
        text="Each session's causal past has an order that explains all its own reads so far.",
        implies=("causal_cc", "pram", "read_your_writes", "monotonic_reads", "monotonic_writes", "writes_follow_reads"),
        check=by_history(observed.check),
        finder=patterns.CausalCM,
        siblings_leave_open=True,
        chip=Chip(label=("Causal CM",), centre=(92, 82)),
    ),
    order=30,
    telling=70,
)
