"""The glossary has an entry for every term that lessons define, and for what protocols, models and types are called."""

from __future__ import annotations

import re
from collections.abc import Iterable

from apps.consistency.models import MODELS
from apps.crdts import CRDTS
from apps.labs.protocols import PROTOCOLS
from apps.live.words import words
from apps.tutorials.course import lessons
from tests.language import of_lesson, plain

USED_IN_LABS = (
    "majority",
    "lease",
    "read index",
    "fencing token",
    "semilattice",
    "strong eventual consistency",
    "tag",
    "dot",
    "context",
    "delta",
    "regular register",
    "sticky availability",
    "total availability",
    "compare-and-set",
    "retry",
    "snapshot",
    "partition",
    "shard",
    "tombstone",
    "sibling",
    "heartbeat",
    "joint consensus",
    "pre-vote",
    "write-back",
    "timestamp",
)
"""Terms that dials, panels and briefs use without a lesson that defines them."""


def has_an_entry(term: str) -> bool:
    return any(
        re.fullmatch(word.pattern, term, re.IGNORECASE) or term.lower() in word.term.lower().split(", ")
        for word in words()
    )


def in_none(terms: Iterable[str]) -> list[str]:
    return sorted(term for term in set(terms) if not has_an_entry(term))


def test_each_term_that_a_lesson_defines_in_bold_has_an_entry() -> None:
    texts = [text for lesson in lessons().values() for text in of_lesson(lesson)]
    assert in_none(plain(bold) for text in texts for bold in re.findall(r"<strong>(.*?)</strong>", text)) == []


def test_each_model_has_an_entry() -> None:
    assert in_none(model.title for model in MODELS.values()) == []


def test_the_title_of_each_protocol_and_type_has_a_word_that_is_explained() -> None:
    titles = [each.title for each in (*PROTOCOLS.values(), *CRDTS.values())]
    patterns = [re.compile(rf"\b(?:{word.pattern})\b", re.IGNORECASE) for word in words()]
    assert [title for title in titles if not any(pattern.search(title) for pattern in patterns)] == []


def test_each_term_of_the_labs_has_an_entry() -> None:
    assert in_none(USED_IN_LABS) == []


def test_each_entry_finds_its_own_term() -> None:
    for word in words():
        assert any(re.search(rf"\b(?:{word.pattern})\b", term, re.IGNORECASE) for term in word.term.split(", ")), word


def test_no_term_has_two_entries() -> None:
    terms = [term.lower() for word in words() for term in word.term.split(", ")]
    assert len(terms) == len(set(terms))
