"""Writes follow reads (Terry and others 1994)."""

from apps.consistency.incremental import sessions
from apps.consistency.model import Chip, Definition, Model, by_ages
from apps.consistency.sessions import writes_follow_reads as rule

MODEL = Model(
    name="writes_follow_reads",
    title="Writes follow reads",
    source="After Terry and others 1994, who define it on what servers have",
    decided_by="direct",
    meaning=(
        "A session's write comes after the writes that it had read. After seeing the answer, no client reads an "
        "older version of the question. It looks at one step only, so all four guarantees together do not make a "
        "history causal."
    ),
    costs="A replica takes a write only after those which its session had read.",
    used=(
        "Bayou; causally consistent sessions in MongoDB with read and write concern majority; the session level of "
        "Azure Cosmos DB."
    ),
    observed=Definition(
        text="A write comes after what its session had read, for whoever has read the write too.",
        check=by_ages(rule.check),
        finder=sessions.observed(rule.Rule),
        chip=Chip(label=("Writes", "follow reads"), width=71, centre=(37, 162)),
    ),
    replicated=Definition(
        text="A write comes after what its session had read, for whoever has read the write too.",
        check=by_ages(rule.check),
        finder=sessions.replicated(rule.Rule),
        chip=Chip(label=("Writes", "follow reads"), width=71, centre=(37, 136)),
    ),
    order=100,
    telling=40,
)
