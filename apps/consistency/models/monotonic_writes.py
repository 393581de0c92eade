"""Monotonic writes (Terry and others 1994)."""

from apps.consistency.incremental import sessions
from apps.consistency.model import Chip, Definition, Model, by_ages
from apps.consistency.sessions import monotonic_writes as rule

MODEL = Model(
    name="monotonic_writes",
    title="Monotonic writes",
    source="After Terry and others 1994, who define it on what servers have",
    decided_by="direct",
    meaning=(
        "A session's writes take effect in its own order. After seeing a later one, no client reads an older "
        "version of what an earlier one wrote. It looks at one step only: what the first write itself depends on "
        "does not count."
    ),
    costs="A replica takes a session's write only after that session's earlier ones.",
    used=(
        "Bayou; causally consistent sessions in MongoDB with read and write concern majority; the session level of "
        "Azure Cosmos DB."
    ),
    observed=Definition(
        text="A session's writes take effect in its order, for whoever has read the later one too.",
        check=by_ages(rule.check),
        finder=sessions.observed(rule.Rule),
        chip=Chip(label=("Monotonic", "writes"), width=71, centre=(185, 162)),
    ),
    replicated=Definition(
        text="A session's writes take effect in its order, for whoever has read the later one too.",
        check=by_ages(rule.check),
        finder=sessions.replicated(rule.Rule),
        chip=Chip(label=("Monotonic", "writes"), width=71, centre=(185, 136)),
    ),
    order=90,
    telling=30,
)
