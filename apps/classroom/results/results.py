"""What each learner of a class came to, step by step, in a number of queries that does not grow with the class.

1. Attempts belong to the seat's own visitor, or to that of its group in exercises for groups. Demonstrations are none.
2. A step is *passed* from the first attempt that reached its goals; its hints are those taken until then. Minutes run
   from when it was first opened to then, by the clock on the wall: a pause counts too.
3. The prediction *before*: that of the vote's first round, or, where no vote was held, the first one locked in. Who
   did not vote in the first round has none. *After*: that of the second round, or, without one, that of an attempt
   begun after the step was passed.
4. The evidence and the explanation are those of the attempt that passed the step: `at once` if the first thing that the
   learner pointed at was it, `later` after more tries, `shown` if they asked for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import median_low

from apps.classroom.exercises import extensions, lesson_of, taught, worker
from apps.classroom.models import Classroom, Exercise, Poll, Seat, Vote, later, learners
from apps.tutorials.attempts import TRANSFER
from apps.tutorials.explaining import as_text, is_right
from apps.tutorials.lesson import Lesson, Question, Step
from apps.tutorials.models import Attempt

NEW, BEGUN, PASSED, HELPED = "new", "begun", "passed", "helped"
"""The states of a step. Helped: passed with hints."""

AT_ONCE, LATER, SHOWN = "at once", "later", "shown"
"""How the evidence was found in one's own run."""

Cast = Mapping[str, Mapping[int, int]]
"""By seat: the option voted for in each round."""

Votes = Mapping[tuple[int, str], Cast]
"""By exercise and step, where a vote was held."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An option that was chosen, by its number."""

    option: int
    text: str
    right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StepResult:
    """What a learner, or their group, came to at a step. `seconds` is until it was passed; `explanation` is theirs,
    in words, and `explained_as_we_do` says whether it is ours, None for a sentence.
    """

    state: str
    attempts: int
    hints: int
    seconds: int | None
    before: Answer | None
    after: Answer | None
    evidence: str = ""
    tries: int = 0
    explanation: str = ""
    explained_as_we_do: bool | None = None

    @property
    def is_passed(self) -> bool:
        """Return whether its goals were reached."""
        return self.state in (PASSED, HELPED)


@dataclass(frozen=True, slots=True)
class ExerciseResult:
    """A learner's results in an exercise, a step each in its order, and the answer to its last question.

    `closes` is when it closes for this learner.
    """

    steps: tuple[StepResult, ...]
    transfer: Answer | None
    closes: datetime | None = None

    @property
    def points(self) -> int:
        """Return how many steps are passed."""
        return sum(step.is_passed for step in self.steps)

    @property
    def is_begun(self) -> bool:
        """Return whether a step of it was opened."""
        return any(step.state != NEW for step in self.steps)


@dataclass(frozen=True, slots=True)
class LearnerResult:
    """A learner's results, an exercise each in the class's order."""

    seat: Seat
    exercises: tuple[ExerciseResult, ...]

    @property
    def points(self) -> int:
        """Return how many steps are passed, of all exercises."""
        return sum(each.points for each in self.exercises)


@dataclass(frozen=True, slots=True)
class StepTotal:
    """How a step went for the class: `minutes` is the median of those who passed."""

    passed: int
    minutes: int | None
    before: tuple[int, int]
    """How many predicted rightly, of how many; the same for after."""
    after: tuple[int, int]


@dataclass(frozen=True, slots=True)
class ClassResults:
    """A class's exercises with their lessons, and its learners' results in them."""

    exercises: tuple[tuple[Exercise, Lesson], ...]
    learners: tuple[LearnerResult, ...]

    def totals(self, nth: int) -> list[StepTotal]:
        """Return how each step of the nth exercise went."""
        rows = [learner.exercises[nth].steps for learner in self.learners]
        return [_total([row[step] for row in rows]) for step in range(len(self.exercises[nth][1].steps))]


def published(classroom: Classroom) -> list[Exercise]:
    """The exercises that learners have seen, in order."""
    return [each for each in taught(classroom) if each.published]


def results_of(classroom: Classroom, exercises: Iterable[Exercise]) -> ClassResults:
    """The results of everybody who learns in a class, in these exercises of it."""
    asked = tuple((each, lesson_of(each)) for each in exercises)
    seats = list(learners(classroom).select_related("group"))
    attempts = _attempts(seats, [each.slug for each, _ in asked])
    votes, extended = _votes(classroom), extensions(seats)
    found = [
        LearnerResult(
            seat,
            tuple(
                replace(
                    _exercise(seat, each, lesson, attempts, votes),
                    closes=later(each.closes, extended.get((seat.pk, each.pk))),
                )
                for each, lesson in asked
            ),
        )
        for seat in seats
    ]
    return ClassResults(asked, tuple(found))


