"""Votes on a step's prediction, after peer instruction: predict, discuss, vote again, reveal.

1. `first`: everybody predicts alone. Who had predicted before has voted. The step's clusters are locked meanwhile.
2. `discuss`: the vote is closed, neighbours argue. `second`: they vote again.
3. `revealed`: the latest vote of each becomes their prediction, and the clusters are theirs. Those who have not voted
   have seen the answer, and predict no more. Or the question is
   `withdrawn`: then there was no vote.

What to do next goes by the share of right answers in the last round, as Lasry, Mazur and Watkins (Peer instruction:
from Harvard to the two-year college, American Journal of Physics 76, 2008) draw it: below 30 % the question is
explained again, from 30 to 70 % neighbours discuss it, above it is explained in short. Crouch and Mazur (Peer
instruction: ten years of experience and results, the same journal 69, 2001) say 35 to 70 %.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from apps.classroom.exercises import is_taught, lesson_of, worker
from apps.classroom.models import Classroom, Exercise, Poll, Seat, Vote, learners
from apps.tutorials.lesson import Question
from apps.tutorials.models import Attempt
from apps.tutorials.shuffling import shuffled

FIRST, DISCUSS, SECOND, REVEALED, WITHDRAWN = "first", "discuss", "second", "revealed", "withdrawn"
PHASES = (FIRST, DISCUSS, SECOND, REVEALED, WITHDRAWN)
ROUND_OF = {FIRST: 1, DISCUSS: 1, SECOND: 2, REVEALED: 2}
OPEN = (FIRST, SECOND)

DISCUSS_FROM_PERCENT, EXPLAIN_FROM_PERCENT = 30, 70

ADVICE = {
    "none": "Nobody has voted yet.",
    "again": "Fewer than 30 % are right: explain what it rests on once more, then ask again.",
    "discuss": "Between 30 and 70 % are right: let neighbours convince one another, then vote again.",
    "go_on": "More than 70 % are right: reveal, explain in short, and go on.",
}
ADVISED = {"discuss": DISCUSS, "go_on": REVEALED}
"""The phase to which an advice leads, where it is one."""


def question_of(exercise: Exercise, step: str) -> Question | None:
    """The prediction of a step."""
    found = lesson_of(exercise).step(step) if is_taught(exercise) else None
    return found.prediction if found else None


def current_poll(classroom: Classroom) -> Poll | None:
    """The vote on the step at which the class is."""
    if classroom.exercise_id is None:
        return None
    return Poll.objects.filter(exercise_id=classroom.exercise_id, step=classroom.step).first()


def attempts_at(classroom: Classroom, exercise: Exercise, step: str) -> dict[str, Attempt]:
    """The latest attempt at a step, by the visitor to whom it belongs."""
    workers = {worker(seat, exercise) for seat in learners(classroom).select_related("group")}
    made = Attempt.objects.filter(visitor__in=workers, lesson=exercise.slug, step=step, shown=False).order_by("number")
    return {attempt.visitor: attempt for attempt in made}


def enter(classroom: Classroom, phase: str) -> tuple[list[str], bool] | None:
    """Bring the vote on the class's step into a phase.

    The labs concerned, and whether they are locked from now on; None if there is nothing to vote on.
    """
    exercise, step = classroom.exercise, classroom.step
    if exercise is None or question_of(exercise, step) is None:
        return None
    if phase == WITHDRAWN:
        return _withdraw(exercise, step, attempts_at(classroom, exercise, step)), False
    with transaction.atomic():
        poll, is_new = Poll.objects.get_or_create(classroom=classroom, exercise=exercise, step=step)
        poll.phase = phase
        poll.save(update_fields=["phase"])
        attempts = attempts_at(classroom, exercise, step)
        if is_new:
            _count_earlier_predictions(poll, exercise, attempts)
        if phase == REVEALED:
            return _reveal(poll, exercise, attempts), False
    return [str(each.lab_id) for each in attempts.values() if each.lab_id and not each.passed], True


def _withdraw(exercise: Exercise, step: str, attempts: dict[str, Attempt]) -> list[str]:
    """Take a question back that is not revealed yet; the labs of those who had predicted by themselves."""
    Poll.objects.filter(exercise=exercise, step=step).exclude(phase=REVEALED).delete()
    return [str(each.lab_id) for each in attempts.values() if each.lab_id and each.prediction is not None]


def _count_earlier_predictions(poll: Poll, exercise: Exercise, attempts: dict[str, Attempt]) -> None:
    for seat in learners(poll.classroom).select_related("group"):
        attempt = attempts.get(worker(seat, exercise))
        if attempt is not None and attempt.prediction is not None:
            Vote.objects.create(poll=poll, seat=seat, round=1, option=attempt.prediction)


def _reveal(poll: Poll, exercise: Exercise, attempts: dict[str, Attempt]) -> list[str]:
    """Make the latest votes predictions; all labs, as nothing is left to predict for those who have not voted."""
    voted: dict[str, list[int]] = defaultdict(list)
    for seat, option in latest_votes(poll).items():
        voted[worker(seat, exercise)].append(option)
    for visitor, attempt in attempts.items():
        if attempt.prediction is None and voted[visitor]:
            attempt.prediction = attempt.draft = _most(voted[visitor])
            attempt.predicted = timezone.now()
            attempt.save(update_fields=["prediction", "draft", "predicted"])
    return [str(attempt.lab_id) for attempt in attempts.values() if attempt.lab_id]


def _most(options: Iterable[int]) -> int:
    """Return what most chose; of several, the first in the question's order."""
    counts = Counter(options)
    return min(counts, key=lambda option: (-counts[option], option))


