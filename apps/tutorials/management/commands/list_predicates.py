"""`list_predicates`: the table of predicates in `docs/writing-lessons.md`, from the predicates themselves."""

from __future__ import annotations

import inspect
from typing import Any

from django.core.management.base import BaseCommand

from apps.labs.goals import PREDICATES
from apps.labs.goals.goal import Predicate


def predicate_table() -> str:
    """Every predicate with its terms and meaning, as Markdown."""
    rows = [f"| `{name}` | {_terms(predicate)} | {_meaning(predicate)} |" for name, predicate in PREDICATES.items()]
    return "\n".join(["| predicate | terms | it is reached when |", "|---|---|---|", *rows, ""])


def _terms(predicate: Predicate) -> str:
    parameters = list(inspect.signature(predicate).parameters.values())[1:]
    return ", ".join(
        f"`{each.name}`" if each.default is each.empty else f"`{each.name}` ({_plain(each.default)})"
        for each in parameters
    )


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value) or "any"


def _meaning(predicate: Predicate) -> str:
    return " ".join((inspect.getdoc(predicate) or "").split()).replace("|", "\\|")


class Command(BaseCommand):
    """Print the table."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Carry it out."""
        self.stdout.write(predicate_table())
