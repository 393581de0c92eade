"""Fewer operations that still violate: from a checker's explanation to a minimal one.

1. Start from the operations that the checker's explanation rests on.
2. Leave out half of them, then quarters, and so on down to single ones, and keep what still violates. What cannot be
   judged without those goes too: a read without its write would be another violation.
3. Single ones again and again, until none can be left out.

This is sound because every model is closed under it: a history that keeps it still does when a read is left out, or a
write that nobody read. (Thin air is the exception, and there the read alone is the explanation.)

Choices: bounded; what is left when the budget is spent still violates, it may only not be minimal.
"""

from __future__ import annotations

from collections.abc import Callable

from apps.consistency.budget import Budget
from apps.consistency.history import History
from apps.consistency.verdict import VIOLATED, Verdict

Check = Callable[[History], Verdict]


def shrunk(history: History, verdict: Verdict, check: Check, budget: Budget) -> Verdict:
    """The verdict on as few of the operations as can be found; `check` judges a part of the history."""
    part = history.restricted(history.number[name] for name in verdict.operations)
    smaller = check(part)
    if smaller.status != VIOLATED:
        return verdict
    size = max(1, len(part) // 2)
    while size:
        part = part.restricted(part.number[name] for name in smaller.operations)
        left = _left_out(part, size, check, budget)
        size = size if left is not None and size == 1 else size // 2
        smaller = left or smaller
    return smaller


def _left_out(part: History, size: int, check: Check, budget: Budget) -> Verdict | None:
    """The verdict with as many runs of so many operations left out as possible, the latest first; None if none is."""
    found: Verdict | None = None
    kept = set(range(len(part)))
    for start in range(len(part) - size, -size, -size):
        rest = part.without(kept, range(max(start, 0), start + size))
        if len(rest) < len(kept) and budget.spend(len(rest) + 1):
            verdict = check(part.restricted(rest))
            if verdict.status == VIOLATED:
                found = verdict
                kept = {part.number[name] for name in verdict.operations}
    return found
