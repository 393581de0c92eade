"""Goals about verdicts: a model that is broken, or kept under conditions that tempt to break it."""

from __future__ import annotations

from apps.consistency import VIOLATED
from apps.consistency.models import MODELS
from apps.labs.goals.goal import Evidence, Finding, NotYet, Reached


def model_violated(run: Evidence, *, model: str) -> Finding:
    """The run breaks a model (as replicated where the store has a version order, else as observed)."""
    title = MODELS[model].title
    for question in run.judgement.questions[:1]:
        verdict = run.judgement.verdict(question, model)
        if verdict.status == VIOLATED:
            return Reached(verdict.explanation, verdict.operations)
    return NotYet(f"Nothing in this run breaks {title} yet.")


GOALS = (model_violated,)
