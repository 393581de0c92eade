"""Goals about verdicts: a model that is broken, or kept under conditions that tempt to break it."""

from __future__ import annotations

from apps.consistency import HOLDS, VIOLATED, Verdict
from apps.consistency.models import MODELS
from apps.labs.goals.evidence import Evidence
from apps.labs.goals.facts import began, changes, counted, ended, finished, listed, so_far
from apps.labs.goals.faults import faults_of, first_missing
from apps.labs.goals.goal import Finding, GoalError, NotYet, Reached

NO_REGISTERS = "The models speak of registers, and this run has none: choose another protocol under Guarantee."


def verdict_on(run: Evidence, model: str) -> Verdict | None:
    """The verdict: as replicated where the store has a version order and the model is asked there, else as observed."""
    if model not in MODELS:
        raise GoalError(f"There is no model {model!r}. There are {', '.join(MODELS)}.")
    question = next((each for each, models in run.judgement.models.items() if model in models), None)
    return None if question is None else run.judgement.verdict(question, model)


def spoken(model: str) -> str:
    """A model's title within a sentence."""
    title = MODELS[model].title
    return title if title.isupper() else title.lower()


def telling_first(run: Evidence, operations: tuple[str, ...]) -> tuple[str, ...]:
    """The operations of a violation: the last read first, since it is there that the violation shows."""
    known = run.simulation.operations
    return tuple(sorted(operations, key=lambda name: (known[name].action != "read", -ended(known[name]))))


def model_violated(run: Evidence, *, model: str) -> Finding:
    """The run breaks a model (as replicated where the store has a version order, else as observed)."""
    verdict = verdict_on(run, model)
    if verdict is None:
        return NotYet(NO_REGISTERS)
    if verdict.status == VIOLATED:
        return Reached(verdict.explanation, telling_first(run, verdict.operations))
    return NotYet(_why_not_violated(run, model))


def _why_not_violated(run: Evidence, model: str) -> str:
    reads = [each for each in finished(run) if each.action == "read"]
    if not changes(run):
        return "Nothing to judge yet: write, then read."
    if not reads:
        return "Nobody has read yet. A violation shows in what a read returns."
    broken = [other for other in MODELS if other != model and _is_violated(run, other)]
    if broken:
        return f"This run breaks {spoken(broken[-1])}, but not {spoken(model)}, yet."
    return f"{counted(len(reads), 'read')} so far, and every answer can be explained: {spoken(model)} is kept."


def _is_violated(run: Evidence, model: str) -> bool:
    verdict = verdict_on(run, model)
    return verdict is not None and verdict.status == VIOLATED


def model_kept(
    run: Evidence,
    *,
    model: str,
    operations: int = 2,
    reads_at: int = 1,
    despite: tuple[str, ...] = (),
) -> Finding:
    """The run keeps a model though it was put to the test: so many operations ended ok, reads of what had been written
    at so many different nodes among them, and these faults (named as for `fault_happened`) struck before the last read.
    """
    verdict, title = verdict_on(run, model), MODELS[model].title
    if verdict is None:
        return NotYet(NO_REGISTERS)
    if verdict.status == VIOLATED:
        return NotYet(f"This run has broken {spoken(model)}: {verdict.explanation} Begin a new run.")
    missing = first_missing(run, despite) or _too_little(run, operations, reads_at) or _before_the_fault(run, despite)
    if missing:
        return NotYet(missing)
    if verdict.status != HOLDS:
        return NotYet(f"{title} is undecided for this run: {verdict.explanation} {verdict.bound}".strip())
    done = finished(run)
    text = f"{counted(len(done), 'operation')} completed, and {spoken(model)} holds."
    faults = tuple(faults_of(run, fault)[-1].sequence for fault in despite)
    return Reached(text, tuple(each.operation for each in reversed(done)), faults)


def _too_little(run: Evidence, operations: int, reads_at: int) -> str:
    done = finished(run)
    if not changes(run):
        return "No write has completed yet: write something, wait for its acknowledgement, then read it."
    first_end = ended(changes(run)[0])
    nodes = sorted({each.node for each in done if each.action == "read" and began(each) > first_end})
    if len(nodes) < reads_at:
        where = f"so far at {listed(nodes)} only" if nodes else "so far nowhere"
        return f"The value must be read at {counted(reads_at, 'node')} or more, {where}."
    if len(done) < operations:
        return f"{so_far(len(done), operations, 'operation')} completed so far. Go on."
    return ""


def _before_the_fault(run: Evidence, despite: tuple[str, ...]) -> str:
    """Return whether an operation still has to be tried after the faults."""
    faults = [faults_of(run, fault)[0] for fault in despite]
    last = max((event.sequence for event in faults), default=0)
    is_tried = any(began(each) > last for each in finished(run) if each.action == "read")
    return "" if is_tried or not faults else "All your reads came before the fault: read once more."


def between_models(run: Evidence, *, holds: str, violated: str) -> Finding:
    """The run keeps the one model and breaks the other: so they are not the same."""
    kept, broken = verdict_on(run, holds), verdict_on(run, violated)
    if kept is None or broken is None:
        return NotYet(NO_REGISTERS)
    title = spoken(holds)
    if kept.status == VIOLATED:
        return NotYet(f"This run also violates {title}. Begin a new one with fewer faults.")
    if broken.status != VIOLATED:
        return NotYet(_why_not_violated(run, violated))
    if kept.status != HOLDS:
        return NotYet(f"Whether {title} holds is undecided: {kept.explanation} {kept.bound}".strip())
    text = f"{broken.explanation} And yet {title} is kept."
    return Reached(text, telling_first(run, broken.operations))


GOALS = (model_violated, model_kept, between_models)
