"""Read your writes (Terry and others 1994)."""

from apps.consistency.incremental import sessions
from apps.consistency.model import Chip, Definition, Model, by_ages
from apps.consistency.sessions import read_your_writes as rule

MODEL = Model(
    name="read_your_writes",
    title="Read your writes",
    source="Terry and others 1994",
    decided_by="direct",
    meaning="A session never reads a version of a key older than one that it wrote itself.",
    costs="The client remembers its writes. A replica that lacks them may make it wait, redirect it or refuse. Sticky "
    "available: only a client that stays at its replica is always answered.",
    used=(
        "Bayou; causally consistent sessions in MongoDB with read and write concern majority; the session level of "
        "Azure Cosmos DB."
    ),
    observed=Definition(
        text="A session never reads a version certainly older than one it has written.",
        check=by_ages(rule.check),
        finder=sessions.observed(rule.Rule),
        chip=Chip(label=("Read", "your writes"), width=71, centre=(111, 162)),
    ),
    replicated=Definition(
        text="A session never reads a version older than one it has written.",
        check=by_ages(rule.check),
        finder=sessions.replicated(rule.Rule),
        chip=Chip(label=("Read", "your writes"), width=71, centre=(111, 136)),
    ),
    order=70,
    telling=10,
)
