"""Monotonic reads (Terry and others 1994)."""

from apps.consistency.incremental import sessions
from apps.consistency.model import Chip, Definition, Model, by_ages
from apps.consistency.sessions import monotonic_reads as rule

MODEL = Model(
    name="monotonic_reads",
    title="Monotonic reads",
    source="Terry and others 1994",
    decided_by="direct",
    meaning="A session never reads a version of a key older than one that it has read before.",
    costs=(
        "The client remembers what it read. A replica that lacks it can wait, redirect it or refuse. Replicas can "
        "also serve only what all of them have; then every client is always answered (Bailis and others 2013)."
    ),
    used=(
        "Bayou; causally consistent sessions in MongoDB with read and write concern majority; the session level of "
        "Azure Cosmos DB."
    ),
    observed=Definition(
        text="Some order of a key's writes makes a session's reads never go back.",
        check=by_ages(rule.check),
        finder=sessions.observed(rule.Rule),
        siblings_leave_open=True,
        chip=Chip(label=("Monotonic", "reads"), width=71, centre=(259, 162)),
    ),
    replicated=Definition(
        text="A session never reads a version older than one it has read.",
        check=by_ages(rule.check),
        finder=sessions.replicated(rule.Rule),
        chip=Chip(label=("Monotonic", "reads"), width=71, centre=(259, 136)),
    ),
    order=80,
    telling=20,
)