Attempts = Mapping[tuple[str, str, str], Sequence[Attempt]]
"""By visitor, lesson and step, oldest first."""


def _attempts(seats: Iterable[Seat], slugs: Sequence[str]) -> Attempts:
    workers = {seat.visitor for seat in seats} | {seat.group.visitor for seat in seats if seat.group}
    found: dict[tuple[str, str, str], list[Attempt]] = defaultdict(list)
    for attempt in Attempt.objects.filter(visitor__in=workers, lesson__in=slugs, shown=False).order_by("number"):
        found[attempt.visitor, attempt.lesson, attempt.step].append(attempt)
    return found


def _votes(classroom: Classroom) -> Votes:
    polls = {each.pk: each for each in Poll.objects.filter(classroom=classroom)}
    found: dict[tuple[int, str], dict[str, dict[int, int]]] = {
        (each.exercise_id, each.step): defaultdict(dict) for each in polls.values()
    }
    for poll, seat, number, option in Vote.objects.filter(poll__in=polls).values_list(
        "poll", "seat", "round", "option"
    ):
        found[polls[poll].exercise_id, polls[poll].step][seat][number] = option
    return found


def _exercise(seat: Seat, exercise: Exercise, lesson: Lesson, attempts: Attempts, votes: Votes) -> ExerciseResult:
    visitor = worker(seat, exercise)
    transfers = attempts.get((visitor, exercise.slug, TRANSFER), ())
    steps = tuple(
        _step(
            attempts.get((visitor, exercise.slug, step.slug), ()),
            _cast_by(seat, votes.get((exercise.pk, step.slug))),
            step,
        )
        for step in lesson.steps
    )
    return ExerciseResult(steps, _answer(lesson.transfer, transfers[0].prediction if transfers else None))


def _cast_by(seat: Seat, cast: Cast | None) -> Mapping[int, int] | None:
    """Return the votes of a learner by round; None if no vote was held."""
    return None if cast is None else cast.get(seat.pk, {})


def _step(attempts: Sequence[Attempt], votes: Mapping[int, int] | None, step: Step) -> StepResult:
    first_passed = next((each for each in attempts if each.passed), None)
    until = attempts[: attempts.index(first_passed) + 1] if first_passed else attempts
    hints = max((each.hints for each in until), default=0)
    predicted = next((each.prediction for each in attempts if each.prediction is not None), None)
    given, question = first_passed.explained if first_passed else None, step.prediction
    return StepResult(
        state=_state(attempts, first_passed, hints),
        attempts=len(attempts),
        hints=hints,
        seconds=_seconds(attempts[0], first_passed) if first_passed else None,
        before=_answer(question, predicted if votes is None else votes.get(1)),
        after=_answer(question, (votes or {}).get(2, _predicted_again(attempts, first_passed))),
        evidence=_evidence(first_passed),
        tries=first_passed.found_tries if first_passed else 0,
        explanation=as_text(step.explain, given) if step.explain else "",
        explained_as_we_do=is_right(step.explain, given) if step.explain else None,
    )


def _evidence(passed: Attempt | None) -> str:
    if passed is None or not (passed.found_right or passed.revealed):
        return ""
    if passed.found_at_once:
        return AT_ONCE
    return LATER if passed.found_right else SHOWN


def _state(attempts: Sequence[Attempt], passed: Attempt | None, hints: int) -> str:
    if passed is None:
        return BEGUN if attempts else NEW
    return HELPED if hints else PASSED


def _seconds(first: Attempt, passed: Attempt) -> int:
    assert isinstance(passed.passed, datetime)
    return max(0, round((passed.passed - first.created).total_seconds()))


def _predicted_again(attempts: Sequence[Attempt], passed: Attempt | None) -> int | None:
    """Return what was predicted when the step was begun anew after it had been passed."""
    later = attempts[attempts.index(passed) + 1 :] if passed else ()
    return next((each.prediction for each in later if each.prediction is not None), None)


def _answer(question: Question | None, option: int | None) -> Answer | None:
    if question is None or option is None or not 0 <= option < len(question.options):
        return None
    return Answer(option, question.options[option].text, question.options[option].right)


def _total(results: Sequence[StepResult]) -> StepTotal:
    seconds = [each.seconds for each in results if each.seconds is not None]
    return StepTotal(
        passed=sum(each.is_passed for each in results),
        minutes=minutes(median_low(seconds)) if seconds else None,
        before=_right([each.before for each in results]),
        after=_right([each.after for each in results]),
    )


def _right(answers: Iterable[Answer | None]) -> tuple[int, int]:
    given = [answer for answer in answers if answer is not None]
    return sum(answer.right for answer in given), len(given)


def minutes(seconds: int) -> int:
    """Full minutes, but at least one."""
    return max(1, round(seconds / 60))