def latest_votes(poll: Poll) -> dict[Seat, int]:
    """Return what each learner voted for last."""
    votes: QuerySet[Vote] = poll.votes.select_related("seat__group").order_by("round")
    return {vote.seat: vote.option for vote in votes}


def vote(seat: Seat, poll: Poll, option: int) -> bool:
    """Vote, or vote otherwise while the vote is open; False if it is not, or there is no such answer."""
    question = question_of(poll.exercise, poll.step)
    if poll.phase not in OPEN or question is None or not 0 <= option < len(question.options):
        return False
    Vote.objects.update_or_create(poll=poll, seat=seat, round=ROUND_OF[poll.phase], defaults={"option": option})
    return True


def poll_state(classroom: Classroom) -> dict[str, Any] | None:
    """The vote on the class's step as a teacher sees it; None for a step with nothing to vote on.

    `phase` is empty before there is one. `counts` has a list of votes by option for each round that was
    held. Options are in the order in which the class sees them.
    """
    exercise = classroom.exercise
    question = question_of(exercise, classroom.step) if exercise else None
    if exercise is None or question is None:
        return None
    poll = current_poll(classroom)
    counts, right = counted(poll, question), right_option(question)
    advice = _advice(counts[-1], right)
    order = order_of(classroom, question)
    return {
        "question": question.text,
        "options": [question.options[number].text for number in order],
        "right": order.index(right),
        "because": question.options[right].because,
        "phase": poll.phase if poll else "",
        "counts": [[votes[number] for number in order] for votes in counts],
        "voted": sum(counts[-1]),
        "advice": ADVICE[advice],
        "advised": ADVISED.get(advice, ""),
    }


def right_option(question: Question) -> int:
    """The number of the right answer."""
    return next(number for number, option in enumerate(question.options) if option.right)


def counted(poll: Poll | None, question: Question) -> list[list[int]]:
    """Votes by option, for each round that was held; without a poll, of a round in which nobody has voted."""
    votes = Counter(poll.votes.filter(seat__removed=None).values_list("round", "option") if poll else ())
    again = poll is not None and (poll.phase == SECOND or any(number == 2 for number, _ in votes))
    return [[votes[number, option] for option in range(len(question.options))] for number in ([1, 2] if again else [1])]


def _advice(counts: list[int], right: int) -> str:
    if not sum(counts):
        return "none"
    percent = 100 * counts[right] / sum(counts)
    if percent < DISCUSS_FROM_PERCENT:
        return "again"
    return "discuss" if percent <= EXPLAIN_FROM_PERCENT else "go_on"


def order_of(classroom: Classroom, question: Question) -> list[int]:
    """Return the numbers of a question's options in the order in which the whole class sees them."""
    return shuffled([option.text for option in question.options], f"class {classroom.pk}")


def phase_of(exercise: Exercise, step: str) -> str | None:
    """Return the phase of the vote on a step's prediction; None if there is none.

    Until the answer is revealed nobody predicts alone.
    """
    return Poll.objects.filter(exercise=exercise, step=step).values_list("phase", flat=True).first()
