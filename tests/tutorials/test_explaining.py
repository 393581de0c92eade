"""Explaining what was seen: reasons in order, two of five, or a sentence; kept once, beside ours."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from apps.tutorials.course import lessons
from apps.tutorials.explaining import (
    TEXT_CHARS_MAX,
    ExplanationError,
    as_text,
    explaining,
    is_right,
    read_explanation,
)
from apps.tutorials.lesson import ORDER, PICK, WRITE, Explain
from apps.tutorials.models import Attempt
from apps.tutorials.reading.blocks import LessonError
from tests.tutorials.test_reading import TEXT, read

FIVE = ("one", "two", "three", "four", "five")
THREE = FIVE[:3]
IN_ORDER = Explain(kind=ORDER, question="Why?", reasons=THREE, right=(0, 1, 2), ours="Because.")
TWO_OF_FIVE = Explain(kind=PICK, question="Why?", reasons=FIVE, right=(1, 3), ours="Because.")
SENTENCE = Explain(kind=WRITE, question="Why?", reasons=(), right=(), ours="Because.")


@given(st.permutations(range(3)))
def test_an_order_is_kept_as_given_and_right_only_as_ours(order: list[int]) -> None:
    kept = read_explanation(IN_ORDER, [str(each) for each in order], "")
    assert kept == {"reasons": order}
    assert is_right(IN_ORDER, kept) is (order == [0, 1, 2])
    shown = explaining(IN_ORDER, kept, "somebody")
    assert [each["number"] for each in shown["reasons"]] == order
    assert [each["is_in_place"] for each in shown["reasons"]] == [place == number for place, number in enumerate(order)]


@given(st.sets(st.integers(0, 4), min_size=2, max_size=2))
def test_two_reasons_are_right_whatever_their_order(picked: set[int]) -> None:
    for sent in (list(picked), list(reversed(list(picked)))):
        kept = read_explanation(TWO_OF_FIVE, [str(each) for each in sent], "")
        assert is_right(TWO_OF_FIVE, kept) is (picked == {1, 3})


def test_a_sentence_is_neither_right_nor_wrong() -> None:
    kept = read_explanation(SENTENCE, [], "  It had not arrived. ")
    assert as_text(SENTENCE, kept) == "It had not arrived."
    assert is_right(SENTENCE, kept) is None


@pytest.mark.parametrize(
    ("asked", "reasons", "text", "words"),
    [
        (SENTENCE, [], "  ", "Write a sentence"),
        (SENTENCE, [], "a" * (TEXT_CHARS_MAX + 1), "At most"),
        (TWO_OF_FIVE, ["1"], "", "1 are chosen"),
        (TWO_OF_FIVE, ["1", "2", "3"], "", "3 are chosen"),
        (TWO_OF_FIVE, ["1", "1"], "", "not there any more"),
        (TWO_OF_FIVE, ["1", "7"], "", "not there any more"),
        (IN_ORDER, ["0", "1"], "", "all reasons"),
        (IN_ORDER, ["0", "1", "x"], "", "not there any more"),
        (IN_ORDER, ["0", "1", "-1"], "", "not there any more"),
    ],
)
def test_what_cannot_be_kept_is_told_with_what_to_do(asked: Explain, reasons: list[str], text: str, words: str) -> None:
    with pytest.raises(ExplanationError, match=words):
        read_explanation(asked, reasons, text)


@given(st.text(max_size=20))
def test_reasons_come_in_another_order_for_each_learner_and_the_right_ones_are_not_marked(who: str) -> None:
    shown = explaining(TWO_OF_FIVE, None, who)
    assert sorted(each["text"] for each in shown["reasons"]) == sorted(FIVE)
    assert not any(each["is_chosen"] for each in shown["reasons"])


BLOCKS = {
    "kind has to be": 'kind = "sing"\nquestion = "Why?"\nours = "So."\n',
    "five": 'kind = "pick"\nquestion = "Why?"\nours = "So."\n[[reasons]]\ntext = "a"\nmatters = true\n',
    "three to five": 'kind = "order"\nquestion = "Why?"\nours = "So."\n[[reasons]]\ntext = "a"\n',
    "needs no": 'kind = "write"\nquestion = "Why?"\nours = "So."\n[[reasons]]\ntext = "a"\n',
}


@pytest.mark.parametrize("words", BLOCKS)
def test_a_block_that_cannot_be_asked_stops_the_lesson_with_its_line(tmp_path: Path, words: str) -> None:
    text = TEXT.replace("```hints", f"```explain\n{BLOCKS[words]}```\n\n```hints", 1)
    with pytest.raises(LessonError, match=words):
        read(tmp_path, text)


def test_every_lesson_lets_its_learners_explain() -> None:
    for lesson in lessons().values():
        assert any(step.explain for step in lesson.steps), lesson.slug


# On the page

LESSON = lessons()["first-cluster"]
STEP = next(step for step in LESSON.steps if step.explain and step.explain.kind == WRITE)
PAGE = f"/lessons/{LESSON.slug}/{STEP.slug}/"


def understood(client: Client) -> Attempt:
    """Return an attempt whose evidence has been shown."""
    client.get(PAGE)
    client.post(PAGE + "predict/", {"option": "0"})
    Attempt.objects.update(passed=timezone.now(), revealed=True)
    return Attempt.objects.get()


@pytest.mark.django_db
def test_an_explanation_is_kept_once_and_shown_beside_ours(client: Client) -> None:
    attempt = understood(client)
    assert "What happened" not in client.get(PAGE + "panel/").content.decode()
    panel = client.post(PAGE + "explain/", {"text": "Nothing <b>arrived</b>."}).content.decode()
    assert "Nothing &lt;b&gt;arrived&lt;/b&gt;." in panel
    assert STEP.explain.ours in panel.replace("&#x27;", "'")
    assert "What happened" in panel
    client.post(PAGE + "explain/", {"text": "Otherwise."})
    attempt.refresh_from_db()
    assert attempt.explained == {"text": "Nothing <b>arrived</b>."}


@pytest.mark.django_db
def test_nobody_has_to_explain(client: Client) -> None:
    attempt = understood(client)
    panel = client.post(PAGE + "explain/", {"skip": "1"}).content.decode()
    assert "What happened" in panel
    assert "Your explanation" not in panel
    attempt.refresh_from_db()
    assert as_text(STEP.explain, attempt.explained) == ""


@pytest.mark.django_db
def test_an_empty_explanation_is_answered_with_what_to_do_and_keeps_nothing(client: Client) -> None:
    attempt = understood(client)
    assert "Write a sentence first" in client.post(PAGE + "explain/", {"text": " "}).content.decode()
    attempt.refresh_from_db()
    assert attempt.explained is None


@pytest.mark.django_db
def test_nothing_is_explained_before_the_evidence_is_found(client: Client) -> None:
    client.get(PAGE)
    assert client.post(PAGE + "explain/", {"text": "Because."}).status_code == 404
