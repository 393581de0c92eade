"""Who needs the teacher, as a table: facts, time, and what a tile then says."""

from __future__ import annotations

from typing import Any

import pytest

from apps.classroom.live.attention import STATUSES, Attention, Facts, attention

NOW = 10_000.0
MINUTE = 60.0


def told(**facts: Any) -> Attention:
    return attention(Facts(**{"here": True, "began_at": NOW - MINUTE, **facts}), NOW)


TABLE: tuple[tuple[str, dict[str, Any], str, str], ...] = (
    ("who has just begun is working", {}, "working", "working"),
    ("a hand comes before everything", {"hand": NOW - 5, "here": False, "passed": True}, "hand", "hand up"),
    ("no page open is away, however stuck", {"here": False, "hints_ended_at": NOW - 999}, "away", "away"),
    ("who has passed rests, and is not idle", {"passed": True, "began_at": NOW - 900}, "met", "goal met"),
    ("nobody is idle in a paused class", {"paused": True, "began_at": NOW - 900}, "working", "paused"),
    ("who votes is neither idle nor stuck", {"vote": "has voted", "began_at": NOW - 900}, "working", "has voted"),
    ("two minutes of nothing are idle", {"began_at": NOW - 2 * MINUTE}, "idle", "idle"),
    ("a little less is not", {"began_at": NOW - 2 * MINUTE + 1}, "working", "working"),
    ("an act ends being idle", {"began_at": NOW - 170, "acted_at": NOW - 5}, "working", "working"),
    ("three minutes at work without a goal are stuck", {"began_at": NOW - 180, "acted_at": NOW}, "struggling", "stuck"),
    (
        "a goal reached begins them afresh",
        {"began_at": NOW - 600, "progressed_at": NOW - 170, "acted_at": NOW},
        "working",
        "working",
    ),
    ("who has given up is still stuck", {"began_at": NOW - 600, "acted_at": NOW - 300}, "struggling", "stuck"),
    ("so is who has never begun", {"began_at": NOW - 300}, "struggling", "stuck"),
    ("hints used up a minute ago", {"hints_ended_at": NOW - MINUTE}, "struggling", "hints used up"),
    ("hints used up just now may yet help", {"hints_ended_at": NOW - 59}, "working", "working"),
    ("begun again three times", {"begun_again": 3}, "struggling", "begun again 3 times"),
    ("undone three times", {"undone": 3}, "struggling", "undone 3 times"),
    ("begun again and undone add up", {"begun_again": 1, "undone": 2}, "struggling", "begun again 3 times"),
    ("twice is nothing yet", {"undone": 2}, "working", "working"),
    (
        "the same mistake four times",
        {"refused_at": (NOW - 170, NOW - 160, NOW - 20, NOW), "refusal": "n2 is crashed."},
        "struggling",
        "same mistake 4 times",
    ),
    ("over a long time that is none", {"refused_at": (NOW - 200, NOW - 20, NOW)}, "working", "working"),
    ("two mistakes are two", {"refused_at": (NOW - 10, NOW)}, "working", "working"),
)


@pytest.mark.parametrize(("facts", "status", "words"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_a_learners_events_say_who_needs_the_teacher(facts: dict[str, Any], status: str, words: str) -> None:
    found = told(**facts)
    assert (found.status, found.words) == (status, words)
    assert found.status in STATUSES


def test_minutes_are_counted_from_what_the_words_are_about() -> None:
    assert told(began_at=NOW - 600, progressed_at=NOW - 240, acted_at=NOW).since == NOW - 240
    assert told(began_at=NOW - 170, acted_at=NOW - 130).since == NOW - 130
    assert told(began_at=NOW - 600, acted_at=NOW - 300).since == NOW - 600
    assert told(hand=NOW - 42).since == NOW - 42
    assert told().since is None


def test_who_is_stuck_and_does_nothing_has_that_said() -> None:
    assert told(began_at=NOW - 600, acted_at=NOW - 300).detail == "Nothing was done for two minutes."
    assert told(began_at=NOW - 600, acted_at=NOW - 30).detail == ""


def test_a_mistake_that_comes_again_says_which() -> None:
    times = (NOW - 3, NOW - 2, NOW - 1)
    assert told(refused_at=times, refusal="n2 is crashed.").detail == "n2 is crashed."
