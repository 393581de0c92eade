"""Before a prediction is locked in, nothing on the page gives the right option away: not its words, not its place."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator

import pytest
from django.test import Client

from apps.tutorials.course import lessons
from apps.tutorials.lesson import Lesson, Question, Step
from apps.tutorials.shuffling import shuffled

PLAIN = frozenset(
    """
    a an the of to in on at is are was were be it its and or not no but only so as by for from with that this
    than then if they them their there one all both can may must will would does do has have had what which
    who when how until after before because he she his her nothing any each every some more most two
    """.split()  # noqa: SIM905 - a list of words is read more easily so
)
"""Words too common to tell anything."""

ENDINGS = re.compile(r"(?:ing|ed|es|s|ly)$")
LONG = 4

READ_BY_EYE = {
    "two-generals/one-confirmation": "the task names both messengers, and a wrong option names the confirmation, too",
    "slow-or-dead/how-long-is-long-enough": "“enough” is in the question that the step asks",
    "quorums/write-back": "the quorum of the lesson's name is no answer",
}
"""Steps whose title shares a word with the right option only, and why it does not tell."""

LEARNERS = 3_000
SPREAD = 0.06
"""More than six standard deviations of a share of one third among that many learners."""


def asked() -> Iterator[tuple[Lesson, Step, Question]]:
    for lesson in lessons().values():
        for step in lesson.steps:
            if step.prediction is not None:
                yield lesson, step, step.prediction


ASKED = list(asked())
NAMES = [f"{lesson.slug}/{step.slug}" for lesson, step, _ in ASKED]


def words(text: str) -> set[str]:
    """The words that carry meaning, without their endings."""
    found = re.findall(r"[a-z0-9]+", html.unescape(re.sub(r"<[^>]+>", " ", text)).lower())
    return {ENDINGS.sub("", word) if len(word) > LONG else word for word in found if word not in PLAIN}


def only_in(question: Question, number: int) -> set[str]:
    """The words that an option has, and neither the question nor another option."""
    others = set().union(*(words(each.text) for at, each in enumerate(question.options) if at != number))
    return words(question.options[number].text) - others - words(question.text)


def right(question: Question) -> int:
    return next(number for number, option in enumerate(question.options) if option.right)


@pytest.mark.parametrize(("lesson", "step", "question"), ASKED, ids=NAMES)
def test_no_title_has_a_word_that_only_the_right_option_has(lesson: Lesson, step: Step, question: Question) -> None:
    if f"{lesson.slug}/{step.slug}" in READ_BY_EYE:
        return
    told = words(f"{lesson.title} {lesson.question} {step.title}")
    wrong = set().union(*(only_in(question, at) for at in range(len(question.options)) if at != right(question)))
    assert not only_in(question, right(question)) & told or wrong & told


def test_a_reader_who_matches_words_of_the_page_with_the_options_does_no_better_than_chance() -> None:
    guessed, chance = 0.0, 0.0
    for lesson, step, question in ASKED:
        page = words(" ".join((lesson.title, lesson.question, lesson.introduction, step.title, step.task)))
        matched = [len(only_in(question, number) & page) for number in range(len(question.options))]
        best = [number for number, count in enumerate(matched) if count == max(matched)]
        guessed += (right(question) in best) / len(best)
        chance += 1 / len(question.options)
    assert guessed <= chance


@pytest.mark.parametrize(("lesson", "step", "question"), ASKED, ids=NAMES)
def test_the_right_option_is_as_often_in_one_place_as_in_another(
    lesson: Lesson, step: Step, question: Question
) -> None:
    texts = [option.text for option in question.options]
    places = Counter(shuffled(texts, f"learner {number}").index(right(question)) for number in range(LEARNERS))
    assert all(abs(places[place] / LEARNERS - 1 / len(texts)) < SPREAD for place in range(len(texts)))


@pytest.mark.django_db
@pytest.mark.parametrize("slug", sorted(lessons()))
def test_goals_and_hints_are_not_on_the_page_before_the_prediction(client: Client, slug: str) -> None:
    lesson = lessons()[slug]
    for step in lesson.steps:
        page = html.unescape(client.get(f"/lessons/{slug}/{step.slug}/").content.decode())
        shown = [name for name in step.goal_names if f'data-goal="{name}"' in page]
        assert (shown, [hint for hint in step.hints if hint in page]) == ([], [])
